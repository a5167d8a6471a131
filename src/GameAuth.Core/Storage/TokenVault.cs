using System.Runtime.CompilerServices;

namespace GameAuth.Storage;

/// <summary>Combines a store and a protector: callers see plain rows, and the store sees hidden names and sealed bytes. Each row has one state.</summary>
/// <remarks>
/// Safe for use from any thread; caches no row. The store's <see cref="StoreKeyCheck"/> detects a wrong key and hides names. A read returns what is wrong as a state. Writing, deleting,
/// listing and leasing throw <see cref="CredentialStoreException"/> when the key is unavailable or wrong, or when the store fails.
/// </remarks>
internal sealed class TokenVault(ITokenStore store, ITokenProtector protector) : IStoreClearObserver
{
    private static readonly RowKey Probe = new("gameauth", "writable");

    private readonly StoreKeyCheck _keyCheck = new(store, protector);
    private string? _keyFailure;

    /// <summary>Reads and opens a row.</summary>
    /// <returns>
    /// The row in any state. <see cref="TryWriteAsync"/> and <see cref="TryDeleteAsync"/> take its version to replace or delete
    /// it, whether it opened or not. With <see cref="RowState.NewerFormat"/> there is no version, since a newer release's row is not changed.
    /// </returns>
    public async ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        NameHashKey? names;
        try
        {
            names = await FindNamesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialStoreException e) when (e.State is RowState.KeyUnavailable or RowState.WrongKey or RowState.NewerFormat)
        {
            return new Row(e.State, default, default);
        }

        if (names is null)
        {
            return default;
        }

        RowKey hidden = names.Hide(key);
        return Open(await store.ReadAsync(hidden, cancellationToken).ConfigureAwait(false), hidden, inner => inner == key, out _);
    }

    /// <summary>Seals and writes a row under compare-and-swap; see <see cref="ITokenStore.TryWriteAsync"/>.</summary>
    public async ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> plain, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        if (plain.Length > RowLimits.Plain)
        {
            throw new ArgumentException($"A row has at most {RowLimits.Plain} bytes.", nameof(plain));
        }

        // A writer that expects a version has read the row, so the store has its key row. A writer that creates a row may be the first one.
        NameHashKey? names = expected is null
            ? await GetOrCreateNamesAsync(cancellationToken).ConfigureAwait(false)
            : await FindNamesAsync(cancellationToken).ConfigureAwait(false);
        if (names is null)
        {
            return false;
        }

        RowKey hidden = names.Hide(key);
        byte[] envelope = RowEnvelope.Wrap(key, plain.Span);
        byte[] sealedBytes = protector.Protect(envelope, hidden, next);
        Array.Clear(envelope);
        return await store.TryWriteAsync(hidden, expected, next, sealedBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a row that has the expected version; see <see cref="ITokenStore.TryDeleteAsync"/>.</summary>
    public async ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        return await FindNamesAsync(cancellationToken).ConfigureAwait(false) is { } names
            && await store.TryDeleteAsync(names.Hide(key), expected, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a row and deletes it. Ask before a player is asked for something that could then not be stored.</summary>
    /// <exception cref="CredentialStoreException">The store can not be written now, or its key is unavailable or wrong.</exception>
    public async ValueTask CheckWritableAsync(CancellationToken cancellationToken)
    {
        Row seen = await ReadAsync(Probe, cancellationToken).ConfigureAwait(false);
        RowVersion next = seen.NextVersion();

        // Where the row changes meanwhile, another caller is writing, which proves the same. One that died in between left it.
        if (await TryWriteAsync(Probe, seen.State == RowState.Missing ? null : seen.Version, next, default, cancellationToken).ConfigureAwait(false))
        {
            await TryDeleteAsync(Probe, next, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists the rows of a partition, or all rows. Rows that do not open are listed with their state and without their names.</summary>
    public async IAsyncEnumerable<VaultRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (partition is not null)
        {
            RowLimits.Check(partition, nameof(partition));
        }

        if (await FindNamesAsync(cancellationToken).ConfigureAwait(false) is not { } names)
        {
            yield break;
        }

        string? hidden = partition is null ? null : names.HidePartition(partition);
        await foreach (StoredRow stored in store.ListAsync(hidden, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Key == StoreKeyCheck.Place)
            {
                continue;
            }

            RowKey? real = null;
            Row row = stored.Key is { } place ? Open(stored.Row, place, inner => partition is null || string.Equals(inner.Partition, partition, StringComparison.Ordinal), out real) : stored.Row;
            yield return new VaultRow(real, stored.Key, row);
        }
    }

    /// <summary>Takes the lease of a row under a hidden name; see <see cref="ITokenStore.LeaseAsync"/>.</summary>
    public async ValueTask<IStoreLease?> LeaseAsync(RowKey key, TimeSpan wait, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        NameHashKey names = await FindNamesAsync(cancellationToken).ConfigureAwait(false) ?? await GetOrCreateNamesAsync(cancellationToken).ConfigureAwait(false);
        return await store.LeaseAsync(names.HideLease(key), wait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes every row. It needs no key, since rows that do not open are deleted too.</summary>
    public ValueTask ClearAsync(CancellationToken cancellationToken) => store.ClearAsync(cancellationToken);

    public Task OnClearingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void OnCleared() => _keyCheck.Reset();

    /// <summary>The error for a row in a state without a value, with the fix.</summary>
    public CredentialStoreException Refusal(RowState state) => new(
        state switch
        {
            RowState.KeyUnavailable => Volatile.Read(ref _keyFailure) ?? "The master key is not available now. Unlock or mount its source and try again; nothing was deleted.",
            RowState.WrongKey => "The stored row was sealed under another master key than the configured ones. Configure that key after the current one, and run: gameauth store rewrap. Without it, sign in again to replace the row.",
            RowState.Corrupt => "The stored row is damaged beyond its last good version and is kept aside. Sign in again to replace it, or restore the store from a backup.",
            RowState.NewerFormat => "A newer release of the application wrote the stored row. Update this one; the row is left as it is.",
            _ => "The stored row has no value.",
        },
        state) { Step = "token store" };

    private Row Open(Row stored, RowKey hidden, Predicate<RowKey> belongs, out RowKey? real)
    {
        real = null;
        if (!stored.HasValue)
        {
            return stored;
        }

        RowState state = protector.Unprotect(stored.Value.Span, hidden, stored.Version, out byte[] plain);
        ReadOnlyMemory<byte> value = default;
        if (state == RowState.Found && (state = RowEnvelope.Unwrap(plain, out RowKey inner, out value)) is RowState.Found or RowState.Recovered)
        {
            if (belongs(inner))
            {
                real = inner;
                return new Row(stored.State == RowState.Recovered ? stored.State : state, stored.Version, value);
            }

            state = RowState.Corrupt;
        }

        return new Row(state, state == RowState.NewerFormat ? default : stored.Version, default);
    }

    private async ValueTask<NameHashKey?> FindNamesAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await _keyCheck.FindAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<NameHashKey> GetOrCreateNamesAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        return await _keyCheck.GetOrCreateAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialStoreException e) when (e.State == RowState.KeyUnavailable)
        {
            Volatile.Write(ref _keyFailure, e.Message);
            throw;
        }
    }
}

/// <summary>A row as the vault lists it.</summary>
/// <param name="Key">Its real key; null where the row does not open.</param>
/// <param name="StoredKey">Its key as the store sees it; null where the row is too damaged.</param>
/// <param name="Row">Its state, version and value in the clear.</param>
internal readonly record struct VaultRow(RowKey? Key, RowKey? StoredKey, Row Row);
