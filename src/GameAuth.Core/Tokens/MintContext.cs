using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>What a mint has at hand. Used by one mint at a time, not after it.</summary>
/// <typeparam name="T">The token that is minted.</typeparam>
public sealed class MintContext<T>
    where T : class, IToken
{
    private readonly TokenCacheEntry<T> _entry;
    private readonly List<ParentVersion> _lineage = [];
    private readonly List<SideToken> _deliveries = [];
    private readonly List<TokenCacheEntry> _refused = [];

    internal MintContext(TokenCacheEntry<T> entry, T? previous)
    {
        _entry = entry;
        Previous = previous;
    }

    /// <summary>Whose token it is; null for one of the installation or the registration.</summary>
    public AccountId? Account => _entry.Chain.Grant?.Id;

    /// <summary>What the token is for, such as a relying party; null where the source has one audience.</summary>
    public string? Audience => _entry.Audience;

    /// <summary>The token before this one, expired or refused as it may be; never null for a source whose <see cref="RefreshBehavior"/> is not <see cref="RefreshBehavior.Remint"/>.</summary>
    public T? Previous { get; }

    /// <summary>
    /// A token of this very row that has come meanwhile with a parent's answer (see <see cref="Also"/>); null where none has.
    /// A mint that finds one returns it instead of asking the provider again.
    /// </summary>
    public T? Delivered => _entry.Delivered;

    internal IReadOnlyList<ParentVersion> Lineage => _lineage;

    internal IReadOnlyList<SideToken> Deliveries => _deliveries;

    internal bool HasRefused => _refused.Count > 0;

    /// <summary>A parent's token: from memory, from the store, or minted now. The token that is being minted dies with the parent's epoch.</summary>
    /// <typeparam name="TParent">The parent's token.</typeparam>
    /// <param name="source">The parent: of the same owner or a lower one.</param>
    /// <param name="audience">The parent's audience.</param>
    /// <param name="exact">True when the new token is bound to this very token of the parent, and dies when the parent is minted again.</param>
    /// <returns>The parent's token.</returns>
    /// <exception cref="GameAuthConfigurationException">The parent's owner is above this source's.</exception>
    public async ValueTask<TParent> ParentAsync<TParent>(TokenSource<TParent> source, string? audience = null, bool exact = false)
        where TParent : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        TokenCacheEntry<TParent> parent = _entry.Chain.For(source, _entry.Source).Entry(source, audience);
        CachedToken<TParent> cached = await parent.GetCachedAsync(asParent: true, _entry.Deadline).ConfigureAwait(false);
        ParentVersion.Add(_lineage, cached.Lineage, parent.AsParentVersion(cached.Version, exact));
        return cached.Token;
    }

    /// <summary>A token of another row that came with the same answer: it is saved and published beside the minted one.</summary>
    /// <typeparam name="TOther">The other token.</typeparam>
    /// <param name="source">The other row's source: of the same scope.</param>
    /// <param name="token">The token.</param>
    /// <param name="audience">The other row's audience.</param>
    public void Also<TOther>(TokenSource<TOther> source, TOther token, string? audience = null)
        where TOther : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(token);
        TokenCacheEntry<TOther> other = _entry.Chain.For(source, _entry.Source).Entry(source, audience);
        other.Deliver(token);
        _deliveries.Add(new SideToken<TOther>(other, token));
    }

    /// <summary>
    /// Says that the provider refused a parent's token (such as <c>EXPIRED_DEVICE_TOKEN</c>). Then throw: the engine mints that
    /// parent again and runs this mint once more, once.
    /// </summary>
    /// <typeparam name="TParent">The parent's token.</typeparam>
    /// <param name="source">The parent.</param>
    /// <param name="parent">The token that was refused.</param>
    /// <param name="audience">The parent's audience.</param>
    public void Refused<TParent>(TokenSource<TParent> source, TParent parent, string? audience = null)
        where TParent : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        TokenCacheEntry<TParent> entry = _entry.Chain.For(source, _entry.Source).Entry(source, audience);
        if (entry.Refuse(parent))
        {
            _refused.Add(entry);
        }
    }
}

/// <summary>One parent, or parent's parent, that a token was minted from: the token dies when that row gets another epoch.</summary>
/// <param name="Scope">The owner of the ancestor's row.</param>
/// <param name="Row">The name of the ancestor's row within its scope.</param>
/// <param name="Epoch">The epoch that it had.</param>
/// <param name="Number">The version that it had within the epoch, where the token is bound to that very one.</param>
internal sealed record ParentVersion(TokenScope Scope, string Row, ulong Epoch, ulong? Number)
{
    public bool Lives(RowVersion version) => version.Epoch == Epoch && (Number is null || Number == version.Number);

    public bool IsRow(TokenScope scope, string row) => Scope == scope && string.Equals(Row, row, StringComparison.Ordinal);

    /// <summary>Keeps the lineage flat: a token carries its parents' ancestors too, so that one look at each row tells whether it lives.</summary>
    public static void Add(List<ParentVersion> lineage, IReadOnlyList<ParentVersion> parents, ParentVersion parent)
    {
        lineage.RemoveAll(known => known.IsRow(parent.Scope, parent.Row));
        lineage.Add(parent);
        foreach (ParentVersion further in parents)
        {
            if (!lineage.Exists(known => known.IsRow(further.Scope, further.Row)))
            {
                // Being bound to a parent's very version is a matter of one generation.
                lineage.Add(further with { Number = null });
            }
        }
    }

    /// <summary>Whether both lists name the same epochs: then a new token continues the epoch of the one before it.</summary>
    public static bool SameEpochs(IReadOnlyList<ParentVersion> one, IReadOnlyList<ParentVersion> other) =>
        one.Count == other.Count
        && one.All(a => other.Any(b => b.IsRow(a.Scope, a.Row) && b.Epoch == a.Epoch));
}

/// <summary>A token that came with another row's answer and waits to be saved.</summary>
internal abstract class SideToken
{
    public abstract Task SaveAsync(IReadOnlyList<ParentVersion> lineage, CancellationToken deadline);
}

/// <summary>A token that came with another row's answer and waits to be saved.</summary>
internal sealed class SideToken<T>(TokenCacheEntry<T> entry, T token) : SideToken
    where T : class, IToken
{
    public override async Task SaveAsync(IReadOnlyList<ParentVersion> lineage, CancellationToken deadline)
    {
        await entry.AcceptAsync(token, lineage, deadline).ConfigureAwait(false);
        await (entry.Chain.Grant?.MintedAsync(token, deadline) ?? Task.CompletedTask).ConfigureAwait(false);
    }
}
