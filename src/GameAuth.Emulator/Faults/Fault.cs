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

    /// <summary>Waits this long before anything else, by the emulator's <see cref="EmulatorOptions.TimeProvider"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Shifts the server's clock for the request: its <c>Date</c>, its expiries and its freshness check.</summary>
    public TimeSpan ClockSkew { get; init; }

    /// <summary>The status of the replaced answer. With 429 and no <see cref="Body"/> the body is the one documented there: <see cref="RateLimit.Burst"/> at Xbox, <c>RATE_LIMITED</c> at Hytale's gateway, none at Hytale's own hosts.</summary>
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

    /// <summary>Adds <c>Retry-After</c> with this many whole seconds from now.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Writes <c>Retry-After</c> as an HTTP-date (RFC 9110 section 10.2.3) instead of seconds.</summary>
    public bool RetryAfterAsDate { get; init; }

    /// <summary>
    /// The status of the answer to a message over a socket, in that protocol's own numbers: of RTA, 1 for an unknown resource, 1001 for
    /// throttled, 1002 for unavailable. There, <see cref="Status"/> 429 means 1001 and any other 1002, and <see cref="Body"/> is a whole
    /// message, sent as it is. A plain request has no such status.
    /// </summary>
    public int? FrameStatus { get; init; }

    /// <summary>Messages that are sent as they are before the answer to one over a socket, such as <c>[4]</c>. Default: none.</summary>
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
