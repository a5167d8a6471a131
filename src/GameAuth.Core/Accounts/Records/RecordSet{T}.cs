using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>
/// Records beside the tokens: what a provider or an application must know again after a crash, such as the game sessions that it has open. Sealed as tokens are, versioned, and
/// deleted with their account. Safe for use from any thread and process.
/// </summary>
/// <typeparam name="T">A record; secrets in it are of type <see cref="Secret"/>. What a newer release added to it survives a write by this one.</typeparam>
/// <remarks>A set belongs to a registration, or to the application; <see cref="Of"/> is the same set of one account. Names have letters, digits and dashes.</remarks>
public sealed class RecordSet<T>
    where T : class
{
    private const int Tries = 16;

    private readonly TokenVault _vault;
    private readonly string _owner;
    private readonly string _partition;
    private readonly string _prefix;
    private readonly JsonTypeInfo<T> _json;

    /// <param name="vault">The store.</param>
    /// <param name="owner">Who keeps them, for errors.</param>
    /// <param name="partition">Where they are.</param>
    /// <param name="prefix">How their rows' names begin.</param>
    /// <param name="json">How they are written.</param>
    internal RecordSet(TokenVault vault, string owner, string partition, string prefix, JsonTypeInfo<T> json)
    {
        _vault = vault;
        _owner = owner;
        _partition = partition;
        _prefix = prefix;
        _json = json;
    }

    /// <summary>The records of this kind that belong to an account: they are deleted when it is signed out.</summary>
    /// <param name="account">The account.</param>
    /// <returns>The account's set.</returns>
    public RecordSet<T> Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return In(account.Binding.Chain.Partition);
    }

    /// <summary>Reads a record.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The record; null where there is none, or none that can be read.</returns>
    /// <exception cref="CredentialStoreException">The store can not be read.</exception>
    public async Task<T?> ReadAsync(string name, CancellationToken cancellationToken = default) => (await FindAsync(name, cancellationToken).ConfigureAwait(false))?.Value;

    /// <summary>Reads a record with its version, for <see cref="TrySaveAsync"/> and <see cref="TryDeleteAsync"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The record; null where there is none, or none that can be read.</returns>
    /// <exception cref="CredentialStoreException">The store can not be read.</exception>
    public async Task<StoredRecord<T>?> FindAsync(string name, CancellationToken cancellationToken = default) =>
        Open(name, await _vault.ReadAsync(KeyOf(name), cancellationToken).ConfigureAwait(false));

    /// <summary>Writes a record, in place of whatever has this name; durable when it returns.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="record">What to keep.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when it is on the disk.</returns>
    /// <exception cref="CredentialStoreException">The store can not keep it, or the row that is there can not be replaced.</exception>
    public async Task SaveAsync(string name, T record, CancellationToken cancellationToken = default)
    {
        RowKey key = KeyOf(name);
        for (int i = 0; i < Tries; i++)
        {
            if (await TryWriteAsync(key, record, await _vault.ReadAsync(key, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw Busy();
    }

    /// <summary>Writes a record if it is still the one that the caller has read (compare and swap); durable when it returns.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="record">What to keep.</param>
    /// <param name="expected">What <see cref="FindAsync"/> returned; null where there must be none that can be read.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>False when another writer was first; then nothing has changed.</returns>
    /// <exception cref="CredentialStoreException">The store can not keep it, or the row that is there can not be replaced.</exception>
    public async Task<bool> TrySaveAsync(string name, T record, StoredRecord<T>? expected, CancellationToken cancellationToken = default)
    {
        RowKey key = KeyOf(name);
        Row seen = expected?.Row ?? await _vault.ReadAsync(key, cancellationToken).ConfigureAwait(false);
        return (expected is not null || Open(name, seen) is null) && await TryWriteAsync(key, record, seen, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a record; one that is gone already is no failure.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="CredentialStoreException">The store can not delete it.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        RowKey key = KeyOf(name);
        for (int i = 0; i < Tries; i++)
        {
            Row row = Replaceable(await _vault.ReadAsync(key, cancellationToken).ConfigureAwait(false));
            if (row.State is RowState.Missing || await _vault.TryDeleteAsync(key, row.Version, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw Busy();
    }

    /// <summary>Deletes a record if it is still the one that the caller has read.</summary>
    /// <param name="record">What <see cref="FindAsync"/> or <see cref="ListAsync"/> returned.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>False when another writer was first, or it is gone.</returns>
    /// <exception cref="CredentialStoreException">The store can not delete it.</exception>
    public async Task<bool> TryDeleteAsync(StoredRecord<T> record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return await _vault.TryDeleteAsync(KeyOf(record.Name), record.Row.Version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The records that can be read, in no order; one that does not open is left out, and left alone.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The records with their names.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public async IAsyncEnumerable<StoredRecord<T>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (VaultRow row in _vault.ListAsync(_partition, cancellationToken).ConfigureAwait(false))
        {
            if (row.Key is { } key && key.Name.StartsWith(_prefix, StringComparison.Ordinal) && Open(key.Name[_prefix.Length..], row.Row) is { } record)
            {
                yield return record;
            }
        }
    }

    /// <summary>The set of an account that this process need not have met.</summary>
    internal RecordSet<T> In(string partition) => new(_vault, _owner, partition, _prefix, _json);

    private async Task<bool> TryWriteAsync(RowKey key, T record, Row seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        Row row = Replaceable(seen);
        return await _vault.TryWriteAsync(
            key, row.State is RowState.Missing ? null : row.Version, row.NextVersion(), RowJson.Write(record, _json, row.HasValue ? row.Value : default), cancellationToken).ConfigureAwait(false);
    }

    private Row Replaceable(Row row) => row.State is RowState.NewerFormat or RowState.KeyUnavailable or RowState.WrongKey
        ? throw new CredentialStoreException(_vault.Refusal(row.State).Message, row.State) { Provider = _owner, Step = "record" }
        : row;

    private StoredRecord<T>? Open(string name, Row row)
    {
        try
        {
            return row.HasValue ? new StoredRecord<T>(name, RowJson.Read(row.Value, _json), row) : null;
        }
        catch (CredentialStoreException)
        {
            return null;
        }
    }

    private RowKey KeyOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new RowKey(_partition, _prefix + name);
    }

    private CredentialStoreException Busy() =>
        new("A record was changed over and over by others while it was to be written.", RowState.StoreUnavailable) { Provider = _owner, Step = "record" };
}

/// <summary>A record as it was read. Immutable.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class StoredRecord<T>
    where T : class
{
    internal StoredRecord(string name, T value, Row row)
    {
        Name = name;
        Value = value;
        Row = row;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public T Value { get; }

    /// <summary>The row that it was read from.</summary>
    internal Row Row { get; }
}
