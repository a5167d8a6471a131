namespace GameAuth.Emulator;

/// <summary>How the emulated Discord behaves.</summary>
public sealed class DiscordEmulatorOptions
{
    /// <summary>The applications that are registered; empty (the default) for <see cref="EmulatedDiscordApplication.Default"/> alone. The configuration hands the first one to the SDK.</summary>
    public IList<EmulatedDiscordApplication> Applications { get; } = [];

    /// <summary>The people who can sign in; empty (the default) for <see cref="EmulatedDiscordUser.Defaults"/>.</summary>
    public IList<EmulatedDiscordUser> Users { get; } = [];

    /// <summary>The activity instances that run at the start. Default: none.</summary>
    public IList<EmulatedDiscordInstance> Instances { get; } = [];

    /// <summary>
    /// Whether a code is answered with the access token that the same user, application and scope already have, until that token ends. Default: true, as it was
    /// seen live; else every code gives a new one.
    /// </summary>
    public bool RepeatAccessTokens { get; set; } = true;

    /// <summary>Whether a request to the API without a <c>User-Agent</c> of the form <c>DiscordBot (url, version)</c> is blocked, in the way of <see cref="BanStyle"/>. Default: true.</summary>
    public bool RequireUserAgent { get; set; } = true;

    /// <summary>The <c>code</c> beside 401 for a bad bearer token: 0, 40001 or 50025. Default: 0.</summary>
    public int InvalidTokenCode { get; set; }

    /// <summary>How many requests a second are served to one <c>Authorization</c>, or to one address where there is none; beyond it 429 with the scope <c>global</c>. Zero for any number. Default: 50.</summary>
    public int GlobalLimit { get; set; } = 50;

    /// <summary>How many requests to one route are served in <see cref="BucketWindow"/>, counted as <see cref="GlobalLimit"/> counts; beyond it 429 with the scope <c>user</c>. Default: 1000, which the global limit does not let through.</summary>
    public int BucketLimit { get; set; } = 1000;

    /// <summary>The window of <see cref="BucketLimit"/>, from the first request in it. Default: 10 seconds.</summary>
    public TimeSpan BucketWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many answers of 401, 403 or 429 an address may get in <see cref="InvalidRequestWindow"/> before it is banned; zero for any number. Default: 10,000.</summary>
    public int InvalidRequestLimit { get; set; } = 10_000;

    /// <summary>The time that <see cref="InvalidRequestLimit"/> looks back. Default: 10 minutes.</summary>
    public TimeSpan InvalidRequestWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a ban lasts. Default: 1 hour.</summary>
    public TimeSpan BanDuration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What a banned address is answered with. Default: <see cref="DiscordBanStyle.Forbidden"/>.</summary>
    public DiscordBanStyle BanStyle { get; set; }

    /// <summary>How long codes and tokens live.</summary>
    public DiscordLifetimes Lifetimes { get; set; } = new();

    /// <summary>The Discord client that frames an Activity, and the proxy before it, which is a host of its own. Null (the default) for none.</summary>
    public DiscordClientOptions? Client { get; set; }
}

/// <summary>How long what Discord gives out lives; a change applies to what is given out from then on.</summary>
public sealed class DiscordLifetimes
{
    /// <summary>An authorization code. Default: 100 seconds.</summary>
    public TimeSpan AuthorizationCode { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>An access token. Default: 604800 seconds, which is 7 days.</summary>
    public TimeSpan Access { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A refresh token. Default: 365 days, for want of a known end.</summary>
    public TimeSpan Refresh { get; set; } = TimeSpan.FromDays(365);
}

/// <summary>The kinds of tokens that Discord gives out.</summary>
public enum DiscordTokenKind
{
    /// <summary>An OAuth access token, opaque.</summary>
    Access,

    /// <summary>An OAuth refresh token, opaque, good once.</summary>
    Refresh,
}

/// <summary>The forms in which the network before Discord turns an address away.</summary>
public enum DiscordBanStyle
{
    /// <summary>403 with an HTML page.</summary>
    Forbidden,

    /// <summary>429 with an HTML page, and <c>Retry-After</c> where the end is known.</summary>
    TooManyRequests,

    /// <summary>403 with JSON whose <c>code</c> is 40333.</summary>
    Json,
}

/// <summary>Whose limit a 429 is about: the values of <c>X-RateLimit-Scope</c>.</summary>
public enum DiscordRateLimitScope
{
    /// <summary>That of a bot or user on one route.</summary>
    User,

    /// <summary>That of a bot or user over all routes.</summary>
    Global,

    /// <summary>That of a resource that others use too; such a 429 does not count towards a ban.</summary>
    Shared,
}
