namespace GameAuth.Hytale;

/// <summary>A game session as it is kept, for one purpose: to end it after a crash. A session token is never used on after a restart.</summary>
/// <param name="Owner">The process that keeps it alive: the name of a lease that ends with it.</param>
/// <param name="Profile">The profile.</param>
/// <param name="SessionToken">What ends it.</param>
/// <param name="SessionId">The gateway's name for it.</param>
/// <param name="ExpiresAt">When it is over anyway.</param>
internal sealed record GameSessionRecord(string Owner, Guid Profile, Secret SessionToken, string? SessionId, DateTimeOffset ExpiresAt)
{
    public static GameSessionRecord Of(string owner, GameSessionTokens tokens) =>
        new(owner, tokens.Profile, tokens.SessionToken, tokens.SessionId, tokens.ExpiresAt);

    /// <summary>What ends it; there is no identity to hand on.</summary>
    public GameSessionTokens ToTokens() => new()
    {
        Profile = Profile,
        SessionToken = SessionToken,
        IdentityToken = SessionToken,
        SessionId = SessionId,
        ExpiresAt = ExpiresAt,
    };
}
