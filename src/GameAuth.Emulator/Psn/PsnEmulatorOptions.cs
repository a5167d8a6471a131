namespace GameAuth.Emulator;

/// <summary>How the PlayStation Network hosts behave.</summary>
public sealed class PsnEmulatorOptions
{
    /// <summary>The client id that the configuration hands to the SDK. Default: a made-up one.</summary>
    public string ClientId { get; set; } = "e3000000-0000-4000-8000-000000000001";

    /// <summary>The secret of that client. Default: a made-up one.</summary>
    public string ClientSecret { get; set; } = "synthetic-psn-client";

    /// <summary>Where that client is sent with a code, compared character by character as it was written. Default: <c>com.example.psn-app://redirect</c>.</summary>
    public Uri RedirectUri { get; set; } = new("com.example.psn-app://redirect");

    /// <summary>The scope that the configuration hands to the SDK, its words separated by spaces.</summary>
    public string Scope { get; set; } = "psn:mobile.v2.core psn:clientapp";

    /// <summary>The people who can sign in; empty (the default) for <see cref="EmulatedPsnPlayer.Defaults"/>.</summary>
    public IList<EmulatedPsnPlayer> Players { get; } = [];

    /// <summary>
    /// Serves clients that send no <c>cid</c> and no <c>x-psn-request-id</c>, under any client id, secret and redirect address. Ids that they do send
    /// must still be new. Default: false, only the configured client is served, and the ids are required.
    /// </summary>
    public bool Lenient { get; set; }

    /// <summary>
    /// Whether a refresh gives a new refresh token and ends the old one. Default: false, the same one comes back. Either way its life counts down
    /// from the sign-in.
    /// </summary>
    public bool RotateRefreshTokens { get; set; }

    /// <summary>With <see cref="RotateRefreshTokens"/>: a refresh token that was already used ends its whole family, the newest token included. Default: true.</summary>
    public bool DetectRefreshTokenReuse { get; set; } = true;

    /// <summary>Whether the grant <c>sso_token</c> gives a refresh token: live, that depends on client and scope. Default: true.</summary>
    public bool SsoGivesRefreshToken { get; set; } = true;

    /// <summary>Grant types that the client may not use, such as <c>sso_token</c>: the answer is <c>unauthorized_client</c> with code 4151. Default: none.</summary>
    public ISet<string> RefusedGrants { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How many requests an account may send to the API hosts in <see cref="RateWindow"/>; zero for any number. Default: 300.</summary>
    public int RateLimit { get; set; } = 300;

    /// <summary>The window of <see cref="RateLimit"/>, from the first request in it. Default: 15 minutes.</summary>
    public TimeSpan RateWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long codes, tokens and browser sessions live.</summary>
    public PsnLifetimes Lifetimes { get; set; } = new();

    /// <summary>The parties that are there at the start. Default: none.</summary>
    public IList<EmulatedPsnParty> Parties { get; } = [];

    /// <summary>
    /// How long an account waits from one party list to the next, in either form; sooner is 429 with <c>X-RateLimit-Next-Available</c>. Half a second less passes, since clocks and networks are not exact.
    /// Default: 30 seconds; zero, or <see cref="Lenient"/>, for any time.
    /// </summary>
    public TimeSpan ListInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the list of invitations is always empty, as it often is live: who was invited hears of it by push only. Default: false.</summary>
    public bool HidesInvitations { get; set; }

    /// <summary>Whether custom messages are taken, as from a phone. Default: false, 400 as a desktop always got.</summary>
    public bool TakesCustomMessages { get; set; }

    /// <summary>What <c>serveraddr</c> names as <c>fqdn</c>. Null (the default) for the live name of the emulated push host itself; the service names one of many hosts beside it.</summary>
    public string? PushServer { get; set; }

    /// <summary>The times that <c>serveraddr</c> announces.</summary>
    public PsnKeepAlive KeepAlive { get; set; } = new();
}

/// <summary>How a push connection is kept alive; sent in whole milliseconds. The emulator itself ends none that is silent.</summary>
public sealed class PsnKeepAlive
{
    /// <summary>How often the client pings. Default: 10 seconds.</summary>
    public TimeSpan ClientInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the client waits for the answer. Default: 40 seconds.</summary>
    public TimeSpan ClientTimeout { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>How long the server waits for a frame. Default: 30 seconds.</summary>
    public TimeSpan ServerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server takes a player for present who sends nothing. Default: 30 seconds.</summary>
    public TimeSpan PresenceTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How long what PlayStation Network gives out lives; a change applies to what is given out from then on.</summary>
public sealed class PsnLifetimes
{
    /// <summary>An authorization code. Default: 5 minutes.</summary>
    public TimeSpan AuthorizationCode { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An access token. Default: 3599 seconds, as the service announces.</summary>
    public TimeSpan Access { get; set; } = TimeSpan.FromSeconds(3599);

    /// <summary>The refresh tokens of a sign-in, from the sign-in on. Default: 5183999 seconds, a second less than 60 days.</summary>
    public TimeSpan Refresh { get; set; } = TimeSpan.FromSeconds(5_183_999);

    /// <summary>A browser session, which is what an npsso names, from the start of the emulator or the last new npsso on. Default: 60 days.</summary>
    public TimeSpan Npsso { get; set; } = TimeSpan.FromDays(60);
}

/// <summary>The kinds of tokens that PlayStation Network gives out.</summary>
public enum PsnTokenKind
{
    /// <summary>A JWT for the API hosts.</summary>
    Access,

    /// <summary>What renews a sign-in.</summary>
    Refresh,
}
