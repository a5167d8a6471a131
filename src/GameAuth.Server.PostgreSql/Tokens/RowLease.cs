using GameAuth.Storage;

namespace GameAuth.Server.PostgreSql;

/// <summary>A lease that is held: renewed at a third of its life, lost when somebody else has it or when it could not be renewed in time.</summary>
internal sealed class RowLease : IStoreLease
{
    private readonly LeaseHolder _holder;
    private readonly IDisposable _turn;
    private readonly TimeSpan _life;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _renewals;
    private long _renewedAt;
    private int _isDisposed;

    /// <summary>Begins to renew.</summary>
    /// <param name="holder">Who holds it.</param>
    /// <param name="turn">The turn of this process, which ends with it.</param>
    /// <param name="life">How long a renewal lasts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="askedAt">The timestamp at which the lease was asked for: it lasts from then on at least.</param>
    public RowLease(LeaseHolder holder, IDisposable turn, TimeSpan life, TimeProvider time, long askedAt)
    {
        _holder = holder;
        _turn = turn;
        _life = life;
        _time = time;
        _renewedAt = askedAt;
        Lost = _lost.Token;
        _renewals = RenewAsync();
    }

    public CancellationToken Lost { get; }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        await _over.CancelAsync().ConfigureAwait(false);
        await _renewals.ConfigureAwait(false);
        try
        {
            await _holder.Leases.ReleaseAsync(_holder).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Server.SessionStoreException or ObjectDisposedException)
        {
            // It ends by itself.
        }
        finally
        {
            _turn.Dispose();
            _over.Dispose();
        }
    }

    private async Task RenewAsync()
    {
        bool isRenewed = true;
        while (true)
        {
            // After a failure it is tried again soon, since the rest of its life may be short.
            await Task.Delay(isRenewed ? _life / 3 : _life / 20, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_over.IsCancellationRequested)
            {
                return;
            }

            long asked = _time.GetTimestamp();
            try
            {
                if (!await _holder.Leases.RenewAsync(_holder).ConfigureAwait(false))
                {
                    break;
                }

                (isRenewed, _renewedAt) = (true, asked);
            }
            catch (Exception e) when (e is Server.SessionStoreException or ObjectDisposedException)
            {
                isRenewed = false;
                if (_time.GetElapsedTime(_renewedAt) + (_life / 20) >= _life)
                {
                    break;
                }
            }
        }

        await _lost.CancelAsync().ConfigureAwait(false);
    }
}
