namespace GameAuth.Storage;

/// <summary>
/// The row at the open place <c>gameauth/founding</c>, made when a store is first written to: it holds the key that hides names, and it tells a
/// wrong master key, under which every name would just be missing. Rotation seals it anew, so that no old master key is needed for names.
/// </summary>
internal sealed class StoreKeyCheck(ITokenStore store, ITokenProtector protector)
{
    /// <summary>Where it is; not hidden, so that any key finds it.</summary>
    public static readonly RowKey Place = new("gameauth", "founding");

    private volatile NameKey? _names;

    /// <summary>The key of names; null for a store that was never written to.</summary>
    /// <exception cref="CredentialStoreException">The store was founded under another key, or its founding row is damaged, gone or newer.</exception>
    public async ValueTask<NameKey?> FindAsync(CancellationToken cancellationToken) =>
        _names ?? await ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The key of names, which a store without one gets now. It looks again each time, since the store may have been removed, and founded anew, under us.</summary>
    /// <exception cref="CredentialStoreException">As for <see cref="FindAsync"/>.</exception>
    public async ValueTask<NameKey> FoundAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }

            // Of two first runs one writes; the other reads its row in the next round, and is told if its master key is another one.
            byte[] key = _names?.Bytes.ToArray() ?? NameKey.Create();
            RowVersion first = RowVersion.NewEpoch();
            if (await store.TryWriteAsync(Place, expected: null, first, protector.Protect(key, Place, first), cancellationToken).ConfigureAwait(false))
            {
                return _names = new NameKey(key, first);
            }
        }
    }

    /// <summary>Replaces a damaged or lost row by one with a new key of names; the rows that are there have to be moved then.</summary>
    public async Task<NameKey> RefoundAsync(CancellationToken cancellationToken)
    {
        Row damaged = await store.ReadAsync(Place, cancellationToken).ConfigureAwait(false);
        byte[] key = NameKey.Create();
        RowVersion next = damaged.NextVersion();
        return await store.TryWriteAsync(
            Place, damaged.State == RowState.Missing ? null : damaged.Version, next, protector.Protect(key, Place, next), cancellationToken).ConfigureAwait(false)
            ? _names = new NameKey(key, next)
            : throw Refusal("Another process is writing to the token store; stop it first.", RowState.StoreUnavailable);
    }

    /// <summary>Forgets the key of names: the store is empty, and is founded anew.</summary>
    public void Forget() => _names = null;

    private async ValueTask<NameKey?> ReadAsync(CancellationToken cancellationToken)
    {
        Row row = await store.ReadAsync(Place, cancellationToken).ConfigureAwait(false);
        if (row.State == RowState.Missing && _names is null && await HasSealedRowsAsync(cancellationToken).ConfigureAwait(false))
        {
            // Another first run may have been between our two looks; otherwise a new key would hide every row that is there.
            row = await store.ReadAsync(Place, cancellationToken).ConfigureAwait(false);
            if (row.State == RowState.Missing)
            {
                throw Refusal("The token store has rows and has lost the row that it was founded with.", RowState.Corrupt);
            }
        }

        if (row.State == RowState.Missing)
        {
            return null;
        }

        NameKey? known = _names;
        return row.HasValue && known?.FoundedAt == row.Version ? known : _names = Open(row);
    }

    private NameKey Open(Row row)
    {
        byte[] key = [];
        RowState state = row.HasValue ? protector.Unprotect(row.Value.Span, Place, row.Version, out key) : row.State;
        return state switch
        {
            RowState.Found when key.Length == NameKey.Size => new NameKey(key, row.Version),
            RowState.WrongKey => throw new CredentialStoreException(
                "The token store was made with another master key. Configure that key, or remove the store to start over.", state) { Step = "master key" },
            RowState.NewerFormat => throw new CredentialStoreException(
                "A newer release of the application wrote the token store. Update this one; nothing was changed.", state) { Step = "token store" },
            RowState.KeyUnavailable => throw new CredentialStoreException("The master key is not available now.", state) { Step = "master key" },
            _ => throw Refusal("The row that the token store was founded with is damaged, or belongs to another application name.", RowState.Corrupt),
        };
    }

    private async ValueTask<bool> HasSealedRowsAsync(CancellationToken cancellationToken)
    {
        await foreach (StoredRow stored in store.ListAsync(partition: null, cancellationToken).ConfigureAwait(false))
        {
            // A pacer that stands alone keeps rows in the clear, and they are none of a vault's.
            if (stored.Key is { } place && stored.Row.HasValue
                && protector.Unprotect(stored.Row.Value.Span, place, stored.Row.Version, out _) is RowState.Found or RowState.WrongKey or RowState.NewerFormat)
            {
                return true;
            }
        }

        return false;
    }

    private static CredentialStoreException Refusal(string what, RowState state) =>
        new($"{what} Restore it from a backup, or run: gameauth store repair. Nothing was deleted.", state) { Step = "token store" };
}
