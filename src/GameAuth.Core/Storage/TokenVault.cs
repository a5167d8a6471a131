using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace GameAuth.Storage;

/// <summary>A store and a protector as one: rows in the clear above, hidden names and sealed bytes below, and one state per row.</summary>
/// <remarks>
/// Safe for use from any thread; keeps no row. The first use compares the key with the store's own (<see cref="KeyCheck"/>). Reading states a row's trouble; writing, deleting,
/// listing and leasing throw <see cref="CredentialStoreException"/> when the key is not to be had or the wrong one, or when the store fails.
/// </remarks>
internal sealed class TokenVault(ITokenStore store, ITokenProtector protector)
{
    private const int CreateTries = 16;

    private const int MostHidden = 4096;

    private readonly ConcurrentDictionary<RowKey, RowKey> _hidden = new();
    private readonly KeyCheck _check = new(store, protector);
    private string? _keyFailure;

    /// <summary>Reads and opens a row.</summary>
    /// <returns>
    /// The row in one of all states. Its version is what <see cref="TryWriteAsync"/> and <see cref="TryDeleteAsync"/> take to replace or delete
    /// it, whether it opened or not; <see cref="RowState.NewerFormat"/> has none, since a newer release's row is left alone.
    /// </returns>
    public async ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        try
        {
            await PrepareAsync(write: false, cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialStoreException e) when (e.State is RowState.KeyUnavailable or RowState.WrongKey)
        {
            return new Row(e.State, default, default);
        }

        RowKey hidden = Hide(key);
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

        await PrepareAsync(write: true, cancellationToken).ConfigureAwait(false);
        RowKey hidden = Hide(key);
        byte[] envelope = RowEnvelope.Wrap(key, plain.Span);
        byte[] sealedBytes = protector.Protect(envelope, hidden, next);
        Array.Clear(envelope);
        return await store.TryWriteAsync(hidden, expected, next, sealedBytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a row that has the expected version; see <see cref="ITokenStore.TryDeleteAsync"/>.</summary>
    public async ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        await PrepareAsync(write: false, cancellationToken).ConfigureAwait(false);
        return await store.TryDeleteAsync(Hide(key), expected, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the rows of a partition, or all; those that do not open come too, with their state and without their names.</summary>
    public async IAsyncEnumerable<VaultRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (partition is not null)
        {
            RowLimits.Check(partition, nameof(partition));
        }

        await PrepareAsync(write: false, cancellationToken).ConfigureAwait(false);
        string? hidden = partition is null ? null : HidePartition(partition);
        await foreach (StoredRow stored in store.ListAsync(hidden, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Key == KeyCheck.Place)
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
        await PrepareAsync(write: false, cancellationToken).ConfigureAwait(false);
        return await store.LeaseAsync(protector.HideName(Tagged('L', key)), wait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates a row, or takes the one that another creator was first with: all who call get the same row.</summary>
    /// <returns>The winner's row, <see cref="RowState.Found"/> or <see cref="RowState.Recovered"/>.</returns>
    /// <exception cref="CredentialStoreException">The row is there and does not open: it is not replaced.</exception>
    public async ValueTask<Row> CreateOnceAsync(RowKey key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        for (int i = 0; i < CreateTries; i++)
        {
            Row seen = await ReadAsync(key, cancellationToken).ConfigureAwait(false);
            if (seen.State != RowState.Missing)
            {
                return seen.HasValue ? seen : throw Refusal(seen.State);
            }

            RowVersion first = RowVersion.NewEpoch();
            if (await TryWriteAsync(key, expected: null, first, value, cancellationToken).ConfigureAwait(false))
            {
                return new Row(RowState.Found, first, value);
            }
        }

        throw new CredentialStoreException("A row was created and deleted over and over by others while it was to be created.", RowState.StoreUnavailable) { Step = "token store" };
    }

    /// <summary>The error for a row in a state without a value, with the fix.</summary>
    public CredentialStoreException Refusal(RowState state) => new(
        state switch
        {
            RowState.KeyUnavailable => Volatile.Read(ref _keyFailure) ?? "The master key is not available now. Unlock or mount its source and try again; nothing was deleted.",
            RowState.WrongKey => "The stored row was sealed under another master key. Configure the key that the store was made with, or remove the store to start over.",
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
        if (state == RowState.Found && (state = RowEnvelope.Unwrap(plain, out RowKey inner, out value)) == RowState.Found)
        {
            if (belongs(inner))
            {
                real = inner;
                return new Row(stored.State, stored.Version, value);
            }

            state = RowState.Corrupt;
        }

        return new Row(state, state == RowState.NewerFormat ? default : stored.Version, default);
    }

    private async ValueTask PrepareAsync(bool write, CancellationToken cancellationToken)
    {
        try
        {
            await protector.PrepareAsync(cancellationToken).ConfigureAwait(false);
            await _check.EnsureAsync(write, cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialStoreException e) when (e.State == RowState.KeyUnavailable)
        {
            Volatile.Write(ref _keyFailure, e.Message);
            throw;
        }
    }

    // The hidden name covers the partition, so that equal names under two owners do not look equal.
    private RowKey Hide(RowKey key)
    {
        if (_hidden.TryGetValue(key, out RowKey known))
        {
            return known;
        }

        if (_hidden.Count >= MostHidden)
        {
            _hidden.Clear();
        }

        return _hidden[key] = new(HidePartition(key.Partition), protector.HideName(Tagged('R', key)));
    }

    private string HidePartition(string partition) => protector.HideName($"P{partition}");

    private static string Tagged(char kind, RowKey key) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{kind}{key.Partition.Length}:{key.Partition}{key.Name}");
}
