using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>There is no API to call: the tokens go nowhere.</summary>
internal sealed class RotorScheme(RotorAuth front) : RequestAuthenticator
{
    public override bool IsAudience(Uri target) => false;

    public override async ValueTask<TokenUse> AuthorizeAsync(HttpRequestMessage request, Account account, CancellationToken cancellationToken) =>
        TokenUse.Of(front.Grants, await account.GetTokenAsync(front.Grants, cancellationToken: cancellationToken));
}
