using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>
/// Rows of a provider's own beside an account's tokens: what it must know again after a crash, such as the game sessions that it has open. Sealed as tokens are, and deleted with
/// the account. Safe for use from any thread and process.
/// </summary>
/// <typeparam name="T">A record; secrets in it are of type <see cref="Secret"/>.</typeparam>
public sealed class AccountRecords<T>
    where T : class
{
    private readonly string _provider;
    private readonly string _prefix;
    private readonly JsonTypeInfo<T> _json;

    internal AccountRecords(string provider, string kind, JsonTypeInfo<T> json)
    {
        _provider = provider;
        _prefix = $"record/{kind}/";
        _json = json;
    }

    /// <summary>Writes a record, in place of an older one of this name; durable when it returns.</summary>
    /// <param name="account">Whose record.</param>
    /// <param name="name">Its name: letters, digits and dashes.</param>
    /// <param name="record">What to keep.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when it is on the disk.</returns>
    /// <exception cref="CredentialStoreException">The store can not keep it.</exception>
    public async Task SaveAsync(Account account, string name, T record, CancellationToken cancellationToken)
    {
        (TokenVault vault, RowKey key) = Place(account, name);
        Row row;
        do
        {
            row = await vault.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            Refuse(vault, row);
        }
        while (!await vault.TryWriteAsync(
            key, row.State is RowState.Missing ? null : row.Version, row.NextVersion(), RowJson.Write(record, _json, row.HasValue ? row.Value : default), cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Reads a record.</summary>
    /// <param name="account">Whose record.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The record; null where there is none, or none that can be read.</returns>
    /// <exception cref="CredentialStoreException">The store can not be read.</exception>
    public async Task<T?> ReadAsync(Account account, string name, CancellationToken cancellationToken)
    {
        (TokenVault vault, RowKey key) = Place(account, name);
        return TryRead(await vault.ReadAsync(key, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Deletes a record; one that is gone already is no failure.</summary>
    /// <param name="account">Whose record.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="CredentialStoreException">The store can not delete it.</exception>
    public async Task DeleteAsync(Account account, string name, CancellationToken cancellationToken)
    {
        (TokenVault vault, RowKey key) = Place(account, name);
        Row row;
        do
        {
            row = await vault.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            Refuse(vault, row);
        }
        while (row.State is not RowState.Missing && !await vault.TryDeleteAsync(key, row.Version, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The records of an account that can be read; one that does not open is left out, and left alone.</summary>
    /// <param name="account">Whose records.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>Name and record.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public async IAsyncEnumerable<KeyValuePair<string, T>> ListAsync(Account account, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        TokenChain chain = account.Binding.Chain;
        await foreach (VaultRow row in chain.Engine.Vault.ListAsync(chain.Partition, cancellationToken).ConfigureAwait(false))
        {
            if (row.Key is { } key && key.Name.StartsWith(_prefix, StringComparison.Ordinal) && TryRead(row.Row) is { } record)
            {
                yield return new(key.Name[_prefix.Length..], record);
            }
        }
    }

    private void Refuse(TokenVault vault, Row row)
    {
        if (row.State is RowState.NewerFormat or RowState.KeyUnavailable or RowState.WrongKey)
        {
            throw new CredentialStoreException(vault.Refusal(row.State).Message, row.State) { Provider = _provider, Step = "record" };
        }
    }

    private (TokenVault Vault, RowKey Key) Place(Account account, string name)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentException.ThrowIfNullOrEmpty(name);
        TokenChain chain = account.Binding.Chain;
        return (chain.Engine.Vault, new RowKey(chain.Partition, _prefix + name));
    }

    private T? TryRead(Row row)
    {
        try
        {
            return row.HasValue ? RowJson.Read(row.Value, _json) : null;
        }
        catch (CredentialStoreException)
        {
            return null;
        }
    }
}
