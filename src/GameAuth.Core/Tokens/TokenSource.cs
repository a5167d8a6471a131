using System.Text.Json.Serialization.Metadata;

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

/// <summary>One node of a provider's token chain: it knows how to mint, the engine knows when.</summary>
/// <typeparam name="T">The token: immutable.</typeparam>
/// <remarks>
/// There is one row and one mint at a time per scope, name and audience. Sources are singletons without state of their own;
/// <see cref="MintAsync"/> may run for several accounts at once.
/// </remarks>
public abstract class TokenSource<T> : TokenSource
    where T : class, IToken
{
    /// <summary>Names the node.</summary>
    /// <param name="name">Unique within its scope, without <c>@</c>; it is part of the row's key, so it never changes between releases.</param>
    /// <param name="scope">Whom its tokens belong to.</param>
    /// <param name="refresh">What a mint costs.</param>
    /// <param name="saveAs">How a token is written into its sealed row (name <see cref="Storage.StoredSecretConverter"/> in the context); null keeps it in memory only, which a <see cref="RefreshBehavior.Rotating"/> source may not.</param>
    protected TokenSource(string name, TokenScope scope, RefreshBehavior refresh, JsonTypeInfo<T>? saveAs)
        : base(name, scope, refresh)
    {
        if (saveAs is null && refresh != RefreshBehavior.Remint)
        {
            throw new ArgumentNullException(nameof(saveAs), "A token that can not be derived again must be saved.");
        }

        SaveAs = saveAs;
    }

    internal JsonTypeInfo<T>? SaveAs { get; }

    internal override bool IsSaved => SaveAs is not null;

    internal sealed override TokenCacheEntry CreateEntry(TokenChain chain, string? audience) => new TokenCacheEntry<T>(this, chain, audience);

    /// <summary>A minted token is given up, because another process saved one first.</summary>
    internal virtual void Discard(T token)
    {
    }

    internal Task<T> InvokeAsync(MintContext<T> mint, CancellationToken deadline) => MintAsync(mint, deadline);

    internal void InvokeSaved(in SavedToken<T> saved) => OnSaved(saved);

    /// <summary>
    /// Hears whether a token that the previous one was spent for is on the disk: a mint knows only what the provider has answered. Called in process for every source that is not
    /// <see cref="RefreshBehavior.Remint"/>, before anybody gets the token, and after a failure again once it is saved after all. It must not block or throw. Does nothing by default.
    /// </summary>
    /// <param name="saved">The tokens, and whether the newer one is saved.</param>
    protected virtual void OnSaved(in SavedToken<T> saved)
    {
    }

    /// <summary>Mints a token. Called by the engine, one at a time per row, without the caller's context and with a deadline of its own.</summary>
    /// <param name="mint">The previous token, the parents, and what else came with the answer.</param>
    /// <param name="deadline">Ends the mint; no caller's cancellation does.</param>
    /// <returns>The new token.</returns>
    /// <exception cref="SignInRequiredException">The provider's word that the grant is over: the engine stores it, after a look for a newer one.</exception>
    /// <exception cref="AccountRestrictedException">The provider refuses this player.</exception>
    /// <exception cref="OutcomeUnknownException">The request was sent and its answer was lost.</exception>
    /// <exception cref="ProviderException">Anything else that the provider answered.</exception>
    protected abstract Task<T> MintAsync(MintContext<T> mint, CancellationToken deadline);
}

/// <summary>What became of a token that another was spent for.</summary>
/// <typeparam name="T">The token.</typeparam>
/// <param name="Account">Whose; null for one of the installation or the registration.</param>
/// <param name="Previous">The token that was spent, or that was replaced by one that was handed over.</param>
/// <param name="Current">The token that came for it.</param>
/// <param name="IsSaved">Whether it is on the disk. False when the store has failed, which is tried again, or when a newer sign-in has taken its place.</param>
public readonly record struct SavedToken<T>(AccountId? Account, T Previous, T Current, bool IsSaved)
    where T : class, IToken;

/// <summary>Who a token belongs to, and with whom it is shared. A source may only have parents of its own or a lower scope.</summary>
public enum TokenScope
{
    /// <summary>This installation: a device key, a device id. Shared by every registration of the provider at one origin; outlives sign-out.</summary>
    Install,

    /// <summary>The registration (client id): a device token. Shared by its accounts.</summary>
    Registration,

    /// <summary>One account.</summary>
    Account,
}

/// <summary>What minting costs, and so what a crash in the middle of it means.</summary>
public enum RefreshBehavior
{
    /// <summary>Derived from its parents, as often as one likes: a lost race adopts the winner.</summary>
    Remint,

    /// <summary>
    /// The previous token is single use: an intent is saved by compare-and-swap before the wire, so that a crash in between is
    /// its own outcome (<see cref="SignInReason.RefreshOutcomeUnknown"/>). Without a previous token the player has to sign in.
    /// </summary>
    Rotating,

    /// <summary>The previous token is presented, and the server repeats its answer when it sees it again: safe to repeat, no intent.</summary>
    Replayable,
}
