using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>
/// A thing that is open at a service for an account and kept alive by this process, such as a game session or a voice session: recorded under the process's lease, renewed before its
/// end, replaced where that fails, and ended once: when it is disposed, at the account's sign-out, at the host's stop, or by the next start after a kill
/// (<see cref="LeasedRecords{T}.EndOrphansOnceAsync"/>). For provider authors; safe for use from any thread.
/// </summary>
/// <typeparam name="T">What the service gives for it: immutable, and what is recorded, so that it can be ended after a crash. Tokens in it are of type <see cref="Secret"/>.</typeparam>
/// <remarks>
/// Open it at the service first, after <see cref="LeasedRecords{T}.HoldAsync"/>, then make the object and await <see cref="StartAsync"/>. Renewals run one after the other, in the
/// background and without the caller's context; what is on the wire when it ends is finished, so that nothing stays open that nobody knows of.
/// </remarks>
public abstract class LeasedResource<T> : IAsyncDisposable
    where T : class
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly LeasedRecords<T> _records;
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();
    private volatile ResourceSnapshot<T> _now;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AccountWork? _work;
    private Task _renewing = Task.CompletedTask;
    private bool _isClaimed;

    /// <summary>Wraps a thing that was just opened.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="step">Its name, for errors and logs, such as <c>game session</c>.</param>
    /// <param name="first">What the service gave.</param>
    /// <param name="records">Where it is recorded.</param>
    protected LeasedResource(Account account, string step, T first, LeasedRecords<T> records)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(records);
        Account = account;
        Step = step;
        _records = records;
        _now = new ResourceSnapshot<T>(first, EndsAt: null, ResourceState.Live, Failure: null, Changes: 0);
        Over = _over.Token;
    }

    /// <summary>Whose it is.</summary>
    public Account Account { get; }

    /// <summary>Its name, for errors and logs.</summary>
    public string Step { get; }

    /// <summary>What the service gave last.</summary>
    public T Current => _now.Current;

    /// <summary>How it stands.</summary>
    public ResourceState State => _now.State;

    /// <summary>Why it is interrupted or lost; null while it is neither.</summary>
    public GameAuthException? Failure => _now.Failure;

    /// <summary>How often <see cref="Current"/> or <see cref="State"/> have changed.</summary>
    public int Changes => _now.Changes;

    /// <summary>Cancelled when it is over, ended or lost.</summary>
    public CancellationToken Over { get; }

    /// <summary>When it is over unless it is renewed, as a moment of <see cref="Clock"/>: that of <see cref="ExpiresAt"/>, taken when it came. Null where it has no end, and before it is started.</summary>
    public DateTimeOffset? EndsAt => _now.EndsAt;

    /// <summary>The clock of all moments here: it counts the machine's sleep, and a step of the wall clock does not move it.</summary>
    protected internal SteadyClock Clock => Account.Binding.Chain.Engine.Clock;

    /// <summary>The name of its record.</summary>
    private string Name { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>What hears of the account's sign-out; null until it is started.</summary>
    internal AccountWork? Work => Volatile.Read(ref _work);

    /// <summary>Cancelled when a stopping host waits no longer: what is not ended by then runs out, or is ended by the next start.</summary>
    private CancellationToken GivenUp => Account.Binding.Chain.Engine.Drain.Aborted;

    internal AccountLog Log => Account.Binding.Directory.Log;

    internal string AccountName => Account.Id.ToString();

    /// <summary>Waits until <see cref="Changes"/> is another number than the caller has seen.</summary>
    /// <param name="seen">The number that the caller has read before it looked at anything else.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when there is something new, at once where there is already, or where it is over.</returns>
    public Task WaitForChangeAsync(int seen, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return _now.Changes != seen || _now.IsOver ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Records it, and keeps it alive from now on. Where that fails, it is ended at the service, and the failure is thrown.</summary>
    /// <returns>Done when it is recorded.</returns>
    /// <exception cref="CredentialStoreException">It can not be recorded.</exception>
    /// <exception cref="SignInRequiredException">The account was signed out meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    public async Task StartAsync()
    {
        lock (_gate)
        {
            _now = _now with { EndsAt = EndOf(_now.Current) };
        }

        try
        {
            await _records.SaveAsync(Account, Name, Current, CancellationToken.None).ConfigureAwait(false);
            AccountWork work = AccountWork.Begin(Account, Step, EndQuietlyAsync);
            // Whoever ends it at the same time sees the work, or is seen here.
            Interlocked.Exchange(ref _work, work);
            if (_now.IsOver)
            {
                work.Dispose();
            }
        }
        catch
        {
            await EndQuietlyAsync().ConfigureAwait(false);
            throw;
        }

        RenewalLoop<T> loop = new(this);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _renewing = Task.Run(loop.RunAsync);
    }

    /// <summary>Ends it at the service. One that is gone already is no failure. After a failure it may be called again.</summary>
    /// <param name="cancellationToken">Ends the wait; it is over here in any case.</param>
    /// <returns>Done when the service has answered.</returns>
    /// <exception cref="GameAuthException">The service could not be asked.</exception>
    public async Task EndAsync(CancellationToken cancellationToken = default)
    {
        Finish(ResourceState.Ended, failure: null);
        // A renewal on the wire brings what is to be ended; one that takes long ends it itself.
        await _renewing.WaitAsync(Grace, Clock.Wall, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (Claim() is not { } current)
        {
            return;
        }

        try
        {
            if (EndsAt is not { } end || end > Clock.Now)
            {
                await ReleaseAsync(current, cancellationToken).ConfigureAwait(false);
            }

            await _records.DeleteAsync(Account, Name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Volatile.Write(ref _isClaimed, false);
            OnReleased(current, failure);
            throw;
        }

        OnReleased(current, failure: null);
    }

    /// <summary>As <see cref="EndAsync"/>, but a failure is logged and not thrown; takes 10 seconds at most, and nothing is sent once the host has stopped.</summary>
    /// <returns>Done when it is over.</returns>
    public async ValueTask DisposeAsync()
    {
        await EndQuietlyAsync().ConfigureAwait(false);
        _work?.Dispose();
        _over.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>When it is over unless it is renewed; null where it has no end, and is never renewed. Asked when it comes, and not again: the clock may be set meanwhile.</summary>
    /// <param name="current">What the service gave.</param>
    /// <returns>The end, by the clock of this machine.</returns>
    protected internal abstract DateTimeOffset? ExpiresAt(T current);

    /// <summary>Prolongs it. Nothing but the service's answer ends the call: what it brings would be open and nobody would know of it.</summary>
    /// <param name="current">What the service gave.</param>
    /// <returns>What the service gives now.</returns>
    protected internal virtual Task<T> RefreshAsync(T current) => ReplaceAsync(current);

    /// <summary>Opens another one in its place; as <see cref="RefreshAsync"/>.</summary>
    /// <param name="current">What the service gave.</param>
    /// <returns>What the service gives now.</returns>
    protected internal abstract Task<T> ReplaceAsync(T current);

    /// <summary>Ends it at the service. One that is gone already is no failure.</summary>
    /// <param name="current">What the service gave.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when the service has answered.</returns>
    protected abstract Task ReleaseAsync(T current, CancellationToken cancellationToken);

    /// <summary>When it is renewed: by default 5 minutes before its end and up to a minute earlier, at random, so that those made together part ways; a short life is halved.</summary>
    /// <param name="now">Now, as all times here a moment of <see cref="Clock"/>.</param>
    /// <param name="expiresAt">Its end.</param>
    /// <returns>The moment.</returns>
    protected internal virtual DateTimeOffset DueAt(DateTimeOffset now, DateTimeOffset expiresAt)
    {
        TimeSpan early = Margin + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, 60_001));
        return expiresAt - now > early * 2 ? expiresAt - early : now + ((expiresAt - now) / 2);
    }

    /// <summary>
    /// What a failed renewal means: by default a limit is waited for, what may pass is tried again after a pause, a refresh that is refused or has lost its answer is a replacement, and
    /// anything else is the end.
    /// </summary>
    /// <param name="failure">Why it failed.</param>
    /// <param name="mode">What was tried.</param>
    /// <param name="failures">How many have failed in a row, this one included.</param>
    /// <param name="now">Now, a moment of <see cref="Clock"/>.</param>
    /// <returns>The next try; null when it is lost.</returns>
    protected internal virtual NextRenewal? Judge(GameAuthException failure, RenewalMode mode, int failures, DateTimeOffset now) => failure switch
    {
        ThrottledException throttled => new NextRenewal(mode, Clock.FromWall(throttled.RetryAt) is var at && at > now ? at : now + RenewalLoop<T>.Pause(failures - 1)),
        ProviderException { IsTransient: true } or CredentialStoreException => new NextRenewal(mode, now + RenewalLoop<T>.Pause(failures - 1)),
        OutcomeUnknownException when mode is RenewalMode.Replace => new NextRenewal(mode, now + RenewalLoop<T>.Pause(failures - 1)),
        ProviderException or OutcomeUnknownException or GameAuthConfigurationException or AccountRestrictedException when mode is RenewalMode.Refresh =>
            new NextRenewal(RenewalMode.Replace, now),
        _ => null,
    };

    /// <summary>A renewal is over. Does nothing by default.</summary>
    /// <param name="mode">What was tried.</param>
    /// <param name="failure">Why it failed; null when it is done, and <see cref="Current"/> is new.</param>
    protected internal virtual void OnRenewed(RenewalMode mode, GameAuthException? failure)
    {
    }

    /// <summary>It was ended at the service, or could not be. Does nothing by default.</summary>
    /// <param name="last">What was ended.</param>
    /// <param name="failure">Why it could not be; null when it is done.</param>
    protected virtual void OnReleased(T last, Exception? failure)
    {
    }

    /// <summary>It is over, ended or lost: once, and before it is ended at the service. Does nothing by default.</summary>
    protected virtual void OnOver()
    {
    }

    /// <summary>It has come further, such as a party that has a voice bridge now: takes and records what ends it.</summary>
    /// <param name="next">What there is to end now.</param>
    /// <returns>False where it was ended at the service before: then what is new is the caller's to end.</returns>
    protected internal async Task<bool> AdvanceAsync(T next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (!Take(next))
        {
            return false;
        }

        try
        {
            await _records.SaveAsync(Account, Name, next, CancellationToken.None).ConfigureAwait(false);
            if (Account.IsSignedOut || Volatile.Read(ref _isClaimed))
            {
                await _records.DeleteAsync(Account, Name, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            Log.NotRecorded(Step, AccountName, failure.GetType().Name);
        }

        return true;
    }

    /// <summary>As <see cref="AdvanceAsync"/>, also while <see cref="ReleaseAsync"/> runs, and a failure is thrown: for what is opened and ended in steps, each on the disk before the next.</summary>
    /// <param name="next">What there is to end now.</param>
    /// <returns>Done when it is recorded; where the account was signed out there is nothing to record.</returns>
    /// <exception cref="CredentialStoreException">It can not be recorded; it is <see cref="Current"/> all the same.</exception>
    protected async Task UpdateAsync(T next)
    {
        DateTimeOffset? end = EndOf(next);
        lock (_gate)
        {
            _now = _now with { Current = next, EndsAt = end };
        }

        await (Account.IsSignedOut ? Task.CompletedTask : _records.SaveAsync(Account, Name, next, CancellationToken.None)).ConfigureAwait(false);
    }

    /// <summary>It has ended at the service, and is being replaced. Does nothing unless it is live.</summary>
    /// <param name="failure">Why it was not renewed in time; null where that is not known.</param>
    protected internal void Interrupt(GameAuthException? failure)
    {
        lock (_gate)
        {
            if (_now.State is ResourceState.Live)
            {
                Become(_now with { State = ResourceState.Interrupted, Failure = failure });
            }
        }
    }

    /// <summary>Takes what is new, of one that is over too, so that what is ended is good.</summary>
    private bool Take(T next)
    {
        DateTimeOffset? end = EndOf(next);
        lock (_gate)
        {
            if (!_now.IsOver)
            {
                Become(_now with { Current = next, EndsAt = end, State = ResourceState.Live, Failure = null });
            }
            else if (!_isClaimed)
            {
                _now = _now with { Current = next, EndsAt = end };
            }

            return !_isClaimed;
        }
    }

    private DateTimeOffset? EndOf(T current) => ExpiresAt(current) is { } end ? Clock.FromWall(end) : null;

    private T? Claim()
    {
        lock (_gate)
        {
            return Interlocked.Exchange(ref _isClaimed, true) ? null : _now.Current;
        }
    }

    internal void Lose(GameAuthException failure)
    {
        if (Finish(ResourceState.Lost, failure))
        {
            Log.ResourceLost(Step, AccountName, failure.GetType().Name);
        }
    }

    /// <returns>False where it was over before.</returns>
    private bool Finish(ResourceState state, GameAuthException? failure)
    {
        AccountWork? work;
        lock (_gate)
        {
            if (_now.IsOver)
            {
                return false;
            }

            Become(_now with { State = state, Failure = failure });
            work = _work;
        }

        try
        {
            _over.Cancel();
        }
        catch (AggregateException)
        {
            // What the application hung on the token has failed, which keeps nobody from ending it.
        }

        OnOver();
        work?.Dispose();
        return true;
    }

    private Task EndQuietlyAsync() => QuietlyAsync(EndAsync);

    /// <summary>Ends what came after this was ended, or stands in the way of its successor. A failure is logged and not thrown; takes 10 seconds at most.</summary>
    /// <param name="other">What is to be ended.</param>
    /// <returns>Done when the service has answered.</returns>
    protected internal async Task ReleaseQuietlyAsync(T other) =>
        OnReleased(other, await QuietlyAsync(limit => ReleaseAsync(other, limit)).ConfigureAwait(false));

    private async Task<Exception?> QuietlyAsync(Func<CancellationToken, Task> release)
    {
        using CancellationTokenSource limit = new(EndLimit, Clock.Wall);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, GivenUp);
        try
        {
            await release(either.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException or ObjectDisposedException)
        {
            Log.NotEnded(Step, AccountName, failure.GetType().Name);
            return failure;
        }
    }

    private void Become(ResourceSnapshot<T> next)
    {
        _now = next with { Changes = next.Changes + 1 };
        TaskCompletionSource before = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }
}
