using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>
/// What tells a living process from a dead one: a lease of the store that ends with it. One that was lost, with a store that can lose it, is taken again at once, since others would
/// take what the process keeps alive for a dead one's and end it. One per host; safe for use from any thread.
/// </summary>
internal sealed class ProcessLease(ITokenStore store, TimeProvider time, AccountLog log) : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    [SuppressMessage("Usage", "CA2213", Justification = "Who still asks for the lease, late, must be able to.")]
    private readonly SemaphoreSlim _once = new(1);

    [SuppressMessage("Usage", "CA2213", Justification = "Who still asks for the lease, late, must be able to.")]
    private readonly CancellationTokenSource _over = new();
    private IStoreLease? _held;

    /// <summary>The name of this process's lease: nobody else's, ever.</summary>
    public string Owner { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

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

    /// <summary>Whether the process of that lease has ended: its lease can be had.</summary>
    public async Task<bool> IsDeadAsync(string owner, CancellationToken cancellationToken)
    {
        if (owner == Owner || await store.LeaseAsync(NameOf(owner), TimeSpan.Zero, cancellationToken).ConfigureAwait(false) is not { } lease)
        {
            return false;
        }

        await lease.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    public void Dispose() => _ = DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        // Not disposed: who still asks for the lease, late, must be able to.
        await _over.CancelAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _held, null) is { } lease)
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string NameOf(string owner) => $"process/{owner}";

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        IStoreLease lease = await store.LeaseAsync(NameOf(Owner), Pause, cancellationToken).ConfigureAwait(false) ?? throw new CredentialStoreException(
            "The store does not give this process its own lease, though nobody else knows its name; see whether the store is reachable.", RowState.StoreUnavailable)
        { Step = "process lease" };
        Volatile.Write(ref _held, lease);
        if (_over.IsCancellationRequested && Interlocked.Exchange(ref _held, null) is { } late)
        {
            await late.DisposeAsync().ConfigureAwait(false);
            throw new ObjectDisposedException("GameAuth", "The host has stopped: nothing is kept alive any more.");
        }

        lease.Lost.Register(() => _ = HoldAgainAsync(_over.Token));
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
                log.LeaseNotHeld(failure.GetType().Name);
            }

            await Task.Delay(Pause, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
