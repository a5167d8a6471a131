using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>Leases kept as rows with an end, for token stores whose holders can die without giving a lease back. A holder renews its row while it lives, and is told when it has lost it.</summary>
/// <remarks>
/// <para>Safe for use from any thread. Within a process callers wait in the order in which they came, and the first of them asks for the row; another process's row is asked for again and again.</para>
/// <para>A lease avoids double work. Safety comes from compare-and-swap: a holder that stood still longer than <see cref="Life"/> finds out only when it runs again.</para>
/// </remarks>
public abstract class RowLeases
{
    private const int HolderSize = 16;
    private const int MinPollMilliseconds = 4;
    private const int MaxPollMilliseconds = 128;

    private readonly TimeProvider _time;
    private readonly AsyncKeyedLock _queue;

    /// <summary>Makes the leases of a store.</summary>
    /// <param name="timeProvider">Measures waits and lives.</param>
    /// <param name="life">How long a row lasts without renewal; its holder renews it at each third. More than zero.</param>
    protected RowLeases(TimeProvider timeProvider, TimeSpan life)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(life, TimeSpan.Zero);
        _time = timeProvider;
        _queue = new AsyncKeyedLock(timeProvider);
        Life = life;
    }

    /// <summary>How long a row lasts without renewal.</summary>
    public TimeSpan Life { get; }

    /// <summary>Takes the lease of a name; see <see cref="ITokenStore.LeaseAsync"/>.</summary>
    /// <param name="name">The name of the lease.</param>
    /// <param name="wait">How long to wait for another holder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease, or null when <paramref name="wait"/> has passed.</returns>
    public async ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        RowLimits.Check(name, nameof(name));
        RowLimits.Check(wait);
        long start = _time.GetTimestamp();
        if (await _queue.EnterAsync(name, wait, cancellationToken).ConfigureAwait(false) is not { } place)
        {
            return null;
        }

        RowLease? lease = null;
        try
        {
            lease = await PollAsync(name, place, start, wait, cancellationToken).ConfigureAwait(false);
            return lease;
        }
        finally
        {
            if (lease is null)
            {
                place.Dispose();
            }
        }
    }

    /// <summary>Writes the row of a lease where there is none, or where the one that is there has ended.</summary>
    /// <param name="name">The name of the lease.</param>
    /// <param name="holder">Who will hold it: 16 random bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False where somebody else holds it.</returns>
    /// <exception cref="CredentialStoreException">The store is not available.</exception>
    protected abstract ValueTask<bool> TryTakeAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken);

    /// <summary>Makes a row last for another <see cref="Life"/>, if it still is the holder's; whether its end has passed does not matter.</summary>
    /// <param name="name">The name of the lease.</param>
    /// <param name="holder">Who holds it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False where somebody else holds it, or nobody.</returns>
    /// <exception cref="CredentialStoreException">The store is not available.</exception>
    protected abstract ValueTask<bool> RenewAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken);

    /// <summary>Deletes a row, if it still is the holder's.</summary>
    /// <param name="name">The name of the lease.</param>
    /// <param name="holder">Who holds it.</param>
    /// <returns>Done when it is gone.</returns>
    /// <exception cref="CredentialStoreException">The store is not available; the row ends by itself.</exception>
    protected abstract ValueTask GiveBackAsync(string name, ReadOnlyMemory<byte> holder);

    private async ValueTask<RowLease?> PollAsync(string name, IDisposable place, long start, TimeSpan wait, CancellationToken cancellationToken)
    {
        byte[] holder = RandomNumberGenerator.GetBytes(HolderSize);
        bool isKnown = false;
        try
        {
            for (int poll = MinPollMilliseconds; ; poll = Math.Min(poll * 2, MaxPollMilliseconds))
            {
                long asked = _time.GetTimestamp();
                if (await TryTakeAsync(name, holder, cancellationToken).ConfigureAwait(false))
                {
                    isKnown = true;
                    return new RowLease(this, name, holder, place, asked);
                }

                TimeSpan left = wait == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : wait - _time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    isKnown = true;
                    return null;
                }

                // As with lock files: jitter, and real time, since the holder is in another process.
                TimeSpan pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(poll / 2, poll + 1));
                await Task.Delay(pause < left ? pause : left, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (!isKnown)
            {
                // A call that failed may have written the row all the same.
                await EndAsync(name, holder).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask EndAsync(string name, ReadOnlyMemory<byte> holder)
    {
        try
        {
            await GiveBackAsync(name, holder).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CredentialStoreException or ObjectDisposedException)
        {
            // The row ends by itself.
        }
    }

    /// <summary>A held lease, which renews its row.</summary>
    private sealed class RowLease : IStoreLease
    {
        private readonly RowLeases _owner;
        private readonly string _name;
        private readonly byte[] _holder;
        private readonly IDisposable _place;
        private readonly CancellationTokenSource _lost = new();
        private readonly CancellationTokenSource _over = new();
        private readonly Task _renewals;
        private int _isDisposed;

        public RowLease(RowLeases owner, string name, byte[] holder, IDisposable place, long takenAt)
        {
            _owner = owner;
            _name = name;
            _holder = holder;
            _place = place;
            Lost = _lost.Token;
            _renewals = RenewAsync(takenAt);
        }

        public CancellationToken Lost { get; }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            {
                return;
            }

            await _over.CancelAsync().ConfigureAwait(false);
            await _renewals.ConfigureAwait(false);
            await _owner.EndAsync(_name, _holder).ConfigureAwait(false);
            _place.Dispose();
            _over.Dispose();
            _lost.Dispose();
        }

        private async Task RenewAsync(long renewedAt)
        {
            bool isRenewed = true;
            while (true)
            {
                // After a failure it is tried again soon: the rest of its life may be short.
                await Task.Delay(isRenewed ? _owner.Life / 3 : _owner.Life / 20, _owner._time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_over.IsCancellationRequested)
                {
                    return;
                }

                long asked = _owner._time.GetTimestamp();
                try
                {
                    if (!await _owner.RenewAsync(_name, _holder, CancellationToken.None).ConfigureAwait(false))
                    {
                        break;
                    }

                    renewedAt = asked;
                    isRenewed = true;
                }
                catch (Exception e) when (e is CredentialStoreException or ObjectDisposedException)
                {
                    isRenewed = false;
                    if (_owner._time.GetElapsedTime(renewedAt) >= _owner.Life)
                    {
                        break;
                    }
                }
            }

            await _lost.CancelAsync().ConfigureAwait(false);
        }
    }
}
