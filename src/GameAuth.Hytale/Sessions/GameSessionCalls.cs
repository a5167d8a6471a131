using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>The three calls about game sessions, with whichever token the dialect wants. Safe for use from any thread.</summary>
internal sealed class GameSessionCalls(HytaleCalls calls, HytaleAudit audit, TimeProvider time, ILogger log)
{
    /// <summary>How long a stop, or a clean-up, may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public Task<GameSessionTokens> CreateAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken) => calls.RunAsync(
        account, HytaleStep.SessionNew, grant => calls.Wire.CreateSessionAsync(account.Id, grant, profile, cancellationToken), cancellationToken);

    // Nothing ends it but its answer: tokens would come that nobody knows of.
    public Task<GameSessionTokens> RefreshAsync(HytaleAccount account, GameSessionTokens session) => RunAsync(
        account, HytaleStep.SessionRefresh, grant => calls.Wire.RefreshSessionAsync(account.Id, grant, session, CancellationToken.None), CancellationToken.None);

    public Task EndAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken) => RunAsync(
        account,
        HytaleStep.SessionEnd,
        async grant =>
        {
            await calls.Wire.EndSessionAsync(account.Id, grant, session, cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Ends tokens that came too late, could not be kept, or stand in the way of others.</summary>
    public async Task EndQuietlyAsync(HytaleAccount account, GameSessionTokens session)
    {
        using CancellationTokenSource limit = new(Limit, time);
        try
        {
            await EndAsync(account, session, limit.Token).ConfigureAwait(false);
            audit.Session(HytaleEventNames.SessionDeleted, account.Id, session.Profile, session.SessionToken);
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException)
        {
            HytaleLog.NotEnded(log, failure.GetType().Name);
            audit.Session(HytaleEventNames.SessionDeleted, account.Id, session.Profile, session.SessionToken, failure);
        }
    }

    private Task<T> RunAsync<T>(HytaleAccount account, string step, Func<HytaleGrant?, Task<T>> call, CancellationToken cancellationToken) =>
        calls.RunOfSessionAsync(account, step, call, cancellationToken);
}
