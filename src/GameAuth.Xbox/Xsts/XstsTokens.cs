using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>
/// XSTS tokens, one per relying party, which is the audience; a trailing slash is part of its name. A link of your own takes it as its
/// parent: the registration <c>default</c> is the plain service, others are keyed services of their names.
/// </summary>
public abstract class XstsTokens : TokenSource<XstsToken>
{
    private protected XstsTokens()
        : base("xsts", TokenScope.Account, RefreshBehavior.Remint, XboxRowJsonContext.Default.XstsToken)
    {
    }
}
