using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The records of open game sessions, each with the name of the lease that its process holds while it lives. Safe for use from any thread.</summary>
internal sealed class GameSessionRows(AccountRecords<GameSessionRecord> records, GameSessionLease lease)
{
    public async Task SaveAsync(Account account, string name, GameSessionTokens tokens, CancellationToken cancellationToken)
    {
        await lease.HoldAsync(cancellationToken).ConfigureAwait(false);
        await records.SaveAsync(account, name, GameSessionRecord.Of(lease.Owner, tokens), cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteAsync(Account account, string name, CancellationToken cancellationToken) => records.DeleteAsync(account, name, cancellationToken);

    /// <summary>The sessions that a process has left behind: its lease can be had, so it is gone.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, GameSessionRecord>>> FindOrphansAsync(Account account, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, GameSessionRecord>> orphans = [];
        await foreach (KeyValuePair<string, GameSessionRecord> record in records.ListAsync(account, cancellationToken).ConfigureAwait(false))
        {
            if (await lease.IsDeadAsync(record.Value.Owner, cancellationToken).ConfigureAwait(false))
            {
                orphans.Add(record);
            }
        }

        return orphans;
    }
}
