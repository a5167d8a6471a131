using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>There is no API to call: the tokens go nowhere.</summary>
internal sealed class RotorAuthenticator(RotorAuth front) : RequestAuthenticator
{
    public override bool IsAudience(Uri target) => false;

    public override async ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken) =>
        TokenUse.Of(front.Grants, await attempt.Account!.GetTokenAsync(front.Grants, cancellationToken: cancellationToken));
}
