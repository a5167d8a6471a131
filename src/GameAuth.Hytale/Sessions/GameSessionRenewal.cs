using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>Keeps one game session alive until it is over.</summary>
internal sealed class GameSessionRenewal(HytaleGameSession session, HytaleCalls calls, GameSessionRows rows, TimeProvider time, Action<HytaleSessionEvent> tell, ILogger log)
{
    private DateTimeOffset _due = GameSessionTimes.DueAt(time.GetUtcNow(), session.ExpiresAt);
    private int _failures;
    private bool _needsNew;

    /// <summary>Runs until the session is over; never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (!session.Over.IsCancellationRequested)
            {
                if (_due - time.GetUtcNow() is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, time, session.Over).ConfigureAwait(false);
                }

                await RenewAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (session.Over.IsCancellationRequested)
        {
            // It was ended while it waited.
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            GameSessionTokens tokens = _needsNew ? await CreateAsync().ConfigureAwait(false) : await RefreshAsync().ConfigureAwait(false);
            await rows.SaveAsync(session.Account, session.Name, tokens, session.Over).ConfigureAwait(false);
            session.Renew(tokens);
            tell(new HytaleSessionEvent(_needsNew ? HytaleEventNames.SessionCreated : HytaleEventNames.SessionRefreshed, session, HytaleEventOutcome.Succeeded, null));
            (_needsNew, _failures) = (false, 0);
            _due = GameSessionTimes.DueAt(time.GetUtcNow(), tokens.ExpiresAt);
        }
        catch (GameAuthException failure) when (!session.Over.IsCancellationRequested)
        {
            Judge(failure);
        }
    }

    private void Judge(GameAuthException failure)
    {
        DateTimeOffset now = time.GetUtcNow();
        switch (failure)
        {
            case ProviderException early when HytaleErrors.IsTooEarly(early):
                _due = GameSessionTimes.AllowedAt(now, session.ExpiresAt);
                return;
            case ThrottledException throttled:
                _due = throttled.RetryAt > now ? throttled.RetryAt : now + GameSessionTimes.Pause(++_failures);
                break;
            case ProviderException gone when HytaleErrors.IsGone(gone) && !_needsNew:
                // Another holder, a restart of the service, or a late renewal: the same profile gets another session.
                (_needsNew, _due) = (true, now);
                break;
            case OutcomeUnknownException when !_needsNew:
                // The service may have given out tokens that nobody has; those of before may be over.
                (_needsNew, _due) = (true, now);
                break;
            case ProviderException { IsTransient: true } or OutcomeUnknownException or CredentialStoreException:
                _due = now + GameSessionTimes.Pause(++_failures);
                break;
            default:
                Lose(failure);
                return;
        }

        HytaleLog.NotRenewed(log, failure.GetType().Name, _due);
        if (session.ExpiresAt <= now)
        {
            _needsNew = true;
            session.Interrupt(failure);
        }
    }

    private void Lose(GameAuthException failure)
    {
        if (session.Finish(HytaleGameSessionState.Lost, failure))
        {
            HytaleLog.SessionLost(log, failure.GetType().Name);
            tell(new HytaleSessionEvent(HytaleEventNames.SessionRefreshed, session, HytaleEventOutcome.Failed, failure.GetType().Name));
        }
    }

    private Task<GameSessionTokens> RefreshAsync() => calls.RunAsync(
        session.Account, HytaleStep.SessionRefresh,
        grant => calls.Wire.RefreshSessionAsync(session.Account.Id, grant, session.Tokens, session.Over), session.Over);

    private Task<GameSessionTokens> CreateAsync() => calls.RunAsync(
        session.Account, HytaleStep.SessionNew,
        grant => calls.Wire.CreateSessionAsync(session.Account.Id, grant, session.ProfileId, session.Over), session.Over);
}
