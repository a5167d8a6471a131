using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>
/// Which account a player has: a row for each player, so that a sign-in reads two rows however many accounts are stored. Written under the lease of sign-ins, and before the account's own row names the player.
/// </summary>
internal sealed class AccountSubjects(AccountDirectory directory)
{
    private readonly TokenVault _vault = directory.Engine.Vault;
    private readonly string _partition = directory.PartitionOf("subjects");

    /// <summary>Says that each account which names its player has a row here.</summary>
    private RowKey Complete => new(_partition, "complete");

    /// <summary>Finds the oldest account of a player besides one.</summary>
    public async ValueTask<AccountBinding?> FindOtherAsync(AccountBinding signedIn, string subject, CancellationToken cancellationToken)
    {
        Row row = await _vault.ReadAsync(KeyOf(subject), cancellationToken).ConfigureAwait(false);
        bool isComplete = (await _vault.ReadAsync(Complete, cancellationToken).ConfigureAwait(false)).HasValue;
        if (row.State is RowState.Missing && isComplete)
        {
            return null;
        }

        if (row.HasValue && isComplete && await directory.FindAsync(Read(row), cancellationToken).ConfigureAwait(false) is { } known && IsOf(known, subject))
        {
            return known == signedIn ? null : known;
        }

        // A registration of before there was this index, or an account that is gone or another player's now.
        return await ListAsync(signedIn, subject, isComplete, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes whose account it is from now on.</summary>
    public async ValueTask KeepAsync(string subject, string key, CancellationToken cancellationToken)
    {
        byte[] value = JsonSerializer.SerializeToUtf8Bytes(new DefaultAccountRow(key), AccountsJsonContext.Default.DefaultAccountRow);
        while (true)
        {
            Row row = await _vault.ReadAsync(KeyOf(subject), cancellationToken).ConfigureAwait(false);
            if (row.HasValue && Read(row) == key)
            {
                return;
            }

            if (row.State is RowState.NewerFormat)
            {
                throw _vault.Refusal(row.State);
            }

            if (await _vault.TryWriteAsync(KeyOf(subject), row.State is RowState.Missing ? null : row.Version, row.NextVersion(), value, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>Forgets a player whose account goes, or becomes another's.</summary>
    public async ValueTask ForgetAsync(string? subject, string key, CancellationToken cancellationToken)
    {
        if (subject is null)
        {
            return;
        }

        Row row = await _vault.ReadAsync(KeyOf(subject), cancellationToken).ConfigureAwait(false);
        if (row.HasValue && Read(row) == key)
        {
            await _vault.TryDeleteAsync(KeyOf(subject), row.Version, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsOf(AccountBinding account, string subject) => string.Equals(account.State.Row.Subject, subject, StringComparison.Ordinal);

    private static string Read(Row row) => RowJson.Read(row.Value, AccountsJsonContext.Default.DefaultAccountRow).Key;

    private async Task<AccountBinding?> ListAsync(AccountBinding signedIn, string subject, bool isComplete, CancellationToken cancellationToken)
    {
        Dictionary<string, AccountBinding> oldest = new(StringComparer.Ordinal);
        AccountBinding? found = null;
        await foreach (AccountBinding other in directory.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (other.State.Row.Subject is not { } player)
            {
                continue;
            }

            if (!oldest.TryGetValue(player, out AccountBinding? older) || other.State.Row.CreatedAt < older.State.Row.CreatedAt)
            {
                oldest[player] = other;
            }

            if (other != signedIn && player == subject && (found is null || other.State.Row.CreatedAt < found.State.Row.CreatedAt))
            {
                found = other;
            }
        }

        if (!isComplete)
        {
            foreach ((string player, AccountBinding account) in oldest)
            {
                await KeepAsync(player, account.Id.Key, cancellationToken).ConfigureAwait(false);
            }

            Row row = await _vault.ReadAsync(Complete, cancellationToken).ConfigureAwait(false);
            await _vault.TryWriteAsync(Complete, row.State is RowState.Missing ? null : row.Version, row.NextVersion(), "{}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    // A name in a store has a limit; a provider's ids have none.
    private RowKey KeyOf(string subject) => new(_partition, "subject/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject))));
}
