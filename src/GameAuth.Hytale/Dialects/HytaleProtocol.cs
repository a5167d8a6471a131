using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The eight operations of Hytale's authentication, in either dialect. Every refusal is a typed error; nothing is stored here.</summary>
internal abstract class HytaleProtocol
{
    /// <summary>Whether a game session is refreshed and ended with the account's access token, and not with its own.</summary>
    public abstract bool SessionsNeedGrant { get; }

    /// <summary>Asks for a code that the owner types.</summary>
    public abstract Task<DeviceAuthorization> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Asks once whether it was approved.</summary>
    public abstract Task<DevicePollResult<HytaleGrant>> PollAsync(DeviceAuthorization code, CancellationToken cancellationToken);

    /// <summary>Presents the refresh token, once.</summary>
    public abstract Task<HytaleGrant> RefreshAsync(AccountId account, HytaleGrant previous, CancellationToken cancellationToken);

    /// <summary>The account and its profiles.</summary>
    public abstract Task<AccountProfiles> GetProfilesAsync(AccountId account, HytaleGrant grant, CancellationToken cancellationToken);

    /// <summary>Binds a profile to the account's sessions; does nothing where there is no such call.</summary>
    public abstract Task SelectProfileAsync(AccountId account, HytaleGrant grant, Guid profile, CancellationToken cancellationToken);

    /// <summary>Makes a game session for a profile.</summary>
    public abstract Task<GameSessionTokens> CreateSessionAsync(AccountId account, HytaleGrant grant, Guid profile, CancellationToken cancellationToken);

    /// <summary>Prolongs a game session; its tokens end with that. <see cref="SessionsNeedGrant"/> says whether there must be a grant.</summary>
    public abstract Task<GameSessionTokens> RefreshSessionAsync(AccountId account, HytaleGrant? grant, GameSessionTokens session, CancellationToken cancellationToken);

    /// <summary>Ends a game session. One that is gone already is no failure.</summary>
    public abstract Task EndSessionAsync(AccountId account, HytaleGrant? grant, GameSessionTokens session, CancellationToken cancellationToken);

    /// <summary>The game session of an answer, which must have all its members.</summary>
    /// <exception cref="ProviderException">One is missing, or is no token.</exception>
    protected static GameSessionTokens ReadSession(ProviderResponse answer, Guid profile, ISessionBody body, string? sessionId, HytaleAuthClient client) => new()
    {
        Profile = profile,
        SessionId = sessionId,
        SessionToken = UsableToken.OrNull(body.SessionToken) ?? throw answer.Failure("has no usable session token", isTransient: false),
        IdentityToken = UsableToken.OrNull(body.IdentityToken) ?? throw answer.Failure("has no usable identity token", isTransient: false),
        ExpiresAt = client.ToLocal(body.ExpiresAt ?? throw answer.Failure("has no end (expires at)", isTransient: false)),
    };
}

/// <summary>What the answers of both dialects say of a game session.</summary>
internal interface ISessionBody
{
    Secret? SessionToken { get; }

    Secret? IdentityToken { get; }

    DateTimeOffset? ExpiresAt { get; }
}

/// <summary>What can be a token: printable, without blanks, of a length that a header takes.</summary>
internal static class UsableToken
{
    private const int MaxLength = 8 * 1024;

    /// <summary>The token; null where it can be none.</summary>
    public static Secret? OrNull(Secret? token) =>
        token?.Reveal() is { Length: > 0 and <= MaxLength } text && text.All(static c => c is > ' ' and <= '~') ? token : null;
}
