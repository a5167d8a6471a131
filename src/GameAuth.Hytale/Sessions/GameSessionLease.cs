using System.Security.Cryptography;
using GameAuth.Storage;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>
/// What tells a living process from a dead one: a lease of the store that ends with it. One that was lost, with a store that can lose it, is taken anew at once, since others would
/// take the process's game sessions for a dead one's and end them. Safe for use from any thread.
/// </summary>
internal sealed class GameSessionLease(ITokenStore store, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _once = new(1);
    private readonly CancellationTokenSource _over = new();
    private IStoreLease? _held;

    /// <summary>The name of this process's lease.</summary>
    public string Owner { get; } = $"hytale-sessions/{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    private bool IsHeld => Volatile.Read(ref _held) is { Lost.IsCancellationRequested: false };

    /// <summary>Holds the lease from now on.</summary>
    /// <exception cref="CredentialStoreException">It can not be had.</exception>
    public async Task HoldAsync(CancellationToken cancellationToken)
    {
        if (IsHeld)
        {
            return;
        }

        await _once.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await (IsHeld ? Task.CompletedTask : TakeAsync(cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _once.Release();
        }
    }

    /// <summary>Whether the process of that lease has ended.</summary>
    public async Task<bool> IsDeadAsync(string owner, CancellationToken cancellationToken)
    {
        if (owner == Owner || await store.LeaseAsync(owner, TimeSpan.Zero, cancellationToken).ConfigureAwait(false) is not { } lease)
        {
            return false;
        }

        await lease.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _held, null) is { } lease)
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }

        _once.Dispose();
        _over.Dispose();
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        IStoreLease lease = await store.LeaseAsync(Owner, Pause, cancellationToken).ConfigureAwait(false) ?? throw new CredentialStoreException(
            "hytale: the store does not give this process its lease for game sessions, though nobody else knows its name. No session was made; see whether the store is reachable.",
            RowState.StoreUnavailable)
        { Provider = HytaleDefaults.Provider, Step = HytaleStep.SessionNew };
        Volatile.Write(ref _held, lease);
        CancellationToken over = _over.Token;
        lease.Lost.Register(() => _ = HoldAgainAsync(over));
    }

    private async Task HoldAgainAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(over).ConfigureAwait(false);
                return;
            }
            catch (Exception failure)
            {
                HytaleLog.LeaseNotHeld(log, failure.GetType().Name);
            }

            await Task.Delay(Pause, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
