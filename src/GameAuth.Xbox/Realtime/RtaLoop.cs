using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Keeps a connection up: makes it again when it is lost or old, and every subscription on it.</summary>
internal sealed class RtaLoop : IAsyncDisposable
{
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(90);

    private readonly RtaConnector _connector;
    private readonly XboxAccount _account;
    private readonly RtaFeeds _feeds;
    private readonly RtaCurrent _current;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _failures;
    private int _disposed;

    public RtaLoop(RtaConnector connector, XboxAccount account, AccountWork work, RtaSession first)
    {
        _connector = connector;
        _account = account;
        _feeds = new RtaFeeds();
        _current = new RtaCurrent(first);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _running = Task.Run(() => RunAsync(first, work));
    }

    public bool IsConnected => _current.IsConnected;

    /// <summary>Subscribes on the connection that stands, or on the next one that does.</summary>
    public async Task<XboxSubscription<T>> SubscribeAsync<T>(Uri resource, Func<JsonElement, IReadOnlyList<T>> read, CancellationToken cancellationToken)
    {
        RtaFeed<T> feed = new(resource, read, _connector.Log);
        _feeds.Add(feed);
        try
        {
            RtaSession session = await _current.GetAsync(cancellationToken).ConfigureAwait(false);
            while (!await session.SubscribeAsync(feed, cancellationToken).ConfigureAwait(false))
            {
                _current.Lose(session);
                session = await _current.GetAsync(cancellationToken).ConfigureAwait(false);
            }

            return new XboxSubscription<T>(this, feed);
        }
        catch
        {
            // Should the service agree after all, the connection takes it back.
            _feeds.Remove(feed);
            feed.Close(error: null, drop: true);
            throw;
        }
    }

    public Task UnsubscribeAsync(RtaFeed feed)
    {
        _feeds.Remove(feed);
        feed.Close(error: null, drop: true);
        return feed.Session?.UnsubscribeAsync(feed) ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
            _stop.Dispose();
        }
        else
        {
            await _running.ConfigureAwait(false);
        }
    }

    private async Task RunAsync(RtaSession first, AccountWork work)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, work.Ended);
        CancellationToken stop = either.Token;
        RtaSession session = first;
        Exception? end = null;
        try
        {
            RtaSession? previous = null;
            while (true)
            {
                await ServeAsync(session, previous, stop).ConfigureAwait(false);
                previous = await LeaveAsync(session).ConfigureAwait(false);
                session = await ConnectAgainAsync(atOnce: previous is not null, stop).ConfigureAwait(false);
                _current.Set(session);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Whatever it was: the stop came first.
            end = _disposed == 0 && _account.IsSignedOut ? RtaConnector.Ended(_account) : null;
        }
        catch (Exception failure)
        {
            end = failure as GameAuthException ?? new ProviderException(
                $"xbox: step '{RtaConnector.Step}' failed ({failure.GetType().Name}).", status: null, code: null, isTransient: false)
            { Provider = XboxDefaults.Provider, Step = RtaConnector.Step };
            XboxLog.RtaEnded(_connector.Log, _account.Id, failure.GetType().Name);
        }

        Exception after = end ?? (_disposed != 0 ? new ObjectDisposedException(nameof(XboxRealTimeActivity)) : RtaConnector.Ended(_account));
        _feeds.End(end, after);
        _current.End(after);
        await session.DisposeAsync().ConfigureAwait(false);
        work.Dispose();
    }

    /// <summary>Until the connection is lost or due for renewal; meanwhile makes the subscriptions that are not on it yet.</summary>
    private async Task ServeAsync(RtaSession session, RtaSession? previous, CancellationToken stop)
    {
        using CancellationTokenSource serving = CancellationTokenSource.CreateLinkedTokenSource(stop);
        XboxLog.RtaConnected(_connector.Log, _account.Id, _feeds.Count);
        Task moving = SubscriptionMigration.RunAsync(_connector, _account, _feeds, session, previous, serving.Token);
        await Task.WhenAny(session.Lost, Task.Delay(Renewal, _connector.Time, serving.Token)).ConfigureAwait(false);
        await serving.CancelAsync().ConfigureAwait(false);
        try
        {
            await moving.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next connection goes on with it.
        }
        finally
        {
            if (previous is not null)
            {
                await previous.DisposeAsync().ConfigureAwait(false);
            }
        }

        stop.ThrowIfCancellationRequested();
    }

    /// <summary>The connection, when it still stands: it serves until its successor does. Else it is let go.</summary>
    private async Task<RtaSession?> LeaveAsync(RtaSession session)
    {
        if (!session.Lost.IsCompleted)
        {
            _failures = 0;
            return session;
        }

        _current.Lose(session);
        _failures = _connector.Time.GetElapsedTime(session.ConnectedAt) >= RtaBackOff.Longest ? 0 : _failures;
        await session.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>Connects, at once or after a pause; tries again, with pauses, for as long as the failures may pass.</summary>
    private async Task<RtaSession> ConnectAgainAsync(bool atOnce, CancellationToken stop)
    {
        GameAuthException? failure = null;
        while (true)
        {
            if (!atOnce)
            {
                TimeSpan pause = SubscriptionMigration.Pause(_connector, _failures++, failure);
                Tell(failure, pause);
                await Task.Delay(pause, _connector.Time, stop).ConfigureAwait(false);
            }

            atOnce = false;
            try
            {
                return await _connector.ConnectAsync(_account, stop).ConfigureAwait(false);
            }
            catch (GameAuthException passing) when (SubscriptionMigration.MayPass(passing))
            {
                failure = passing;
            }
        }
    }

    private void Tell(GameAuthException? failure, TimeSpan pause)
    {
        if (failure is null)
        {
            XboxLog.RtaLost(_connector.Log, _account.Id, pause);
        }
        else
        {
            XboxLog.RtaConnectFailed(_connector.Log, _account.Id, failure.GetType().Name, pause);
        }
    }
}
