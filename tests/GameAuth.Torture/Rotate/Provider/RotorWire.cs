using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>The calls to the rotating server.</summary>
internal sealed class RotorWire(Exchange channel, RotorOptions options, TimeProvider time)
{
    public Task<RotorGrant> SignInAsync(CancellationToken cancellationToken) => SendAsync(RotatingServer.SignInPath, [], cancellationToken);

    public Task<RotorGrant> RefreshAsync(Secret refreshToken, CancellationToken cancellationToken) =>
        SendAsync(RotatingServer.TokenPath, [KeyValuePair.Create("refresh_token", refreshToken.Reveal())], cancellationToken);

    private async Task<RotorGrant> SendAsync(string step, KeyValuePair<string, string>[] form, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await channel.SendAsync(
            new ProviderCall(step, () => new HttpRequestMessage(HttpMethod.Post, new Uri(options.Server, step)) { Content = new FormUrlEncodedContent(form) }) { AttemptTimeout = options.AnswerLimit },
            cancellationToken);
        if (answer.Status == 400)
        {
            throw new SignInRequiredException("rotor: the grant is over; sign in again.", SignInReason.Revoked)
            { Provider = RotorAuth.Name, Step = step, CorrelationId = answer.CorrelationId };
        }

        RotorBody body = answer.IsSuccess ? answer.ReadJson(RotorJson.Default.RotorBody) : throw answer.Failure("is a failure");
        return new RotorGrant(body.AccessToken!, body.RefreshToken!, time.GetUtcNow().AddMilliseconds(body.ExpiresInMs));
    }
}
