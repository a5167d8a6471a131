using System.Runtime.CompilerServices;
using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The account rows of one registration.</summary>
internal sealed class AccountRows(TokenVault vault, string partition)
{
    private const string Prefix = "account/";
    private static readonly AccountsJsonContext Json = AccountsJsonContext.Default;

    private readonly RowKey _default = new(partition, "default");

    /// <summary>Whether a row of the registration's partition belongs to its accounts, and not to its tokens.</summary>
    public static bool IsAccount(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) || name is "default";

    public async ValueTask<(AccountRow? Row, RowVersion Version)> ReadAsync(string key, CancellationToken cancellationToken)
    {
        Row row = await vault.ReadAsync(KeyOf(key), cancellationToken).ConfigureAwait(false);
        return row.State is RowState.Missing
            ? (null, default)
            : (Open(row, $"account {key}", Json.AccountRow), row.Version);
    }

    public ValueTask<bool> TryWriteAsync(AccountRow row, RowVersion? expected, RowVersion next, CancellationToken cancellationToken) =>
        vault.TryWriteAsync(KeyOf(row.Key), expected, next, JsonSerializer.SerializeToUtf8Bytes(row, Json.AccountRow), cancellationToken);

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        Row row = await vault.ReadAsync(KeyOf(key), cancellationToken).ConfigureAwait(false);
        while (row.State is not RowState.Missing && !await vault.TryDeleteAsync(KeyOf(key), row.Version, cancellationToken).ConfigureAwait(false))
        {
            row = await vault.ReadAsync(KeyOf(key), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Every account whose row opens; the others are counted for the log.</summary>
    public async IAsyncEnumerable<(AccountRow? Row, RowVersion Version)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (VaultRow entry in vault.ListAsync(partition, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Key is null)
            {
                yield return (null, entry.Row.Version);
            }
            else if (entry.Key.Value.Name.StartsWith(Prefix, StringComparison.Ordinal) && entry.Row.HasValue)
            {
                yield return (RowJson.Read(entry.Row.Value, Json.AccountRow), entry.Row.Version);
            }
        }
    }

    public async ValueTask<string?> ReadDefaultAsync(CancellationToken cancellationToken)
    {
        Row row = await vault.ReadAsync(_default, cancellationToken).ConfigureAwait(false);
        return row.State is RowState.Missing ? null : Open(row, "default account", Json.DefaultAccountRow).Key;
    }

    public async Task WriteDefaultAsync(string? key, CancellationToken cancellationToken)
    {
        bool done;
        do
        {
            Row row = await vault.ReadAsync(_default, cancellationToken).ConfigureAwait(false);
            RowVersion? seen = row.State is RowState.Missing ? null : row.Version;
            done = key is not null
                ? await vault.TryWriteAsync(
                    _default, seen, seen?.Next() ?? RowVersion.NewEpoch(),
                    JsonSerializer.SerializeToUtf8Bytes(new DefaultAccountRow(key), Json.DefaultAccountRow), cancellationToken).ConfigureAwait(false)
                : seen is not { } version || await vault.TryDeleteAsync(_default, version, cancellationToken).ConfigureAwait(false);
        }
        while (!done);
    }

    private static T Open<T>(Row row, string what, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json)
        where T : class =>
        row.HasValue
            ? RowJson.Read(row.Value, json)
            : throw new CredentialStoreException($"The stored row of the {what} can not be opened ({row.State}). Nothing was deleted.", row.State);

    private RowKey KeyOf(string key) => new(partition, Prefix + key);
}
