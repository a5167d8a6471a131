using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>Keeps one game session alive until it is over.</summary>
internal sealed class GameSessionRenewal(HytaleGameSession session, GameSessionManager keeper, GameSessionPlan plan, TimeProvider time, ILogger log)
{
    private DateTimeOffset _due = plan.Place(session, time.GetUtcNow(), session.ExpiresAt);
    private GameAuthException? _last;
    private int _failures;
    private RenewalMode _way;

    /// <summary>Runs until the session is over; never throws. What is on the wire when it is over is finished, so that no tokens come to light that nobody ends.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (!session.Over.IsCancellationRequested)
            {
                try
                {
                    await StepAsync().ConfigureAwait(false);
                }
                catch (Exception unforeseen) when (!session.Over.IsCancellationRequested)
                {
                    // A store of the application's may throw anything; the session's holder counts on it all the same.
                    _due = time.GetUtcNow() + GameSessionTimes.Pause(++_failures);
                    HytaleLog.RenewalBroke(log, unforeseen.GetType().Name, _due);
                }
            }
        }
        catch (Exception) when (session.Over.IsCancellationRequested)
        {
            // It was ended while it waited, or while something broke.
        }
        finally
        {
            plan.Remove(session);
        }
    }

    private async Task StepAsync()
    {
        // The tokens may end while a limit or a failing service holds the renewal back.
        bool endsFirst = session.State is HytaleGameSessionState.Live && session.ExpiresAt < _due;
        if ((endsFirst ? session.ExpiresAt : _due) - time.GetUtcNow() is { Ticks: > 0 } wait)
        {
            // A delay is cut down to whole milliseconds, and would end just before its time, over and over.
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), time, session.Over).ConfigureAwait(false);
        }

        if (endsFirst && session.ExpiresAt <= time.GetUtcNow())
        {
            HytaleLog.Interrupted(log, _last?.GetType().Name ?? "none");
            session.Interrupt(_last);
            _way = RenewalMode.Replace;
        }
        else if (_due <= time.GetUtcNow())
        {
            await RenewAsync().ConfigureAwait(false);
        }
    }

    private async Task RenewAsync()
    {
        string name = _way is RenewalMode.Refresh ? HytaleEventNames.SessionRefreshed : HytaleEventNames.SessionCreated;
        try
        {
            if (await keeper.RenewAsync(session, _way).ConfigureAwait(false))
            {
                keeper.Audit.Session(name, session);
                (_way, _failures, _last) = (RenewalMode.Refresh, 0, null);
                _due = plan.Place(session, time.GetUtcNow(), session.ExpiresAt);
            }
        }
        catch (GameAuthException failure)
        {
            _last = failure;
            if (Judge(failure))
            {
                keeper.Audit.Session(name, session, failure);
            }
        }
    }

    /// <returns>Whether it is a failure; to be too early is none.</returns>
    private bool Judge(GameAuthException failure)
    {
        DateTimeOffset now = time.GetUtcNow();
        switch (failure)
        {
            case ProviderException early when HytaleErrors.IsTooEarly(early) && _way is RenewalMode.Refresh:
                RefreshAt(GameSessionTimes.AllowedAt(now, session.ExpiresAt, ++_failures), now);
                return false;
            case ThrottledException throttled when _way is RenewalMode.Refresh && throttled.RetryAt > session.ExpiresAt - GameSessionTimes.LastCall:
                RefreshAt(throttled.RetryAt, now);
                break;
            case ThrottledException throttled:
                _due = GameSessionTimes.TurnAt(Later(throttled.RetryAt, now), session.ExpiresAt);
                break;
            case ProviderException { IsTransient: true } or CredentialStoreException:
            case OutcomeUnknownException when _way is not RenewalMode.Refresh:
                _due = now + GameSessionTimes.Pause(++_failures);
                break;
            case ProviderException or OutcomeUnknownException or GameAuthConfigurationException or AccountRestrictedException when _way is RenewalMode.Refresh:
                // Another holder, a restart of the service, a late renewal, or an answer that was lost: the same profile gets another session.
                (_way, _due) = (RenewalMode.Replace, now);
                break;
            case AccountRestrictedException { Code: HytaleErrorCode.SessionLimitExceeded } when _way is RenewalMode.Replace:
                // The one that can not be refreshed may hold the last place itself, and is ended first.
                session.Interrupt(failure);
                (_way, _due) = (RenewalMode.MakeRoom, now);
                break;
            default:
                Lose(failure);
                return true;
        }

        HytaleLog.NotRenewed(log, failure.GetType().Name, _due);
        return true;
    }

    /// <summary>Refreshes it then, or where that is too late makes another just before the end: a new session has a limit of its own.</summary>
    private void RefreshAt(DateTimeOffset at, DateTimeOffset now)
    {
        DateTimeOffset last = session.ExpiresAt - GameSessionTimes.LastCall;
        (_way, _due) = at <= last ? (RenewalMode.Refresh, at) : (RenewalMode.Replace, Later(now, last));
    }

    private void Lose(GameAuthException failure)
    {
        if (session.Finish(HytaleGameSessionState.Lost, failure))
        {
            HytaleLog.SessionLost(log, failure.GetType().Name);
            keeper.Lost(session);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
