using System.Collections.Concurrent;

namespace GameAuth.Providers;

/// <summary>
/// Records of things that this process keeps alive at a service, such as a game session or a party, for one purpose: to end them after a crash. Each stands under the lease that its
/// process holds while it lives, so that the next start finds those of dead processes, and leaves those of living ones alone. Safe for use from any thread and process.
/// </summary>
/// <typeparam name="T">What it takes to end one; secrets in it are of type <see cref="Secret"/>.</typeparam>
public sealed class LeasedRecords<T>
    where T : class
{
    private readonly RecordSet<T> _records;
    private readonly ProcessLease _lease;
    private readonly AccountLog _log;
    private readonly ConcurrentDictionary<string, bool> _clean = new(StringComparer.Ordinal);

    internal LeasedRecords(RecordSet<T> records, ProcessLease lease, AccountLog log)
    {
        _records = records;
        _lease = lease;
        _log = log;
    }

    /// <summary>Takes the process's lease, where it is not held yet: before anything is opened at the service, so that nothing is opened that could not be recorded.</summary>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when it is held. It is taken again by itself when the store loses it.</returns>
    /// <exception cref="CredentialStoreException">It can not be had.</exception>
    public Task HoldAsync(CancellationToken cancellationToken) => _lease.HoldAsync(cancellationToken);

    /// <summary>Writes the record of something that this process keeps alive, in place of an older one of this name; durable when it returns.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="name">Its name: letters, digits and dashes.</param>
    /// <param name="record">What ends it.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when it is on the disk.</returns>
    /// <exception cref="CredentialStoreException">The store can not keep it.</exception>
    public async Task SaveAsync(Account account, string name, T record, CancellationToken cancellationToken)
    {
        await _lease.HoldAsync(cancellationToken).ConfigureAwait(false);
        await _records.Of(account).SaveAsync(NameOf(name), record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the record of something that this process has ended; one that is gone already is no failure.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="CredentialStoreException">The store can not delete it.</exception>
    public Task DeleteAsync(Account account, string name, CancellationToken cancellationToken) => _records.Of(account).DeleteAsync(NameOf(name), cancellationToken);

    /// <summary>What dead processes have left behind.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The records.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public Task<IReadOnlyList<StoredRecord<T>>> FindOrphansAsync(Account account, CancellationToken cancellationToken) => FindAsync(account, ofTheDead: true, cancellationToken);

    /// <summary>
    /// What other living processes keep alive, for a thing that an account may have once: save a record of one's own first, then look. Of two processes that do so at once, one sees the other at least.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The records.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public Task<IReadOnlyList<StoredRecord<T>>> FindOthersAsync(Account account, CancellationToken cancellationToken) => FindAsync(account, ofTheDead: false, cancellationToken);

    /// <summary>Ends what dead processes have left behind. The first failure stops it, since what has stopped one stops the next: a limit, an outage, a disk.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="endAsync">Ends one; false where it had run out by itself. Two processes may do so for the same one at once.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How many were ended, and what has stopped it; null when none is left.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public Task<(int Ended, GameAuthException? Failure)> EndOrphansAsync(Account account, Func<T, CancellationToken, Task<bool>> endAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endAsync);
        return EndOrphansAsync(account, (orphan, _, ended) => endAsync(orphan, ended), cancellationToken);
    }

    /// <summary>As the other one, for what is ended in steps: the second argument of <paramref name="endAsync"/> records what is left after each of them, so that the next try goes on there.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="endAsync">Ends one; false where it had run out by itself.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>As the other one.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public async Task<(int Ended, GameAuthException? Failure)> EndOrphansAsync(
        Account account, Func<T, Func<T, Task>, CancellationToken, Task<bool>> endAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endAsync);
        int ended = 0;
        foreach (StoredRecord<T> orphan in await FindOrphansAsync(account, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                ended += await endAsync(orphan.Value, left => _records.Of(account).SaveAsync(orphan.Name, left, CancellationToken.None), cancellationToken).ConfigureAwait(false) ? 1 : 0;
                await _records.Of(account).DeleteAsync(orphan.Name, cancellationToken).ConfigureAwait(false);
            }
            catch (GameAuthException failure)
            {
                _log.OrphanLeft(account.Id.ToString(), failure.GetType().Name);
                return (ended, failure);
            }
        }

        return (ended, null);
    }

    /// <summary>
    /// As <see cref="EndOrphansAsync(Account, Func{T, CancellationToken, Task{bool}}, CancellationToken)"/>, before the first thing that this process opens for an account, so that what is left does not count against the account's limits. No failure of
    /// it is thrown; after one, the next call looks again.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="endAsync">Ends one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Done when none is left, or the work has failed.</returns>
    public async Task EndOrphansOnceAsync(Account account, Func<T, CancellationToken, Task<bool>> endAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (!_clean.TryAdd(account.Id.Key, true))
        {
            return;
        }

        GameAuthException? failure = null;
        bool isDone = false;
        try
        {
            (_, failure) = await EndOrphansAsync(account, endAsync, cancellationToken).ConfigureAwait(false);
            isDone = failure is null;
        }
        catch (GameAuthException unlisted)
        {
            _log.OrphansNotFound(account.Id.ToString(), unlisted.GetType().Name);
        }
        finally
        {
            if (!isDone)
            {
                _clean.TryRemove(account.Id.Key, out _);
            }
        }
    }

    private async Task<IReadOnlyList<StoredRecord<T>>> FindAsync(Account account, bool ofTheDead, CancellationToken cancellationToken)
    {
        List<StoredRecord<T>> found = [];
        await foreach (StoredRecord<T> record in _records.Of(account).ListAsync(cancellationToken).ConfigureAwait(false))
        {
            string owner = record.Name.Split('/')[0];
            if (owner != _lease.Owner && await _lease.IsDeadAsync(owner, cancellationToken).ConfigureAwait(false) == ofTheDead)
            {
                found.Add(record);
            }
        }

        return found;
    }

    private string NameOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"{_lease.Owner}/{name}";
    }
}
