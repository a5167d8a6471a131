using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The way from the Microsoft token to what XSTS wants: one per kind of client.</summary>
internal abstract class XstsInputs
{
    public abstract Task<XstsParents> GetAsync(MintContext<XstsToken> mint);
}
