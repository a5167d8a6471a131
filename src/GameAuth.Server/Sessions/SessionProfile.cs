namespace GameAuth.Server;

/// <summary>What the sessions of some sign-ins are like: how long they live, whom their access tokens are for, how refresh tokens travel.</summary>
public sealed class SessionProfile
{
    /// <summary>How long an access token lives. Default 15 minutes; 1 minute to 1 hour.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lives at most, however often it is refreshed. Default 30 days.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a session lives without a refresh. Default 7 days.</summary>
    public TimeSpan IdleLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Whom access tokens are for: the claim <c>aud</c>. Default <c>api</c> and <c>realtime</c>. What the configuration names takes the place of the default.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2227", Justification = "Null is the default, and the binder has to be able to set it.")]
    public IList<string>? Audiences { get; set; }

    /// <summary>The client that tokens are issued to: the claim <c>client_id</c>, which RFC 9068 section 2.2 demands. Default: the profile's name. A verifier may name another one.</summary>
    public string? ClientId { get; set; }

    /// <summary>How refresh tokens travel. Default <see cref="RefreshTokenDelivery.Cookie"/>.</summary>
    public RefreshTokenDelivery Delivery { get; set; }

    /// <summary>Where the cookie of a refresh token is sent. Default <see cref="RefreshCookieMode.Lax"/>. Without a meaning where <see cref="Delivery"/> is <see cref="RefreshTokenDelivery.Body"/>.</summary>
    public RefreshCookieMode Cookie { get; set; }

    internal IEnumerable<string> AudiencesOrDefault => Audiences ?? ["api", "realtime"];
}

/// <summary>Where a browser sends the cookie <c>__Host-gameauth-refresh</c>. It is <c>Secure</c> and <c>HttpOnly</c> in each.</summary>
public enum RefreshCookieMode
{
    /// <summary><c>SameSite=Lax</c>: for a page of the server's own site.</summary>
    Lax = 0,

    /// <summary><c>SameSite=Strict</c>: as Lax, and not with the first request after a link of another site.</summary>
    Strict = 1,

    /// <summary><c>SameSite=None; Partitioned</c>: for a page in another site's frame, such as an Activity in Discord, whose cookies are kept apart for each site that embeds it.</summary>
    Activity = 2,
}

/// <summary>How refresh tokens reach their client.</summary>
public enum RefreshTokenDelivery
{
    /// <summary>In an <c>HttpOnly</c> cookie, for browsers.</summary>
    Cookie = 0,

    /// <summary>In the body of the answer, for clients that are no browser. A request with an <c>Origin</c> or with the cookie is refused.</summary>
    Body = 1,
}
