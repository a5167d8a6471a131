using System.Collections.Concurrent;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Makes the game sessions of one registration, as many as their accounts' limits can keep alive, and ends those that dead processes have left open. Safe for use from any thread.</summary>
internal sealed class GameSessionManager(HytaleProtocol protocol, LeasedRecords<GameSessionTokens> records, HytaleOptions options, HytaleAudit audit, TimeProvider time)
{
    /// <summary>How long an answer that is on its way is waited for: the time limit of an attempt, and that of an end.</summary>
    private static readonly TimeSpan MakingLimit = TimeSpan.FromSeconds(40);

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public HytaleAudit Audit => audit;

    public LeasedRecords<GameSessionTokens> Records => records;

    public GameSessionPlan Plan { get; } = new(options.SessionRefreshesPerHour);

    public HytaleSessionBudget BudgetOf(AccountId account) => new(_counts.GetValueOrDefault(account.Key), options.SustainableSessions);

    public async Task<HytaleGameSession> CreateAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        Task<GameSession> making = MakeAsync(account, profile, cancellationToken);
        try
        {
            return new HytaleGameSession(await making.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = ReleaseLateAsync(making);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw account.Status is AccountStatus.SignedOut
                ? new SignInRequiredException("hytale: the account was signed out, so no game session was made; call SignInAsync.", SignInReason.SignedOut)
                { Provider = HytaleDefaults.Provider, Step = HytaleStep.SessionNew }
                : new ObjectDisposedException("GameAuth", "hytale: the host is stopping: no game session was made.");
        }
    }

    /// <summary>Ends the game sessions that dead processes have left open, as far as the limits allow now; the rest runs out by itself.</summary>
    /// <returns>How many were ended.</returns>
    /// <exception cref="CredentialStoreException">The store can not be listed.</exception>
    public async Task<int> EndOrphansAsync(HytaleAccount account, CancellationToken cancellationToken) =>
        (await records.EndOrphansAsync(account, (orphan, ended) => EndOrphanAsync(account, orphan, ended), cancellationToken).ConfigureAwait(false)).Ended;

    public Task<GameSessionTokens> OpenAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken) => protocol.CreateSessionAsync(account, profile, cancellationToken);

    // Nothing ends it but its answer: tokens would come that nobody knows of.
    public Task<GameSessionTokens> RefreshAsync(HytaleAccount account, GameSessionTokens session) => protocol.RefreshSessionAsync(account, session, CancellationToken.None);

    public Task CloseAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken) => protocol.EndSessionAsync(account, session, cancellationToken);

    /// <summary>Gives the place of a session back.</summary>
    public void Release(AccountId account) => _counts.AddOrUpdate(account.Key, 0, static (_, count) => count - 1);

    private async Task<GameSession> MakeAsync(HytaleAccount account, Guid profile, CancellationToken wanted)
    {
        // A stop, or a sign-out, does not let it wait for a permit; but what was sent is waited for while it can still be recorded and ended.
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenSource stopped = new();
        using AccountWork work = AccountWork.Begin(account, HytaleStep.SessionNew, () => EndMakingAsync(stopped, over.Task));
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(wanted, work.Ended, stopped.Token);
        try
        {
            Reserve(account.Id);
            return await MakeReservedAsync(account, profile, either.Token).ConfigureAwait(false);
        }
        finally
        {
            over.SetResult();
        }
    }

    private async Task<GameSession> MakeReservedAsync(HytaleAccount account, Guid profile, CancellationToken wanted)
    {
        GameSession? session = null;
        try
        {
            await records.HoldAsync(wanted).ConfigureAwait(false);
            if (!options.SharedHourlyLimit)
            {
                // Where all calls share one limit, each end would cost a new session, and the orphans run out by themselves.
                await records.EndOrphansOnceAsync(account, (orphan, ended) => EndOrphanAsync(account, orphan, ended), wanted).ConfigureAwait(false);
            }

            session = new GameSession(account, await OpenAsync(account, profile, wanted).ConfigureAwait(false), this);
            await session.StartAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (session is null)
            {
                Release(account.Id);
            }

            audit.Session(HytaleEventNames.SessionCreated, account.Id, profile, session?.Current.SessionToken, failure);
            throw;
        }

        audit.Session(HytaleEventNames.SessionCreated, session);
        return session;
    }

    private async Task EndMakingAsync(CancellationTokenSource stopped, Task over)
    {
        await stopped.CancelAsync().ConfigureAwait(false);
        await over.WaitAsync(MakingLimit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Nobody waits for it any more.</summary>
    private static async Task ReleaseLateAsync(Task<GameSession> making)
    {
        try
        {
            await (await making.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException or ObjectDisposedException)
        {
            // It was not made, which its caller no longer asks.
        }
    }

    private async Task<bool> EndOrphanAsync(HytaleAccount account, GameSessionTokens orphan, CancellationToken cancellationToken)
    {
        if (orphan.ExpiresAt <= time.GetUtcNow())
        {
            return false;
        }

        GameAuthException? failure = null;
        try
        {
            await CloseAsync(account, orphan, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GameAuthException refused)
        {
            failure = refused;
            throw;
        }
        finally
        {
            audit.Session(HytaleEventNames.SessionDeleted, account.Id, orphan.Profile, orphan.SessionToken, failure);
        }
    }

    private void Reserve(AccountId account)
    {
        int now = _counts.AddOrUpdate(account.Key, 1, static (_, count) => count + 1);
        if (now > options.SustainableSessions && !options.AllowSessionsBeyondBudget)
        {
            Release(account);
            throw new IllegalStepException(
                $"hytale: {options.SustainableSessions} game sessions of one account can be kept alive under its limits, and as many are; nothing was sent. End one, use another "
                + $"account, or set {nameof(HytaleOptions.AllowSessionsBeyondBudget)}.")
            { Provider = HytaleDefaults.Provider, Step = HytaleStep.SessionNew };
        }
    }
}
