using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>The three calls about game sessions, with whichever token the dialect wants. Safe for use from any thread.</summary>
internal sealed class GameSessionCalls(HytaleProtocol protocol, HytaleAudit audit, TimeProvider time, ILogger log)
{
    /// <summary>How long a stop, or a clean-up, may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public Task<GameSessionTokens> CreateAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken) =>
        protocol.CreateSessionAsync(account, profile, cancellationToken);

    // Nothing ends it but its answer: tokens would come that nobody knows of.
    public Task<GameSessionTokens> RefreshAsync(HytaleAccount account, GameSessionTokens session) => protocol.RefreshSessionAsync(account, session, CancellationToken.None);

    public Task EndAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken) => protocol.EndSessionAsync(account, session, cancellationToken);

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
}
