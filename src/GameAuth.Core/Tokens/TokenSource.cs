namespace GameAuth.Providers;

/// <summary>What every <see cref="TokenSource{T}"/> is: a named node of a provider's token chain.</summary>
public abstract class TokenSource
{
    private protected TokenSource(string name, TokenScope scope, RefreshBehavior refresh)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains('@', StringComparison.Ordinal))
        {
            throw new ArgumentException("A source's name has no '@': it divides the name from the audience.", nameof(name));
        }

        Name = name;
        Scope = scope;
        RefreshBehavior = refresh;
    }

    /// <summary>The name of the node, unique within its owner: part of the row's key, of error messages and of metrics.</summary>
    public string Name { get; }

    /// <summary>Whom its tokens belong to.</summary>
    public TokenScope Scope { get; }

    /// <summary>What a mint costs.</summary>
    public RefreshBehavior RefreshBehavior { get; }

    internal abstract bool IsSaved { get; }

    /// <summary>Whether it is made here, once, and never from another: an identity.</summary>
    internal virtual bool IsIdentity => false;

    /// <summary>Whether a damaged row is no loss, since the token can be had again.</summary>
    internal bool IsDerived => RefreshBehavior is RefreshBehavior.Remint && !IsIdentity;

    internal abstract TokenCacheEntry CreateEntry(TokenChain chain, string? audience);

    /// <summary>The name; never a token.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public sealed override string ToString() => Name;
}
