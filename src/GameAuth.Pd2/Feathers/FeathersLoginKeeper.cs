using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>
/// The login of one connection. Feathers 4 drops a login that has ended without a word and Feathers 5 ends the connection, so it is renewed on the same connection before its end; where that
/// fails, the connection is made anew at its end, and whoever signs that one in has the last word.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer there is nothing to free, and who still looks at the token must be able to.")]
internal sealed class FeathersLoginKeeper(FeathersSession session, FeathersShared shared)
{
    // As with every token of the family: a fifth of its life before its end, and no more than five minutes.
    private const double EarlyPart = 0.2;
    private static readonly TimeSpan MostEarly = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);

    // A service that answers 401 to what no login changes is not asked for a login each time.
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task _keeping = Task.CompletedTask;
    private DateTimeOffset _madeAt;
    private int _number;

    /// <summary>Which login stands.</summary>
    public int Number => Volatile.Read(ref _number);

    /// <summary>The failure for which no connection is to follow.</summary>
    public GameAuthException? End { get; private set; }

    private FeathersSettings Settings => shared.Settings;

    /// <summary>Signs in, and keeps the login from then on.</summary>
    public async Task BeginAsync(FeathersLoginCause cause, CancellationToken cancellationToken)
    {
        FeathersLogin first = await LoginAsync(cause, cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _keeping = Task.Run(() => KeepAsync(first), CancellationToken.None);
    }

    public async Task<bool> AgainAsync(int refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Number != refused)
            {
                return true;
            }

            if (shared.Clock.Now - _madeAt < LeastAge || session.Lost.IsCompleted)
            {
                return false;
            }

            await LoginInTimeAsync(FeathersLoginCause.Refused).ConfigureAwait(false);
            return true;
        }
        catch (GameAuthException failure) when (!MayPass(failure))
        {
            // Whoever comes next must not ask with a dead token, on this connection or another.
            End = failure;
            session.Abort();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
    }

    private static bool MayPass(GameAuthException failure) => failure is ProviderException { IsTransient: true } or ThrottledException or OutcomeUnknownException;

    private async Task<FeathersLogin> LoginAsync(FeathersLoginCause cause, CancellationToken cancellationToken)
    {
        FeathersLogin login = await Settings.Authenticate(session, cause, cancellationToken).ConfigureAwait(false);
        _madeAt = shared.Clock.Now;
        Interlocked.Increment(ref _number);
        return login;
    }

    private async Task<FeathersLogin> LoginInTimeAsync(FeathersLoginCause cause)
    {
        using CancellationTokenSource limit = new(Settings.ConnectLimit, shared.Clock.Wall);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            return await LoginAsync(cause, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new ProviderException($"{shared.Provider}: step '{Settings.Step}' was not signed in again in time.", status: null, code: null, isTransient: true)
            { Provider = shared.Provider, Step = Settings.Step };
        }
    }

    /// <summary>Never fails.</summary>
    private async Task KeepAsync(FeathersLogin login)
    {
        try
        {
            // The service has just taken the token: an end that has passed shows that a clock is wrong, and then its own word is waited for.
            while (login.ExpiresAt is { } end && shared.Clock.FromWall(end) > shared.Clock.Now)
            {
                DateTimeOffset endsAt = shared.Clock.FromWall(end);
                TimeSpan early = EarlyPart * (endsAt - shared.Clock.Now);
                await shared.Clock.DelayUntilAsync(endsAt - (early < MostEarly ? early : MostEarly), _stop.Token).ConfigureAwait(false);
                if (await RenewAsync(endsAt).ConfigureAwait(false) is { } next && !(next.ExpiresAt <= end))
                {
                    login = next;
                    continue;
                }

                // It could not be renewed, or its end does not move.
                await shared.Clock.DelayUntilAsync(endsAt, _stop.Token).ConfigureAwait(false);
                SocketLog.LoginEnded(shared.Log, Settings.Step);
                session.Abort();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is over.
        }
        catch (Exception unforeseen)
        {
            // A store of the application's may throw anything. The next connection shows whether it lasts.
            SocketLog.NotRenewed(shared.Log, Settings.Step, unforeseen.GetType().Name, shared.Clock.Wall.GetUtcNow());
            session.Abort();
        }
    }

    /// <summary>Tries until its end, with pauses; null where it can not be renewed.</summary>
    private async Task<FeathersLogin?> RenewAsync(DateTimeOffset endsAt)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                await _turn.WaitAsync(_stop.Token).ConfigureAwait(false);
                try
                {
                    return await LoginInTimeAsync(FeathersLoginCause.Renewal).ConfigureAwait(false);
                }
                finally
                {
                    _turn.Release();
                }
            }
            catch (GameAuthException failure)
            {
                _stop.Token.ThrowIfCancellationRequested();
                DateTimeOffset again = shared.Clock.After(pause);
                bool repeats = MayPass(failure) && again < endsAt;
                SocketLog.NotRenewed(shared.Log, Settings.Step, failure.GetType().Name, shared.Clock.ToWall(repeats ? again : endsAt));
                if (!repeats)
                {
                    return null;
                }

                await shared.Clock.DelayUntilAsync(again, _stop.Token).ConfigureAwait(false);
                pause *= 2;
            }
        }
    }
}
