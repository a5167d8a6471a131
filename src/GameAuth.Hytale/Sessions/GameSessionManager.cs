using System.Collections.Concurrent;
using System.Security.Cryptography;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>The game sessions that this process keeps alive for one registration. Safe for use from any thread.</summary>
internal sealed class GameSessionManager(
    GameSessionCalls calls, GameSessionSweep sweep, GameSessionRows rows, GameSessionLease lease, GameSessionBudget budget, HytaleAudit audit, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<HytaleGameSession, Task> _live = new();
    private readonly GameSessionPlan _plan = new(budget.RefreshesPerHour);
    private volatile bool _stopping;

    public HytaleAudit Audit => audit;

    public HytaleSessionBudget BudgetOf(AccountId account) => budget.Of(account);

    public async Task<HytaleGameSession> CreateAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        Task<HytaleGameSession> making = MakeAsync(account, profile, cancellationToken);
        try
        {
            return await making.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = ReleaseLateAsync(making);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw account.IsSignedOut ? SignedOut(HytaleStep.SessionNew) : Stopping();
        }
    }

    /// <summary>Refreshes a session, or makes another in its place, and keeps a record of it.</summary>
    /// <returns>False where it was over before, so that its new tokens were ended.</returns>
    public async Task<bool> RenewAsync(HytaleGameSession session, RenewalMode way)
    {
        HytaleAccount account = session.Account;
        if (account.IsSignedOut)
        {
            throw SignedOut(HytaleStep.SessionRefresh);
        }

        if (way is RenewalMode.MakeRoom)
        {
            await calls.EndQuietlyAsync(account, session.Standing.Tokens).ConfigureAwait(false);
        }

        // The session's end does not end the call: tokens would come that nobody knows of.
        GameSessionTokens tokens = way is RenewalMode.Refresh
            ? await calls.RefreshAsync(account, session.Standing.Tokens).ConfigureAwait(false)
            : await calls.CreateAsync(account, session.ProfileId, CancellationToken.None).ConfigureAwait(false);
        if (!session.Renew(tokens))
        {
            await calls.EndQuietlyAsync(account, tokens).ConfigureAwait(false);
            return false;
        }

        try
        {
            await rows.SaveAsync(account, session.Name, tokens, CancellationToken.None).ConfigureAwait(false);
        }
        catch (CredentialStoreException failure)
        {
            HytaleLog.NotRecorded(log, failure.State.ToString());
        }

        return true;
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
                await calls.EndAsync(session.Account, tokens, cancellationToken).ConfigureAwait(false);
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
        using CancellationTokenSource limit = new(GameSessionCalls.Limit, time);
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

    /// <summary>Ends all of them, each once and without waiting for a permit; what can not be ended now runs out by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await Task.WhenAll(_live.Keys.Select(ReleaseAsync)).ConfigureAwait(false);
        await lease.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<HytaleGameSession> MakeAsync(HytaleAccount account, Guid profile, CancellationToken wanted)
    {
        // A stop does not let it wait for a permit, but waits for what was sent.
        using AccountWork work = AccountWork.Begin(account, HytaleStep.SessionNew);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(wanted, work.Ended);
        CancellationToken cancellationToken = either.Token;
        ThrowIfStopping();
        budget.Reserve(account.Id);
        GameSessionTokens? tokens = null;
        HytaleGameSession session;
        try
        {
            await lease.HoldAsync(cancellationToken).ConfigureAwait(false);
            await sweep.OnceAsync(account, cancellationToken).ConfigureAwait(false);
            tokens = await calls.CreateAsync(account, profile, cancellationToken).ConfigureAwait(false);
            session = new(this, account, RandomNumberGenerator.GetHexString(16, lowercase: true), tokens);
            await rows.SaveAsync(account, session.Name, tokens, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            budget.Release(account.Id);
            audit.Session(HytaleEventNames.SessionCreated, account.Id, profile, tokens?.SessionToken, failure);
            await (tokens is null ? Task.CompletedTask : calls.EndQuietlyAsync(account, tokens)).ConfigureAwait(false);
            if (failure is ObjectDisposedException && _stopping)
            {
                throw Stopping();
            }

            throw;
        }

        audit.Session(HytaleEventNames.SessionCreated, session);
        KeepAlive(session);
        if (_stopping)
        {
            await ReleaseAsync(session).ConfigureAwait(false);
            throw Stopping();
        }

        return session;
    }

    /// <summary>Nobody waits for it any more.</summary>
    private static async Task ReleaseLateAsync(Task<HytaleGameSession> making)
    {
        try
        {
            await (await making.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException)
        {
            // It was not made, which its caller no longer asks.
        }
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
            throw Stopping();
        }
    }

    private static SignInRequiredException SignedOut(string step) =>
        new("hytale: the account was signed out, so its game session is over; call SignInAsync.", SignInReason.SignedOut) { Provider = HytaleDefaults.Provider, Step = step };

    private static IllegalStepException Stopping() => new("hytale: the host is stopping: no game session was made.") { Provider = HytaleDefaults.Provider, Step = HytaleStep.SessionNew };
}
