using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Begins a sign-in in a browser: <c>POST /authenticate</c> on sisu.xboxlive.com, contract version 1, signed, which hands out the page.</summary>
internal sealed class SisuBeginning(XboxAuthClient client, XboxOptions options, MsaClient application, XboxDeviceIdentities identities, DeviceTokens devices)
{
    public const string Step = "sisu authenticate";
    private const int MaxSession = 1024;

    /// <summary>What SISU answers.</summary>
    /// <exception cref="GameAuthException">SISU refused, or its page is not one of Microsoft's.</exception>
    public async Task<SisuSession> RunAsync(PendingAccount pending, AuthorizationRequest request, string? prompt, CancellationToken cancellationToken)
    {
        ProofKey key = identities.OpenKey(await pending.GetTokenAsync(identities, cancellationToken: cancellationToken).ConfigureAwait(false));
        for (bool isAgain = false; ; isAgain = true)
        {
            DeviceToken device = await pending.GetTokenAsync(devices, cancellationToken: cancellationToken).ConfigureAwait(false);
            ProviderResponse answer = await client.PostAsync(Call(device, request, prompt), key, cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccess)
            {
                SisuAuthenticateAnswer body = answer.ReadJson(XboxJson.Default.SisuAuthenticateAnswer);
                return new SisuSession(client.CheckPage(body.MsaOauthRedirect, Step), SessionOf(answer), device.Token);
            }

            XboxRefusal refusal = client.ReadRefusal(answer);
            if (isAgain || refusal.Rejected is not RejectedToken.Device || !pending.Refuse(devices, device))
            {
                throw TitleTokens.IsNoTitle(answer) ? NoTitle(answer) : refusal.ToException();
            }
        }
    }

    private static Secret? SessionOf(ProviderResponse answer) =>
        answer.Header("X-SessionId") is { Length: > 0 and <= MaxSession } session ? new Secret(session) : null;

    private static GameAuthConfigurationException NoTitle(ProviderResponse answer) => new(
        "xbox: sisu.xboxlive.com begins no sign-in for this client id. Check that ClientId is a title's, that TitleId is of the same title, and that RedirectUri is one that the title may use.")
    { Provider = answer.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId };

    private XboxSignedCall Call(DeviceToken device, AuthorizationRequest request, string? prompt)
    {
        SisuAuthenticateRequest body = new()
        {
            AppId = options.ClientId,
            TitleId = options.TitleId!,
            RedirectUri = request.Redirect,
            DeviceToken = device.Token.Reveal(),
            Sandbox = options.Sandbox,
            Offers = [application.Scope],
            Query = new() { CodeChallenge = request.CodeChallenge, CodeChallengeMethod = Pkce.Method, State = request.State.Reveal(), Prompt = prompt },
        };
        return new XboxSignedCall(
            Step, XboxEndpoint.Sisu, "/authenticate", JsonSerializer.SerializeToUtf8Bytes(body, XboxJson.Default.SisuAuthenticateRequest)) { ContractVersion = 1 };
    }
}
