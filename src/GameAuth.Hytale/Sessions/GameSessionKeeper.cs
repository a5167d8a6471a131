using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>The game sessions that this process keeps alive for one registration. Safe for use from any thread.</summary>
internal sealed class GameSessionKeeper(HytaleCalls calls, GameSessionRows rows, HytaleOptions options, TimeProvider time, Action<HytaleSessionEvent> tell, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<HytaleGameSession, Task> _live = new();
    private readonly ConcurrentDictionary<string, bool> _swept = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private volatile bool _stopping;

    public HytaleSessionBudget BudgetOf(AccountId account) => new(_counts.GetValueOrDefault(account.Key), options.SustainableSessions);

    public async Task<HytaleGameSession> CreateAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        Reserve(account);
        try
        {
            if (_swept.TryAdd(account.Id.Key, true))
            {
                await SweepAsync(account, cancellationToken).ConfigureAwait(false);
            }

            GameSessionTokens tokens = await calls.RunAsync(
                account, HytaleStep.SessionNew, grant => calls.Wire.CreateSessionAsync(account.Id, grant, profile, cancellationToken), cancellationToken).ConfigureAwait(false);
            HytaleGameSession session = new(this, account, RandomNumberGenerator.GetHexString(16, lowercase: true), tokens);
            await rows.SaveAsync(account, session.Name, tokens, CancellationToken.None).ConfigureAwait(false);
            tell(new HytaleSessionEvent(HytaleEventNames.SessionCreated, session, HytaleEventOutcome.Succeeded, null));

            // Not in the caller's context: what it keeps there would live as long as the session.
            using (ExecutionContext.SuppressFlow())
            {
                _live[session] = Task.Run(new GameSessionRenewal(session, calls, rows, time, tell, log).RunAsync, CancellationToken.None);
            }

            return session;
        }
        catch
        {
            Release(account.Id);
            throw;
        }
    }

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

    public async Task EndAsync(HytaleGameSession session, CancellationToken cancellationToken)
    {
        bool wasOpen = session.Finish(HytaleGameSessionState.Ended, failure: null);
        await ForgetAsync(session).ConfigureAwait(false);
        if (!wasOpen)
        {
            await rows.DeleteAsync(session.Account, session.Name, CancellationToken.None).ConfigureAwait(false);
            return;
        }

        await EndAtServiceAsync(session.Account, session.Tokens, cancellationToken).ConfigureAwait(false);
        await rows.DeleteAsync(session.Account, session.Name, CancellationToken.None).ConfigureAwait(false);
        tell(new HytaleSessionEvent(HytaleEventNames.SessionDeleted, session, HytaleEventOutcome.Succeeded, null));
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
            tell(new HytaleSessionEvent(HytaleEventNames.SessionDeleted, session, HytaleEventOutcome.Failed, failure.GetType().Name));
        }
    }

    /// <summary>Ends all of them, each once and without waiting for a permit; what can not be ended now runs out by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await Task.WhenAll(_live.Keys.Select(ReleaseAsync)).ConfigureAwait(false);
        await rows.DisposeAsync().ConfigureAwait(false);
    }

    private Task EndAtServiceAsync(HytaleAccount account, GameSessionTokens tokens, CancellationToken cancellationToken) => calls.RunAsync(
        account, HytaleStep.SessionEnd, grant => calls.Wire.EndSessionAsync(account.Id, grant, tokens, cancellationToken), cancellationToken);

    private async Task ForgetAsync(HytaleGameSession session)
    {
        if (_live.TryRemove(session, out Task? renewal))
        {
            Release(session.Account.Id);
            await renewal.ConfigureAwait(false);
        }
    }

    private void Reserve(HytaleAccount account)
    {
        if (_stopping)
        {
            throw Illegal("the host is stopping: no game session was made");
        }

        int now = _counts.AddOrUpdate(account.Id.Key, 1, static (_, count) => count + 1);
        if (now > options.SustainableSessions && !options.AllowSessionsBeyondBudget)
        {
            Release(account.Id);
            throw Illegal(
                $"{options.SustainableSessions} game sessions of one account can be kept alive under its limits, and as many are; nothing was sent. End one, use another account, "
                + $"or set {nameof(HytaleOptions.AllowSessionsBeyondBudget)}");
        }
    }

    private void Release(AccountId account) => _counts.AddOrUpdate(account.Key, 0, static (_, count) => count - 1);

    private static IllegalStepException Illegal(string what) => new($"hytale: {what}.") { Provider = HytaleDefaults.Provider, Step = HytaleStep.SessionNew };
}
