namespace GameAuth.Emulator;

/// <summary>How the Hytale hosts and the gateway behave.</summary>
public sealed class HytaleEmulatorOptions
{
    /// <summary>The client id that the configuration hands to the SDK. Other client ids are served too. Default: <c>hytale-server</c>, the documented public one.</summary>
    public string ClientId { get; set; } = "hytale-server";

    /// <summary>The accounts that can sign in; empty (the default) for <see cref="EmulatedHytaleAccount.Default"/> alone.</summary>
    public IList<EmulatedHytaleAccount> Accounts { get; } = [];

    /// <summary>The interval between polls that a device code announces. Default: 5 seconds.</summary>
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
