namespace GameAuth.Server;

/// <summary>A session as lists show it. No secret is in it. Immutable.</summary>
public sealed class SessionView
{
    private readonly SessionFamily _family;
    private readonly bool _isLive;

    internal SessionView(SessionFamily family, DateTimeOffset now) => (_family, _isLive) = (family, family.IsLive(now));

    /// <summary>The session: the claim <c>sid</c> of its access tokens.</summary>
    public FamilyId Id => _family.Id;

    /// <summary>The player, as the application knows him: the claim <c>sub</c>.</summary>
    public string Subject => _family.Subject;

    /// <summary>Who verified the player.</summary>
    public string Provider => _family.Provider;

    /// <summary>The player's id there.</summary>
    public string ProviderSubject => _family.ProviderSubject;

    /// <summary>The name of its <see cref="SessionProfile"/>.</summary>
    public string Profile => _family.Profile;

    /// <summary>The client that its tokens are issued to.</summary>
    public string ClientId => _family.ClientId;

    /// <summary>Whether its refresh tokens are bound to a key of the client (RFC 9449).</summary>
    public bool IsBound => !_family.KeyThumbprint.IsEmpty;

    /// <summary>Whether it can be refreshed: it was not ended and has not run out.</summary>
    public bool IsLive => _isLive;

    /// <summary>The status of its newest refresh token.</summary>
    public RefreshTokenStatus Status => StatusOf(Generation);

    /// <summary>Why it was ended; null where it was not.</summary>
    public string? EndReason => _family.EndReason;

    /// <summary>How often it was refreshed: the generation of its newest refresh token; the first is 0.</summary>
    public int Generation => _family.Generation;

    /// <summary>When the player signed in (UTC).</summary>
    public DateTimeOffset CreatedAt => _family.CreatedAt;

    /// <summary>When it was refreshed last, or created (UTC).</summary>
    public DateTimeOffset RefreshedAt => _family.RotatedAt;

    /// <summary>When it runs out unless it is refreshed (UTC).</summary>
    public DateTimeOffset IdleEndsAt => _family.IdleEndsAt;

    /// <summary>When it runs out at the latest (UTC).</summary>
    public DateTimeOffset EndsAt => _family.EndsAt;

    /// <summary>The status of one of its refresh tokens.</summary>
    /// <param name="generation">The token's generation, from 0.</param>
    /// <returns>The status. One above <see cref="Generation"/> is active: the store was set back, and the session goes on from there.</returns>
    public RefreshTokenStatus StatusOf(int generation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);
        return _family.Status switch
        {
            FamilyStatus.Compromised => RefreshTokenStatus.Compromised,
            _ when !_isLive => RefreshTokenStatus.Revoked,
            _ => generation < Generation ? RefreshTokenStatus.Rotated : RefreshTokenStatus.Active,
        };
    }
}

/// <summary>The status of a refresh token. A family keeps none for its tokens: each follows from the family and the token's generation.</summary>
public enum RefreshTokenStatus
{
    /// <summary><c>active</c>: the current token of a session that lives.</summary>
    Active = 0,

    /// <summary><c>rotated</c>: another one took its place. Within the reuse window the last one still yields that other one.</summary>
    Rotated = 1,

    /// <summary><c>revoked</c>: its session was ended or has run out.</summary>
    Revoked = 2,

    /// <summary><c>compromised</c>: an old token of its session was used again, and the session was ended.</summary>
    Compromised = 3,
}
