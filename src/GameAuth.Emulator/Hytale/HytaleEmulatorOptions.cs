namespace GameAuth.Emulator;

/// <summary>How the Hytale hosts and the gateway behave.</summary>
public sealed class HytaleEmulatorOptions
{
    /// <summary>The client id that the configuration hands to the SDK. Other client ids are served too. Default: <c>hytale-server</c>, the documented public one.</summary>
    public string ClientId { get; set; } = "hytale-server";

    /// <summary>The accounts that can sign in; empty (the default) for <see cref="EmulatedHytaleAccount.Default"/> alone.</summary>
    public IList<EmulatedHytaleAccount> Accounts { get; } = [];

    /// <summary>The interval between polls that a device code announces, in whole seconds, rounded up. Default: 5 seconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Answers <c>slow_down</c> to a poll that comes before its interval is over (RFC 8628 section 3.5), and lengthens that interval by
    /// five seconds. Default: false, the event only carries a note.
    /// </summary>
    public bool EnforcePollInterval { get; set; }

    /// <summary>
    /// A refresh token that was already used ends its whole family, the newest token included, as Ory Hydra does. Default: true; with
    /// false an old refresh token works until it expires.
    /// </summary>
    public bool DetectRefreshTokenReuse { get; set; } = true;

    /// <summary>How many game sessions an account may have at a time without <c>sessions.unlimited_servers</c>. Default: 100.</summary>
    public int SessionLimit { get; set; } = 100;

    /// <summary>How session and identity tokens are filled. Default: a top-level <c>username</c>.</summary>
    public HytaleClaimShape Claims { get; set; }

    /// <summary>The <c>scope</c> of the identity tokens of new sessions. Default: <c>hytale:server</c>; a player's own has <c>hytale:client</c>.</summary>
    public string IdentityScope { get; set; } = "hytale:server";

    /// <summary>How long the answer with the session host's keys says that it is fresh; zero for <c>no-cache</c>. Default: one hour.</summary>
    public TimeSpan JwksMaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Which gateway is emulated. Default: the documented one.</summary>
    public HytaleGatewayStyle GatewayStyle { get; set; }

    /// <summary>
    /// The gateway keeps refreshed tokens to itself: a refresh of the sign-in or of a session answers <c>success</c> and <c>message</c> and no
    /// tokens, as the published code does. Default: false.
    /// </summary>
    public bool GatewayKeepsTokens { get; set; }

    /// <summary>Every gateway call must name an <c>account_id</c>, as the published code wants it; else 400. Default: false.</summary>
    public bool GatewayRequiresAccountId { get; set; }

    /// <summary>How long before its end the gateway lets a session be refreshed. Default: 10 minutes.</summary>
    public TimeSpan GatewayRefreshWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether the gateway's quotas hold. Default: true.</summary>
    public bool EnforceGatewayLimits { get; set; } = true;

    /// <summary>Whether the same quotas hold at the official hosts, which document none and send no headers about any. Default: false.</summary>
    public bool EnforceDirectLimits { get; set; }

    /// <summary>Profiles, selection, and the three session calls share one quota of 20 an hour, as in the published code. Default: false.</summary>
    public bool SharedHourlyLimit { get; set; }

    /// <summary>How requests are counted. Default: by windows.</summary>
    public HytaleLimiterStyle LimiterStyle { get; set; }

    /// <summary>How long tokens live.</summary>
    public HytaleLifetimes Lifetimes { get; set; } = new();
}

/// <summary>Which of two gateways is emulated: the documented one, or the one whose code is known. They differ.</summary>
public enum HytaleGatewayStyle
{
    /// <summary>As the API documentation says: pending is 401, errors have <c>code</c>, <c>message</c> and <c>status</c>.</summary>
    Documented,

    /// <summary>
    /// As the published code does: pending is 202 and other errors are 400, both as <c>success</c>, <c>error</c>; profiles with
    /// <c>owner</c>; sessions without an id, one per profile; callers known by <c>account_id</c> as well.
    /// </summary>
    KnownCode,
}

/// <summary>How requests are counted against a quota.</summary>
public enum HytaleLimiterStyle
{
    /// <summary>A window from the first request on; its end is <c>X-RateLimit-Reset</c>.</summary>
    Window,

    /// <summary>
    /// A bucket that refills steadily, as the published code has it: <c>X-RateLimit-Reset</c> is always a whole window away, and
    /// <c>Retry-After</c> is a whole window, although one request is possible again much earlier.
    /// </summary>
    TokenBucket,
}

/// <summary>How session and identity tokens are filled.</summary>
public enum HytaleClaimShape
{
    /// <summary>As the official services do: no audience, a <c>scope</c>, <c>sub</c> is the profile. The name is a top-level <c>username</c>, the older way.</summary>
    Username,

    /// <summary>As <see cref="Username"/>, with the name in a nested <c>profile</c>: <c>username</c> and <c>uuid</c>.</summary>
    NestedProfile,

    /// <summary>
    /// As the gateway's documentation lists them: <c>aud</c> <c>sessions</c> and <c>session_id</c>; <c>aud</c> <c>identities</c>,
    /// <c>email</c> and <c>preferred_username</c>, with the account as <c>sub</c>. Seen nowhere upstream.
    /// </summary>
    GatewayText,
}

/// <summary>How long Hytale's tokens live. The defaults are the documented ones; clients must go by what an answer says.</summary>
public sealed class HytaleLifetimes
{
    /// <summary>A device code and its user code. Default: 15 minutes, as the official guide's sample.</summary>
    public TimeSpan DeviceCode { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>A device code that the gateway hands out. Default: 30 minutes, as its documentation says.</summary>
    public TimeSpan GatewayDeviceCode { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>An access token. Default: one hour.</summary>
    public TimeSpan Access { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A refresh token, from its own issue on. Default: 30 days.</summary>
    public TimeSpan Refresh { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A game session with its session and identity token. Default: one hour.</summary>
    public TimeSpan Session { get; set; } = TimeSpan.FromHours(1);

    /// <summary>An authorization grant of a server join. Default: 5 minutes, a choice.</summary>
    public TimeSpan Grant { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An access token of a server join. Default: one hour, a choice.</summary>
    public TimeSpan ServerAccess { get; set; } = TimeSpan.FromHours(1);

    internal TimeSpan Of(HytaleTokenKind kind) => kind switch
    {
        HytaleTokenKind.Access => Access,
        HytaleTokenKind.Refresh => Refresh,
        HytaleTokenKind.Session or HytaleTokenKind.Identity => Session,
        HytaleTokenKind.Grant => Grant,
        _ => ServerAccess,
    };
}
