using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>Ends the game sessions that dead processes have left open, as far as the limits allow now; the rest runs out by itself. Safe for use from any thread.</summary>
internal sealed class GameSessionSweep(GameSessionCalls calls, GameSessionRows rows, HytaleOptions options, HytaleAudit audit, TimeProvider time, ILogger log)
{
    private readonly ConcurrentDictionary<string, bool> _swept = new(StringComparer.Ordinal);

    /// <summary>
    /// Before an account's first session, so that what is left does not count against the account's limit. No failure keeps the session from being made; the next one looks again.
    /// Where all calls share one limit, each end would cost a new session, and the orphans run out by themselves.
    /// </summary>
    public async Task OnceAsync(HytaleAccount account, CancellationToken cancellationToken)
    {
        if (options.SharedHourlyLimit || !_swept.TryAdd(account.Id.Key, true))
        {
            return;
        }

        bool isDone = false;
        try
        {
            (_, isDone) = await RunAsync(account, cancellationToken).ConfigureAwait(false);
        }
        catch (GameAuthException failure)
        {
            HytaleLog.NotSwept(log, failure.GetType().Name);
        }
        finally
        {
            if (!isDone)
            {
                _swept.TryRemove(account.Id.Key, out _);
            }
        }
    }

    /// <returns>How many were ended, and whether none is left.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public async Task<(int Ended, bool IsDone)> RunAsync(HytaleAccount account, CancellationToken cancellationToken)
    {
        int ended = 0;
        foreach ((string name, GameSessionRecord record) in await rows.FindOrphansAsync(account, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                ended += await EndAsync(account, record, cancellationToken).ConfigureAwait(false) ? 1 : 0;
                await rows.DeleteAsync(account, name, cancellationToken).ConfigureAwait(false);
            }
            catch (GameAuthException failure)
            {
                // What has stopped this one stops the next: a limit, an outage, a disk.
                HytaleLog.OrphanLeft(log, failure.GetType().Name);
                audit.Session(HytaleEventNames.SessionDeleted, account.Id, record.Profile, record.SessionToken, failure);
                return (ended, IsDone: false);
            }
        }

        return (ended, IsDone: true);
    }

    private async Task<bool> EndAsync(HytaleAccount account, GameSessionRecord record, CancellationToken cancellationToken)
    {
        if (record.ExpiresAt <= time.GetUtcNow())
        {
            return false;
        }

        await calls.EndAsync(account, record.ToTokens(), cancellationToken).ConfigureAwait(false);
        audit.Session(HytaleEventNames.SessionDeleted, account.Id, record.Profile, record.SessionToken);
        return true;
    }
}
