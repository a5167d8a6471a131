using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>
/// Which account a player has: a row for each player, so that a sign-in reads two rows however many accounts are stored. Written under the lease of sign-ins, and before the account's own row names the player.
/// </summary>
internal sealed class AccountSubjects(AccountDirectory directory)
{
    private readonly TokenVault _vault = directory.Engine.Vault;
    private readonly string _partition = directory.PartitionOf("subjects");

    /// <summary>Says that each account which names its player is the one that his row here names. Without it the accounts are listed.</summary>
    private RowKey Complete => new(_partition, "complete");

    /// <summary>Finds the oldest account of a player besides one.</summary>
    public async ValueTask<AccountBinding?> FindOtherAsync(AccountBinding signedIn, string subject, CancellationToken cancellationToken)
    {
        (RowState state, string? key) = await ReferenceOf(subject).ReadAsync(cancellationToken).ConfigureAwait(false);
        bool isComplete = (await _vault.ReadAsync(Complete, cancellationToken).ConfigureAwait(false)).HasValue;
        if (state is RowState.Missing && isComplete)
        {
            return null;
        }

        if (isComplete && await FindAsync(key, subject, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known == signedIn ? null : known;
        }

        // A registration of before there was this index, a player with two accounts, or an account that is gone or another player's now.
        return await ListAsync(signedIn, subject, isComplete, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes whose account it is from now on.</summary>
    public async ValueTask KeepAsync(string subject, string key, CancellationToken cancellationToken)
    {
        string? before = await ReferenceOf(subject).WriteAsync(key, cancellationToken).ConfigureAwait(false);
        if (before != key && await FindAsync(before, subject, cancellationToken).ConfigureAwait(false) is not null)
        {
            // The player took over the account of somebody else, and has his own as well: no row names that one any more.
            Row row = await _vault.ReadAsync(Complete, cancellationToken).ConfigureAwait(false);
            await _vault.TryDeleteAsync(Complete, row.Version, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets a player whose account goes, or becomes another's.</summary>
    public Task ForgetAsync(string? subject, string key, CancellationToken cancellationToken) =>
        subject is null ? Task.CompletedTask : ReferenceOf(subject).ForgetAsync(key, cancellationToken);

    private async ValueTask<AccountBinding?> FindAsync(string? key, string subject, CancellationToken cancellationToken) =>
        key is not null && await directory.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found && string.Equals(found.State.Row.Subject, subject, StringComparison.Ordinal)
            ? found
            : null;

    private async Task<AccountBinding?> ListAsync(AccountBinding signedIn, string subject, bool isComplete, CancellationToken cancellationToken)
    {
        Dictionary<string, AccountBinding> oldest = new(StringComparer.Ordinal);
        AccountBinding? found = null;
        bool isOneEach = true;
        await foreach (AccountBinding other in directory.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (other.State.Row.Subject is not { } player)
            {
                continue;
            }

            isOneEach &= !oldest.TryGetValue(player, out AccountBinding? older);
            if (older is null || other.State.Row.CreatedAt < older.State.Row.CreatedAt)
            {
                oldest[player] = other;
            }

            if (other != signedIn && player == subject && (found is null || other.State.Row.CreatedAt < found.State.Row.CreatedAt))
            {
                found = other;
            }
        }

        if (!isComplete && isOneEach)
        {
            foreach ((string player, AccountBinding account) in oldest)
            {
                await ReferenceOf(player).WriteAsync(account.Id.Key, cancellationToken).ConfigureAwait(false);
            }

            Row row = await _vault.ReadAsync(Complete, cancellationToken).ConfigureAwait(false);
            await _vault.TryWriteAsync(Complete, row.State is RowState.Missing ? null : row.Version, row.NextVersion(), "{}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    // A name in a store has a limit; a provider's ids have none.
    private AccountReference ReferenceOf(string subject) => new(_vault, new RowKey(_partition, "subject/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)))));
}
