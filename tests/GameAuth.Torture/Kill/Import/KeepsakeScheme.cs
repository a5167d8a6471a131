using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>There is no API to call: the tokens go nowhere.</summary>
internal sealed class KeepsakeScheme : RequestAuthenticator
{
    public override bool IsAudience(Uri target) => false;

    public override ValueTask<TokenUse> AuthorizeAsync(HttpRequestMessage request, Account account, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody is called here.");
}
