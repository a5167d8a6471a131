using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>Keeps one game session alive until it is over.</summary>
internal sealed class GameSessionRenewal(HytaleGameSession session, GameSessionKeeper keeper, GameSessionPlan plan, TimeProvider time, ILogger log)
{
    private DateTimeOffset _due = plan.Place(session, time.GetUtcNow(), session.ExpiresAt);
    private GameAuthException? _last;
    private int _failures;
    private bool _needsNew;

    /// <summary>Runs until the session is over; never throws. What is on the wire when it is over is finished, so that no tokens come to light that nobody ends.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (!session.Over.IsCancellationRequested)
            {
                await StepAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (session.Over.IsCancellationRequested)
        {
            // It was ended while it waited.
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
            _needsNew = true;
        }
        else if (_due <= time.GetUtcNow())
        {
            await RenewAsync().ConfigureAwait(false);
        }
    }

    private async Task RenewAsync()
    {
        string name = _needsNew ? HytaleEventNames.SessionCreated : HytaleEventNames.SessionRefreshed;
        try
        {
            await keeper.RenewAsync(session, _needsNew).ConfigureAwait(false);
            keeper.Audit.Session(name, session);
            (_needsNew, _failures, _last) = (false, 0, null);
            _due = plan.Place(session, time.GetUtcNow(), session.ExpiresAt);
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
            case ProviderException early when HytaleErrors.IsTooEarly(early) && !_needsNew:
                _due = GameSessionTimes.AllowedAt(now, session.ExpiresAt);
                return false;
            case ThrottledException throttled when !_needsNew && throttled.RetryAt > session.ExpiresAt - GameSessionTimes.LastCall:
                // Too late for a refresh; a new session has a limit of its own.
                (_needsNew, _due) = (true, Later(now, session.ExpiresAt - GameSessionTimes.LastCall));
                break;
            case ThrottledException throttled:
                _due = GameSessionTimes.TurnAt(Later(throttled.RetryAt, now), session.ExpiresAt);
                break;
            case ProviderException { IsTransient: true } or CredentialStoreException:
            case OutcomeUnknownException when _needsNew:
                _due = now + GameSessionTimes.Pause(++_failures);
                break;
            case ProviderException or OutcomeUnknownException or GameAuthConfigurationException or AccountRestrictedException when !_needsNew:
                // Another holder, a restart of the service, a late renewal, or an answer that was lost: the same profile gets another session.
                (_needsNew, _due) = (true, now);
                break;
            default:
                Lose(failure);
                return true;
        }

        HytaleLog.NotRenewed(log, failure.GetType().Name, _due);
        return true;
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
