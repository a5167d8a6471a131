using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>The game sessions that this process keeps alive for one registration. Safe for use from any thread.</summary>
internal sealed class GameSessionKeeper(HytaleCalls calls, GameSessionRows rows, GameSessionBudget budget, HytaleAudit audit, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<HytaleGameSession, Task> _live = new();
    private readonly GameSessionPlan _plan = new(budget.RefreshesPerHour);
    private volatile bool _stopping;

    public HytaleAudit Audit => audit;

    public HytaleSessionBudget BudgetOf(AccountId account) => budget.Of(account);

    public async Task<HytaleGameSession> CreateAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        ThrowIfStopping();
        budget.Reserve(account.Id);
        GameSessionTokens? tokens = null;
        try
        {
            await rows.HoldAsync(cancellationToken).ConfigureAwait(false);
            tokens = await NewTokensAsync(account, profile, cancellationToken).ConfigureAwait(false);
            HytaleGameSession session = new(this, account, RandomNumberGenerator.GetHexString(16, lowercase: true), tokens);
            await rows.SaveAsync(account, session.Name, tokens, CancellationToken.None).ConfigureAwait(false);
            ThrowIfStopping();
            audit.Session(HytaleEventNames.SessionCreated, session);
            KeepAlive(session);
            return session;
        }
        catch (Exception failure)
        {
            budget.Release(account.Id);
            audit.Session(HytaleEventNames.SessionCreated, account.Id, profile, tokens?.SessionToken, failure);
            await EndQuietlyAsync(account, tokens).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Refreshes a session, or makes another in its place, and keeps a record of it.</summary>
    public async Task RenewAsync(HytaleGameSession session, bool needsNew)
    {
        HytaleAccount account = session.Account;
        if (account.IsSignedOut)
        {
            throw new SignInRequiredException("hytale: the account was signed out, so its game session is over; call SignInAsync.", SignInReason.SignedOut)
            { Provider = HytaleDefaults.Provider, Step = HytaleStep.SessionRefresh };
        }

        // The session's end does not end the call: tokens would come that nobody knows of.
        GameSessionTokens tokens = needsNew
            ? await NewTokensAsync(account, session.ProfileId, CancellationToken.None).ConfigureAwait(false)
            : await calls.RunOfSessionAsync(
                account, HytaleStep.SessionRefresh,
                grant => calls.Wire.RefreshSessionAsync(account.Id, grant, session.Standing.Tokens, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);
        if (!session.Renew(tokens))
        {
            await EndQuietlyAsync(account, tokens).ConfigureAwait(false);
            return;
        }

        try
        {
            await rows.SaveAsync(account, session.Name, tokens, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CredentialStoreException failure)
        {
            HytaleLog.NotRecorded(log, failure.State.ToString());
        }
    }

    /// <summary>The session is over, and no longer kept alive. It still is its holder's to dispose.</summary>
    public void Lost(HytaleGameSession session)
    {
        if (_live.TryRemove(session, out _))
        {
            budget.Release(session.Account.Id);
        }
    }

    public async Task EndAsync(HytaleGameSession session, CancellationToken cancellationToken)
    {
        session.Finish(HytaleGameSessionState.Ended, failure: null);
        await ForgetAsync(session, cancellationToken).ConfigureAwait(false);
        if (session.Claim() is not { } tokens)
        {
            return;
        }

        try
        {
            if (tokens.ExpiresAt > time.GetUtcNow())
            {
                await EndAtServiceAsync(session.Account, tokens, cancellationToken).ConfigureAwait(false);
            }

            await rows.DeleteAsync(session.Account, session.Name, CancellationToken.None).ConfigureAwait(false);
            audit.Session(HytaleEventNames.SessionDeleted, session);
        }
        catch (Exception failure)
        {
            session.Unclaim();
            audit.Session(HytaleEventNames.SessionDeleted, session, failure);
            throw;
        }
    }

    public async Task ReleaseAsync(HytaleGameSession session)
    {
        using CancellationTokenSource limit = new(ShutdownLimit, time);
        try
        {
            await EndAsync(session, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException)
        {
            HytaleLog.NotEnded(log, failure.GetType().Name);
        }
    }

    /// <summary>Ends those of an account that is signed out.</summary>
    public Task ReleaseAllAsync(HytaleAccount account) => Task.WhenAll(_live.Keys.Where(session => session.Account == account).Select(ReleaseAsync));

    /// <summary>Ends what dead processes have left open, as far as the limits allow now; the rest runs out by itself.</summary>
    public async Task<int> SweepAsync(HytaleAccount account, CancellationToken cancellationToken)
    {
        int ended = 0;
        foreach ((string name, GameSessionRecord record) in await rows.FindOrphansAsync(account, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (record.ExpiresAt > time.GetUtcNow())
                {
                    await EndAtServiceAsync(account, record.ToTokens(), cancellationToken).ConfigureAwait(false);
                    audit.Session(HytaleEventNames.SessionDeleted, account.Id, record.Profile, record.SessionToken);
                    ended++;
                }

                await rows.DeleteAsync(account, name, cancellationToken).ConfigureAwait(false);
            }
            catch (GameAuthException failure)
            {
                HytaleLog.OrphanLeft(log, failure.GetType().Name);
            }
        }

        return ended;
    }

    /// <summary>Ends all of them, each once and without waiting for a permit; what can not be ended now runs out by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await Task.WhenAll(_live.Keys.Select(ReleaseAsync)).ConfigureAwait(false);
        await rows.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<GameSessionTokens> NewTokensAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        if (budget.MaySweep(account.Id))
        {
            await SweepAsync(account, cancellationToken).ConfigureAwait(false);
        }

        return await calls.RunAsync(
            account, HytaleStep.SessionNew, grant => calls.Wire.CreateSessionAsync(account.Id, grant, profile, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private void KeepAlive(HytaleGameSession session)
    {
        // Not in the caller's context: what it keeps there would live as long as the session.
        using (ExecutionContext.SuppressFlow())
        {
            GameSessionRenewal renewal = new(session, this, _plan, time, log);
            TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _live[session] = Task.Run(
                async () =>
                {
                    await begun.Task.ConfigureAwait(false);
                    await renewal.RunAsync().ConfigureAwait(false);
                },
                CancellationToken.None);
            begun.SetResult();
        }
    }

    private Task<bool> EndAtServiceAsync(HytaleAccount account, GameSessionTokens tokens, CancellationToken cancellationToken) => calls.RunOfSessionAsync(
        account,
        HytaleStep.SessionEnd,
        async grant =>
        {
            await calls.Wire.EndSessionAsync(account.Id, grant, tokens, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Ends tokens that came too late, or could not be kept.</summary>
    private async Task EndQuietlyAsync(HytaleAccount account, GameSessionTokens? tokens)
    {
        using CancellationTokenSource limit = new(ShutdownLimit, time);
        try
        {
            await (tokens is null ? Task.CompletedTask : EndAtServiceAsync(account, tokens, limit.Token)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException)
        {
            HytaleLog.NotEnded(log, failure.GetType().Name);
        }
    }

    private async Task ForgetAsync(HytaleGameSession session, CancellationToken cancellationToken)
    {
        if (!_live.TryRemove(session, out Task? renewal))
        {
            return;
        }

        budget.Release(session.Account.Id);
        try
        {
            // A renewal on the wire brings the tokens that are to be ended; one that takes long ends them itself.
            await renewal.WaitAsync(Grace, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
        }
    }

    private void ThrowIfStopping()
    {
        if (_stopping)
        {
            throw new IllegalStepException("hytale: the host is stopping: no game session was made.") { Provider = HytaleDefaults.Provider, Step = HytaleStep.SessionNew };
        }
    }
}
