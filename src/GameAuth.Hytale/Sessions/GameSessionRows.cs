using System.Security.Cryptography;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Hytale;

/// <summary>The records of open game sessions, and the lease that tells the living processes from the dead ones. Safe for use from any thread.</summary>
internal sealed class GameSessionRows(AccountRecords<GameSessionRecord> records, ITokenStore store) : IAsyncDisposable
{
    private readonly string _owner = $"hytale-sessions/{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
    private readonly SemaphoreSlim _once = new(1);
    private volatile IStoreLease? _alive;

    private bool IsHeld => _alive is { Lost.IsCancellationRequested: false };

    /// <summary>Holds the lease that says that this process is alive. One that was lost, with a store that can lose it, is taken anew.</summary>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        if (IsHeld)
        {
            return;
        }

        await _once.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _alive = IsHeld ? _alive : await store.LeaseAsync(_owner, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _once.Release();
        }
    }

    public async Task SaveAsync(Account account, string name, GameSessionTokens tokens, CancellationToken cancellationToken)
    {
        await HoldAsync(cancellationToken).ConfigureAwait(false);
        await records.SaveAsync(account, name, GameSessionRecord.Of(_owner, tokens), cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteAsync(Account account, string name, CancellationToken cancellationToken) => records.DeleteAsync(account, name, cancellationToken);

    /// <summary>The sessions that a process has left behind: its lease can be had, so it is gone.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, GameSessionRecord>>> FindOrphansAsync(Account account, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, GameSessionRecord>> orphans = [];
        await foreach (KeyValuePair<string, GameSessionRecord> record in records.ListAsync(account, cancellationToken).ConfigureAwait(false))
        {
            if (record.Value.Owner != _owner && await IsDeadAsync(record.Value.Owner, cancellationToken).ConfigureAwait(false))
            {
                orphans.Add(record);
            }
        }

        return orphans;
    }

    public async ValueTask DisposeAsync()
    {
        if (_alive is { } lease)
        {
            _alive = null;
            await lease.DisposeAsync().ConfigureAwait(false);
        }

        _once.Dispose();
    }

    private async Task<bool> IsDeadAsync(string owner, CancellationToken cancellationToken)
    {
        IStoreLease? lease = await store.LeaseAsync(owner, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        if (lease is null)
        {
            return false;
        }

        await lease.DisposeAsync().ConfigureAwait(false);
        return true;
    }
}
