namespace GameAuth.Providers;

/// <summary>
/// A connection of an account that mends itself: made again when it is lost (with back-off, jitter, and no earlier than a <see cref="ThrottledException"/> allows) or too old, with
/// every subscription on it. It ends when it is disposed, at the account's sign-out, at the host's stop, or by a failure that does not pass. For provider authors; safe for use from
/// any thread.
/// </summary>
/// <typeparam name="TConnection">One connection, with its frames, requests and answers, which are the provider's.</typeparam>
public abstract class ReconnectingSocket<TConnection> : IAsyncDisposable
    where TConnection : class, ISocketConnection
{
    private readonly ReconnectOptions _options;
    private readonly RetryBackOff _backOff;
    private readonly CurrentConnection<TConnection> _current = new();
    private readonly SocketSubscriptions<TConnection> _subscriptions;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private int _failures;
    private int _disposed;

    /// <summary>Names it; <see cref="OpenAsync(CancellationToken)"/> connects.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="step">Its name, for errors and logs, such as <c>real-time activity</c>.</param>
    /// <param name="options">How it is kept up; null for the defaults.</param>
    protected ReconnectingSocket(Account account, string step, ReconnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        Account = account;
        Step = step;
        _options = options ?? new ReconnectOptions();
        _backOff = new RetryBackOff(_options.ShortestPause, _options.LongestPause);
        _subscriptions = new SocketSubscriptions<TConnection>(account.Id.Provider, step, _options.MaxSubscriptions);
    }

    /// <summary>Whose it is.</summary>
    public Account Account { get; }

    /// <summary>Its name, for errors and logs.</summary>
    public string Step { get; }

    /// <summary>Whether the connection stands now. One that does not is being made again, unless this has ended.</summary>
    public bool IsConnected => _current.IsConnected;

    /// <summary>Whether it has ended: no connection stands, and none will be made.</summary>
    public bool HasEnded => _current.HasEnded;

    private SteadyClock Clock => Account.Binding.Chain.Engine.Clock;

    private AccountLog Log => Account.Binding.Directory.Log;

    private string AccountName => Account.Id.ToString();

    /// <summary>Connects for the first time, and keeps the connection up from then on. Called once.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when the connection stands.</returns>
    /// <exception cref="GameAuthException">The connection can not be made; it is not tried again.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        AccountWork work = AccountWork.Begin(Account, Step);
        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, work.Ended);
            TConnection first = await ConnectAsync(isFirst: true, either.Token).ConfigureAwait(false);
            _current.Set(first);

            // The context of whoever connects (an activity, say) must not live on in the connection.
            using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
            _running = Task.Run(() => RunAsync(first, work), CancellationToken.None);
        }
        catch (OperationCanceledException) when (work.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            work.Dispose();
            throw Ended();
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="OpenAsync(CancellationToken)"/>, with a first subscription. Where that is refused all is closed again.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when the service has agreed.</returns>
    /// <exception cref="GameAuthException">The connection can not be made, or the service refuses; it is not tried again.</exception>
    public async Task OpenAsync(ISocketSubscription<TConnection> subscription, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SubscribeAsync(subscription, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the connection and ends every subscription quietly. Nothing goes on after it. Does nothing the second time.</summary>
    /// <returns>Done when all has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
            _stop.Dispose();
            GC.SuppressFinalize(this);
        }
        else
        {
            await _running.ConfigureAwait(false);
        }
    }

    /// <summary>Makes a connection that is ready for use, signed in at the service where that is a frame of its own.</summary>
    /// <param name="isFirst">False when it takes the place of one that was lost or is too old.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="GameAuthException">It can not be made. A transient <see cref="ProviderException"/>, a <see cref="ThrottledException"/> and an <see cref="OutcomeUnknownException"/> are tried again; any other is the end.</exception>
    protected abstract Task<TConnection> ConnectAsync(bool isFirst, CancellationToken cancellationToken);

    /// <summary>The connection that stands, or the next one that does.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection; it may be lost the next moment.</returns>
    /// <exception cref="GameAuthException">What has ended this.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    protected Task<TConnection> GetConnectionAsync(CancellationToken cancellationToken) => _current.GetAsync(cancellationToken);

    /// <summary>Subscribes on the connection that stands, or on the next one that does, and on each that follows, until <see cref="Remove"/>.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="cancellationToken">Ends the wait; then it is not kept.</param>
    /// <returns>Done when the service has agreed.</returns>
    /// <exception cref="IllegalStepException">There are too many.</exception>
    /// <exception cref="GameAuthException">The service refuses, or what has ended this.</exception>
    protected async Task SubscribeAsync(ISocketSubscription<TConnection> subscription, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        _subscriptions.Add(subscription);
        try
        {
            TConnection connection = await _current.GetAsync(cancellationToken).ConfigureAwait(false);
            while (!await subscription.SubscribeAsync(connection, cancellationToken).ConfigureAwait(false))
            {
                _current.Lose(connection);
                connection = await _current.GetAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            _subscriptions.Remove(subscription);
            throw;
        }
    }

    /// <summary>Makes a subscription on no further connection.</summary>
    /// <param name="subscription">The subscription.</param>
    protected void Remove(ISocketSubscription<TConnection> subscription) => _subscriptions.Remove(subscription);

    private static bool MayPass(GameAuthException failure) => failure is ProviderException { IsTransient: true } or ThrottledException or OutcomeUnknownException;

    /// <summary>What whoever comes after the end hears.</summary>
    private Exception Ended() => Account.IsSignedOut
        ? Account.Binding.State.MustSignIn(Step)
        : AccountWorks.Stopping(Account.Id, Step);

    private async Task RunAsync(TConnection first, AccountWork work)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, work.Ended);
        CancellationToken stop = either.Token;
        TConnection connection = first;
        Exception? end = null;
        try
        {
            TConnection? previous = null;
            while (true)
            {
                DateTimeOffset since = Clock.Now;
                await ServeAsync(connection, previous, stop).ConfigureAwait(false);
                previous = await LeaveAsync(connection, since).ConfigureAwait(false);
                connection = await ConnectAgainAsync(atOnce: previous is not null, stop).ConfigureAwait(false);
                _current.Set(connection);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Whatever it was: the stop came first.
            end = _disposed == 0 && Account.IsSignedOut ? Ended() : null;
        }
        catch (Exception failure)
        {
            end = failure as GameAuthException ?? new ProviderException(
                $"{Account.Id.Provider}: step '{Step}' failed ({failure.GetType().Name}).", status: null, code: null, isTransient: false)
            { Provider = Account.Id.Provider, Step = Step };
            Log.ConnectionEnded(Step, AccountName, failure.GetType().Name);
        }

        Exception after = end ?? (_disposed != 0 ? new ObjectDisposedException(GetType().Name) : Ended());
        _subscriptions.End(end, after);
        _current.End(after);
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // What the connection says now has been told, or comes after the stop; the host must not wait for it.
        }

        work.Dispose();
    }

    /// <summary>Until the connection is lost or due for renewal; meanwhile makes the subscriptions that are not on it yet.</summary>
    private async Task ServeAsync(TConnection connection, TConnection? previous, CancellationToken stop)
    {
        using CancellationTokenSource serving = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Log.Connected(Step, AccountName, _subscriptions.Count);
        Task moving = MoveAsync(connection, previous, serving.Token);
        Task tooOld = _options.RenewAfter is { } age
            ? Clock.DelayUntilAsync(Clock.After(age), serving.Token)
            : Task.Delay(Timeout.InfiniteTimeSpan, Clock.Wall, serving.Token);
        await Task.WhenAny(connection.Lost, tooOld).ConfigureAwait(false);
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
    private async Task<TConnection?> LeaveAsync(TConnection connection, DateTimeOffset since)
    {
        if (!connection.Lost.IsCompleted)
        {
            _failures = 0;
            return connection;
        }

        _current.Lose(connection);
        _failures = Clock.Now - since >= _options.LongestPause ? 0 : _failures;
        await connection.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>Connects, at once or after a pause; tries again, with pauses, for as long as the failures may pass.</summary>
    private async Task<TConnection> ConnectAgainAsync(bool atOnce, CancellationToken stop)
    {
        GameAuthException? failure = null;
        while (true)
        {
            if (!atOnce)
            {
                TimeSpan pause = PauseAfter(failure, _failures++);
                if (failure is null)
                {
                    Log.ConnectionLost(Step, AccountName, pause);
                }
                else
                {
                    Log.ConnectFailed(Step, AccountName, failure.GetType().Name, pause);
                }

                await Clock.DelayUntilAsync(Clock.After(pause), stop).ConfigureAwait(false);
            }

            atOnce = false;
            try
            {
                return await ConnectAsync(isFirst: false, stop).ConfigureAwait(false);
            }
            catch (GameAuthException passing) when (MayPass(passing))
            {
                failure = passing;
            }
        }
    }

    /// <summary>Subscribes until every subscription is on the connection. One that is refused for good ends; those that are refused for now are tried again.</summary>
    private async Task MoveAsync(TConnection connection, TConnection? previous, CancellationToken cancellationToken)
    {
        int failures = 0;
        while (!connection.Lost.IsCompleted)
        {
            GameAuthException? again = null;
            foreach (ISocketSubscription<TConnection> subscription in _subscriptions.NotOn(connection))
            {
                again = await MoveAsync(subscription, connection, cancellationToken).ConfigureAwait(false) ?? again;
            }

            if (previous is not null)
            {
                // Once more after that: somebody may have subscribed there in the last moment.
                await previous.DisposeAsync().ConfigureAwait(false);
                previous = null;
            }
            else if (again is null)
            {
                return;
            }

            if (again is not null)
            {
                await Clock.DelayUntilAsync(Clock.After(PauseAfter(again, failures++)), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<GameAuthException?> MoveAsync(ISocketSubscription<TConnection> subscription, TConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await subscription.SubscribeAsync(connection, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (GameAuthException refused)
        {
            bool again = MayPass(refused);
            Log.NotSubscribed(Step, AccountName, refused.GetType().Name, again);
            if (again)
            {
                return refused;
            }

            _subscriptions.Remove(subscription);
            subscription.End(refused);
            return null;
        }
    }

    /// <summary>The back-off, and no less than the service wants.</summary>
    private TimeSpan PauseAfter(GameAuthException? failure, int failures)
    {
        TimeSpan pause = _backOff.Pause(failures);
        TimeSpan wanted = failure is ThrottledException throttled ? throttled.RetryAt - Clock.Wall.GetUtcNow() : TimeSpan.Zero;
        return pause > wanted ? pause : wanted;
    }
}
