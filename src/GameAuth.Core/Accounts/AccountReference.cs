using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>A row that names an account by its key: the one that is meant when none is named, or the one that a player has. Safe for use from any thread.</summary>
internal sealed class AccountReference(TokenVault vault, RowKey place)
{
    /// <summary>Reads it.</summary>
    /// <returns>The state of the row, and the account's key; null where there is none, or where the row does not open.</returns>
    public async ValueTask<(RowState State, string? Key)> ReadAsync(CancellationToken cancellationToken)
    {
        Row row = await vault.ReadAsync(place, cancellationToken).ConfigureAwait(false);
        return (row.State, KeyOf(row));
    }

    /// <summary>Names an account from now on, or none.</summary>
    /// <param name="key">The account; null for none.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The account that it named before; null for none.</returns>
    /// <exception cref="CredentialStoreException">A newer release wrote the row, or the store failed.</exception>
    public async Task<string?> WriteAsync(string? key, CancellationToken cancellationToken)
    {
        while (true)
        {
            Row row = await vault.ReadAsync(place, cancellationToken).ConfigureAwait(false);
            if (row.State is RowState.NewerFormat)
            {
                throw vault.Refusal(row.State);
            }

            string? before = KeyOf(row);
            bool isSo = key is null ? row.State is RowState.Missing : before == key;
            if (isSo || await TryWriteAsync(key, row, cancellationToken).ConfigureAwait(false))
            {
                return before;
            }
        }
    }

    /// <summary>Names none from now on, where it names this account.</summary>
    public async Task ForgetAsync(string key, CancellationToken cancellationToken)
    {
        Row row = await vault.ReadAsync(place, cancellationToken).ConfigureAwait(false);
        if (KeyOf(row) == key)
        {
            await TryWriteAsync(key: null, row, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string? KeyOf(Row row) => row.HasValue ? RowJson.Read(row.Value, AccountsJsonContext.Default.AccountReferenceRow).Key : null;

    private ValueTask<bool> TryWriteAsync(string? key, Row seen, CancellationToken cancellationToken) => key is null
        ? vault.TryDeleteAsync(place, seen.Version, cancellationToken)
        : vault.TryWriteAsync(
            place, seen.State is RowState.Missing ? null : seen.Version, seen.NextVersion(),
            JsonSerializer.SerializeToUtf8Bytes(new AccountReferenceRow(key), AccountsJsonContext.Default.AccountReferenceRow), cancellationToken);
}

/// <summary>What such a row holds.</summary>
internal sealed record AccountReferenceRow(string Key);
