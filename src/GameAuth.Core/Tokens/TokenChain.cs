using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The tokens of one owner in this process: an installation, a registration, or an account. A chain knows the ones below it.</summary>
internal sealed class TokenChain
{
    private readonly ConcurrentDictionary<EntryKey, TokenCacheEntry> _entries = new();
    private readonly ConcurrentDictionary<string, TokenCacheEntry> _rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TokenChain, byte> _above = new();
    private readonly TokenChain? _below;
    private int _drops;

    public TokenChain(
        TokenEngine engine, string provider, TokenScope scope, string partition, TokenChain? below, IGrantState? grant = null, CopiedProfileGuard? guard = null)
    {
        Guard = guard ?? below?.Guard;
        Engine = engine;
        Provider = provider;
        Scope = scope;
        Partition = partition;
        Grant = grant;
        _below = below;
        below?._above.TryAdd(this, 0);
    }

    public TokenEngine Engine { get; }

    /// <summary>How often every token in memory was forgotten.</summary>
    public int Drops => Volatile.Read(ref _drops);

    public string Provider { get; }

    public TokenScope Scope { get; }

    public string Partition { get; }

    public IGrantState? Grant { get; }

    /// <summary>What a copied profile is told by; null where no one looks.</summary>
    public CopiedProfileGuard? Guard { get; }

    public TokenCacheEntry<T> Entry<T>(TokenSource<T> source, string? audience)
        where T : class, IToken
    {
        if (_entries.TryGetValue(new EntryKey(source, audience), out TokenCacheEntry? known))
        {
            return (TokenCacheEntry<T>)known;
        }

        string row = TokenCacheEntry.RowOf(source, audience);
        TokenCacheEntry entry = _rows.GetOrAdd(row, static (_, made) => made.source.CreateEntry(made.chain, made.audience), (source, chain: this, audience));
        if (entry is not TokenCacheEntry<T> typed)
        {
            throw new GameAuthConfigurationException(
                $"Two token sources of {Provider} are named '{source.Name}' and mint different tokens; give one of them another name.")
            { Provider = Provider, Step = source.Name };
        }

        _entries[new EntryKey(source, audience)] = typed;
        if (!typed.IsEvicted)
        {
            return typed;
        }

        Evict(typed);
        return Entry(source, audience);
    }

    /// <summary>The chain that owns a source's tokens, seen from a source that asks for it as a parent (null: from an application).</summary>
    public TokenChain For(TokenSource source, TokenSource? asker = null)
    {
        // Upward only: an account's token comes from the registration's, never the other way, so that leases are taken in one order.
        return Holder(source.Scope) ?? throw new GameAuthConfigurationException(
            $"The token source '{asker?.Name ?? source.Name}' of a {Scope} can not have '{source.Name}', which belongs to an {source.Scope}, as a parent.")
        { Provider = Provider, Step = asker?.Name ?? source.Name };
    }

    /// <summary>Whether every ancestor's row still has the epoch that a token came from.</summary>
    public async ValueTask<bool> LivesAsync(IReadOnlyList<ParentVersion> lineage, CancellationToken cancellationToken)
    {
        foreach (ParentVersion ancestor in lineage)
        {
            // An ancestor that is kept in memory alone has no row to look at.
            TokenChain? chain = Holder(ancestor.Scope);
            bool lives = chain?.Unsaved(ancestor.Row) is { } entry
                ? entry.LivesInMemory(ancestor)
                : chain is not null && ancestor.Lives((await Engine.Vault.ReadAsync(chain.KeyOf(ancestor), cancellationToken).ConfigureAwait(false)).Version);
            if (!lives)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Forgets the tokens in memory that came from a row that another process has ended.</summary>
    /// <param name="wanted">The names of the rows to look at.</param>
    /// <param name="seen">The rows that were read in this turn.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public async Task DropOrphansAsync(Func<string, bool> wanted, Dictionary<RowKey, Row> seen, CancellationToken cancellationToken)
    {
        foreach (TokenCacheEntry entry in _rows.Values)
        {
            foreach (ParentVersion ancestor in entry.Lineage.Where(ancestor => wanted(ancestor.Row)))
            {
                RowKey key = Holder(ancestor.Scope)!.KeyOf(ancestor);
                if (!seen.TryGetValue(key, out Row row))
                {
                    seen[key] = row = await Engine.Vault.ReadAsync(key, cancellationToken).ConfigureAwait(false);
                }

                // A row that can not be opened now says nothing.
                if (row.State is RowState.Missing || (row.HasValue && !ancestor.Lives(row.Version)))
                {
                    entry.Drop();
                }
            }
        }
    }

    /// <summary>Drops a token that was refused; false when asking again would only knock harder.</summary>
    public bool Refuse(TokenSource source, string? audience, IToken token) =>
        _entries.TryGetValue(new EntryKey(source, audience), out TokenCacheEntry? entry) && entry.Refuse(token);

    /// <summary>Somebody asks on purpose: see <see cref="MintRest.AskAfresh"/>. The chains below are asked too, since a device may have been refused.</summary>
    public void AskAfresh()
    {
        for (TokenChain? chain = this; chain is not null; chain = chain._below)
        {
            foreach (TokenCacheEntry entry in chain._rows.Values)
            {
                entry.Rest.AskAfresh();
            }
        }
    }

    /// <summary>Forgets every token in memory.</summary>
    public void DropAll()
    {
        Interlocked.Increment(ref _drops);
        foreach (TokenCacheEntry entry in _rows.Values)
        {
            entry.Drop();
        }
    }

    /// <summary>Forgets, here and above, the tokens that came from another epoch of a row.</summary>
    public void DropDescendants(TokenScope scope, string row, RowVersion version)
    {
        foreach (TokenCacheEntry entry in _rows.Values)
        {
            entry.DropIfDescendant(scope, row, version);
        }

        foreach (TokenChain above in _above.Keys)
        {
            above.DropDescendants(scope, row, version);
        }
    }

    /// <summary>Lets go of the chain when its account is signed out.</summary>
    public void Detach() => _below?._above.TryRemove(this, out _);

    /// <summary>Evicts what nobody used since the last sweep; it stays in the store.</summary>
    public void Sweep()
    {
        foreach (TokenCacheEntry entry in _rows.Values)
        {
            entry.Sweep(Evict);
        }
    }

    /// <summary>Starts the refreshes that are due.</summary>
    public void RefreshDue()
    {
        foreach (TokenCacheEntry entry in _rows.Values)
        {
            entry.RefreshIfDue();
        }
    }

    private void Evict(TokenCacheEntry entry)
    {
        _rows.TryRemove(KeyValuePair.Create(entry.Row, entry));
        foreach (KeyValuePair<EntryKey, TokenCacheEntry> pair in _entries)
        {
            if (ReferenceEquals(pair.Value, entry))
            {
                _entries.TryRemove(pair);
            }
        }
    }

    private TokenCacheEntry? Unsaved(string row) => _rows.TryGetValue(row, out TokenCacheEntry? entry) && !entry.Source.IsSaved ? entry : null;

    private RowKey KeyOf(ParentVersion ancestor) => new(Partition, ancestor.Row);

    private TokenChain? Holder(TokenScope scope)
    {
        TokenChain? chain = this;
        while (chain is not null && chain.Scope != scope)
        {
            chain = chain._below;
        }

        return chain;
    }

    /// <summary>A source is found by reference, since hashing its name at every request would cost more than the rest of a hit.</summary>
    private readonly struct EntryKey(TokenSource source, string? audience) : IEquatable<EntryKey>
    {
        private readonly TokenSource _source = source;
        private readonly string? _audience = audience;

        public bool Equals(EntryKey other) => ReferenceEquals(_source, other._source) && string.Equals(_audience, other._audience, StringComparison.Ordinal);

        public override bool Equals(object? obj) => obj is EntryKey other && Equals(other);

        public override int GetHashCode() =>
            RuntimeHelpers.GetHashCode(_source) ^ (_audience is null ? 0 : string.GetHashCode(_audience, StringComparison.Ordinal));
    }
}
