using GameAuth.Emulator.Discord.Edge;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator;

/// <summary>
/// Something that goes wrong at one endpoint: which requests it strikes, and what they get. Everything not set stays as the
/// strict emulator does it, so that one fault may delay, skew the clock and damage the body at once.
/// </summary>
public sealed record Fault
{
    /// <summary>
    /// What it strikes: a step (<c>xsts.authorize</c>, <c>login.refresh</c>), a whole host by its short name (<c>login</c>),
    /// or <c>*</c> for everything.
    /// </summary>
    public required string At { get; init; }

    /// <summary>The first matching request that is struck, counted from 1 when the fault was added. Default: 1.</summary>
    public int From { get; init; } = 1;

    /// <summary>How many requests are struck; null for ever. Default: 1.</summary>
    public int? Times { get; init; } = 1;

    /// <summary>
    /// Lets the request take effect first (tokens are issued and rotated) and only then replaces or drops the answer. By
    /// default a replaced or dropped request has no effect.
    /// </summary>
    public bool AfterState { get; init; }

    /// <summary>Ends the connection without an answer.</summary>
    public bool Drop { get; init; }

    /// <summary>Gives no answer and leaves the connection open: a call over a socket is never answered, a plain request hangs until the client gives up.</summary>
    public bool NoAnswer { get; init; }

    /// <summary>Waits this long before anything else, by the emulator's <see cref="EmulatorOptions.TimeProvider"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Shifts the server's clock for the request: its <c>Date</c>, its expiries and its freshness check.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>The status of the replaced answer. With 429 and no <see cref="Body"/> the body is the one documented there: <see cref="RateLimit.Burst"/> at Xbox, <c>RATE_LIMITED</c> at Hytale's gateway, none at Hytale's own hosts, an NP error at PSN's API hosts and a page at its account host, Discord's own at Discord, where 401 and 404 have one too.</summary>
    public int? Status { get; init; }

    /// <summary>The body of the replaced answer, verbatim; empty when only <see cref="Status"/> is set.</summary>
    public string? Body { get; init; }

    /// <summary>The content type of the replaced answer. Default: <c>application/json; charset=utf-8</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Headers that are added to the answer, replaced or not.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The <c>error</c> word of an OAuth 2.0 error (RFC 6749 section 5.2, RFC 8628 section 3.5), such as <c>slow_down</c>.</summary>
    public string? OAuthError { get; init; }

    /// <summary>An Xbox error code, such as 2148916233, in the form that <see cref="XErrForm"/> says. The status is 401 unless set.</summary>
    public long? XErr { get; init; }

    /// <summary>Where and how <see cref="XErr"/> is written. Default: a number in the body.</summary>
    public XErrForm XErrForm { get; init; }

    /// <summary>The <c>Identity</c> beside an XErr: <c>0</c> blames the user, <c>xdi</c> the device. Default: <c>0</c>.</summary>
    public string Identity { get; init; } = "0";

    /// <summary>The body of an Xbox rate limit. The status is 429 unless set.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>Adds <c>Retry-After</c> with this many whole seconds from now; at PSN, which has no such header, <c>X-RateLimit-Next-Available</c> with that time in Unix seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Writes <c>Retry-After</c> as an HTTP-date (RFC 9110 section 10.2.3) instead of seconds.</summary>
    public bool RetryAfterAsDate { get; init; }

    /// <summary>
    /// The status of the answer to a message over a socket, in that protocol's own numbers: of RTA, 1 for an unknown resource, 1001 for
    /// throttled, 1002 for unavailable. There, <see cref="Status"/> 429 means 1001 and any other 1002, and <see cref="Body"/> is a whole
    /// message, sent as it is. Of PD2 it is the code of a Feathers error, as <see cref="Status"/> is. A plain request has no such status.
    /// </summary>
    public int? FrameStatus { get; init; }

    /// <summary>
    /// Messages that are sent as they are before the answer to one over a socket, such as <c>[4]</c>. At PD2, in these and in <see cref="Body"/>, <c>{ack}</c> stands for the id that the answer
    /// names, and <c>{answer}</c> for the whole honest answer. Default: none.
    /// </summary>
    public IReadOnlyList<string> ExtraFrames { get; init; } = [];

    /// <summary>What is done to the body of the answer. Default: nothing.</summary>
    public BodyDamage Damage { get; init; }

    /// <summary>The size in bytes of a <see cref="BodyDamage.Huge"/> or <see cref="BodyDamage.HugeCompressed"/> body. Default: 20 MiB.</summary>
    public int HugeBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>The device-code poll is told to slow down (RFC 8628 section 3.5).</summary>
    /// <param name="times">How many polls are struck; null for ever.</param>
    /// <returns>The fault.</returns>
    public static Fault SlowDown(int? times = 1) => new() { At = "login.poll", OAuthError = "slow_down", Times = times };

    /// <summary>The answer is a 403 with an empty body: what signed Xbox endpoints say to a client whose clock is wrong.</summary>
    /// <param name="at">What it strikes.</param>
    /// <param name="times">How many requests are struck; null for ever.</param>
    /// <returns>The fault.</returns>
    public static Fault EmptyForbidden(string at, int? times = 1) => new() { At = at, Status = 403, Times = times };

    /// <summary>The answer is an Xbox rate limit: 429, <c>Retry-After</c>, and the documented body.</summary>
    /// <param name="at">What it strikes.</param>
    /// <param name="retryAfter">When the client may come again.</param>
    /// <param name="times">How many requests are struck; null for ever.</param>
    /// <returns>The fault.</returns>
    public static Fault TooManyRequests(string at, TimeSpan retryAfter, int? times = 1) =>
        new() { At = at, Status = 429, RetryAfter = retryAfter, Times = times };

    /// <summary>The network before the service refuses: 403 with an HTML page, as PSN's does for hours.</summary>
    /// <param name="at">What it strikes.</param>
    /// <param name="times">How many requests are struck; null for ever.</param>
    /// <returns>The fault.</returns>
    public static Fault EdgeForbidden(string at, int? times = 1) => new()
    {
        At = at, Status = 403, Times = times, ContentType = "text/html",
        Body = "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access this resource. Reference #18.emulated</BODY></HTML>",
    };

    /// <summary>The answer is one of Discord's rate limits: 429, <c>Retry-After</c>, <c>X-RateLimit-Scope</c>, and the documented body.</summary>
    /// <param name="at">What it strikes.</param>
    /// <param name="retryAfter">When the client may come again: whole seconds, rounded up, in the header, and fractions in the body.</param>
    /// <param name="scope">Whose limit it is.</param>
    /// <param name="times">How many requests are struck; null for ever.</param>
    /// <returns>The fault.</returns>
    public static Fault DiscordRateLimit(string at, TimeSpan retryAfter, DiscordRateLimitScope scope = DiscordRateLimitScope.User, int? times = 1)
    {
        Reply reply = RateLimits.Body(retryAfter, scope);
        return new Fault { At = at, Status = 429, RetryAfter = retryAfter, Times = times, Body = reply.Json!.ToJsonString(), Headers = reply.Headers.ToDictionary() };
    }

    /// <summary>The connection ends without an answer, and the request has no effect.</summary>
    /// <param name="at">What it strikes.</param>
    /// <param name="times">How many requests are struck; null for ever.</param>
    /// <returns>The fault.</returns>
    public static Fault DropBefore(string at, int? times = 1) => new() { At = at, Drop = true, Times = times };

    /// <summary>The request takes effect, and then the connection ends without an answer: a rotated token is lost.</summary>
    /// <param name="at">What it strikes.</param>
    /// <param name="times">How many requests are struck; null for ever.</param>
    /// <returns>The fault.</returns>
    public static Fault DropAfter(string at, int? times = 1) => new() { At = at, Drop = true, AfterState = true, Times = times };
}

/// <summary>The forms in which Xbox services send an error code.</summary>
public enum XErrForm
{
    /// <summary><c>"XErr": 2148916233</c> in a JSON body.</summary>
    Number,

    /// <summary><c>"XErr": "2148916233"</c> in a JSON body.</summary>
    Text,

    /// <summary>Header <c>X-Err</c> (decimal) with <c>WWW-Authenticate: XSTS error="…"</c>, and an empty body.</summary>
    Header,
}

/// <summary>
/// The JSON body under 429 of Xbox services with fine-grained rate limits, as Microsoft's page "Fine-grained rate limiting"
/// (Xbox services best practices) shows it. Requests count per player and title; the burst window is 15 seconds, the sustained
/// one 300.
/// </summary>
public sealed record RateLimit
{
    /// <summary>The burst limit of the profile service, exceeded: request 13 of 10 in 15 seconds.</summary>
    public static RateLimit Burst { get; } = new();

    /// <summary>The sustained limit of the profile service, exceeded: request 31 of 30 in 300 seconds.</summary>
    public static RateLimit Sustain { get; } = new() { CurrentRequests = 31, MaxRequests = 30, Period = TimeSpan.FromSeconds(300), Type = "sustain" };

    /// <summary>The burst limit as another of Microsoft's pages spells it: <c>limitType</c> with the value <c>Rate</c>.</summary>
    public static RateLimit LimitType { get; } = new() { Type = "Rate", TypeMember = "limitType" };

    /// <summary><c>currentRequests</c>: how many requests were made in the window. Default: 13.</summary>
    public int CurrentRequests { get; init; } = 13;

    /// <summary><c>maxRequests</c>: how many the window allows. Default: 10.</summary>
    public int MaxRequests { get; init; } = 10;

    /// <summary><c>periodInSeconds</c>: the window, in whole seconds. Default: 15 seconds.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Which limit it is. Default: <c>burst</c>.</summary>
    public string Type { get; init; } = "burst";

    /// <summary>The name of the member that holds <see cref="Type"/>: <c>type</c>, or <c>limitType</c>. Default: <c>type</c>.</summary>
    public string TypeMember { get; init; } = "type";
}

/// <summary>What may be wrong with the body of an answer.</summary>
public enum BodyDamage
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The body is empty.</summary>
    Empty,

    /// <summary>An HTML page, as a proxy or an outage sends it, under the original status.</summary>
    Html,

    /// <summary>The announced length is right, but the connection ends half way.</summary>
    Truncated,

    /// <summary>Complete on the wire, but only the first half of the JSON text.</summary>
    HalfJson,

    /// <summary>The JSON object is padded to <see cref="Fault.HugeBytes"/>.</summary>
    Huge,

    /// <summary>As <see cref="Huge"/>, gzip-compressed to a small body.</summary>
    HugeCompressed,

    /// <summary>A member holds arrays nested 500 deep.</summary>
    Deep,

    /// <summary>Every object has members that no documentation names.</summary>
    UnknownFields,

    /// <summary>Every <c>DisplayClaims</c> is null.</summary>
    NullClaims,

    /// <summary>Every <c>xui</c> is an empty array.</summary>
    EmptyClaims,

    /// <summary>Every number is written as a string.</summary>
    NumbersAsStrings,

    /// <summary>Every string is null.</summary>
    NullStrings,

    /// <summary>Every timestamp has nine fractional digits.</summary>
    NineFractionDigits,

    /// <summary>Every timestamp is no date at all.</summary>
    BadDates,

    /// <summary>Every object names its first member twice.</summary>
    DuplicateKeys,
}
