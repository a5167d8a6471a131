namespace GameAuth.Emulator;

/// <summary>How the hosts of Project Diablo 2 behave.</summary>
public sealed class Pd2EmulatorOptions
{
    /// <summary>The OAuth client id that the configuration hands to the SDK. Default: a made-up one.</summary>
    public string ClientId { get; set; } = "emulated-pd2-client";

    /// <summary>The secret of that client; null for a client without one. Default: a made-up one.</summary>
    public string? ClientSecret { get; set; } = "synthetic-pd2-client";

    /// <summary>Where that client is sent with a code, compared character by character; besides it any <c>http</c> address on loopback is taken. Default: <c>http://127.0.0.1/pd2</c>.</summary>
    public Uri RedirectUri { get; set; } = new("http://127.0.0.1/pd2");

    /// <summary>The scope that the configuration hands to the SDK, its words separated by spaces. Default: all that are known.</summary>
    public string Scope { get; set; } =
        "openid profile listing:read listing:create listing:update listing:delete offer:read offer:update conversation:read conversation:create conversation:delete message:read message:create account:read character:read stash:read";

    /// <summary>Whether an OAuth token is refused (403) what its scope has no word for. Default: true.</summary>
    public bool EnforceScopes { get; set; } = true;

    /// <summary>The people who can sign in; empty (the default) for <see cref="EmulatedPd2Player.Defaults"/>.</summary>
    public IList<EmulatedPd2Player> Players { get; } = [];

    /// <summary>Which generation of server stands behind the socket. Default: <see cref="Pd2Generation.Feathers4"/>, which the service's known clients speak to.</summary>
    public Pd2Generation Generation { get; set; }

    /// <summary>Whether a <see cref="Pd2Generation.Feathers5"/> server also takes clients of Engine.IO 3. Default: false, they are refused with 400.</summary>
    public bool AllowEngine3 { get; set; }

    /// <summary>The time between two pings of the heartbeat, in whole milliseconds. Default: 25 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a pong may take, in whole milliseconds. Default: 20 s.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client of Engine.IO 4 may wait before it sends its connect packet. Default: 45 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>The longest message that the socket takes, in bytes; a longer one ends the connection. Default: 1,000,000.</summary>
    public int MaxPayload { get; set; } = 1_000_000;

    /// <summary>Whether <c>security/session</c> answers with a new website token, whose life begins then. Default: true; else the same one comes back.</summary>
    public bool RenewWebsiteTokens { get; set; } = true;

    /// <summary>Whether REST takes a website token as a bearer. Default: false, 401: they are for <c>security/session</c>.</summary>
    public bool WebsiteTokenAtRest { get; set; }

    /// <summary>The strategy under which <c>security/session</c> takes an OAuth token, such as <c>oauth</c>. Default null: it takes none.</summary>
    public string? OAuthStrategy { get; set; }

    /// <summary>Whether a refresh gives a new refresh token and ends the old one. Default: true; else the answer has none, and the old one stays good.</summary>
    public bool RotateRefreshTokens { get; set; } = true;

    /// <summary>With <see cref="RotateRefreshTokens"/>: a refresh token that was already used ends its whole family, the newest token included. Default: true.</summary>
    public bool DetectRefreshTokenReuse { get; set; } = true;

    /// <summary>The least time between two calls of <c>game/*</c> by one player; <see cref="Pd2Emulator.HastyCalls"/> counts those that came sooner. Zero for none. Default: 1 s.</summary>
    public TimeSpan GameInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a call of <c>game/*</c> that came too soon is refused with 429. Default: false, it is only counted.</summary>
    public bool EnforceGameInterval { get; set; }

    /// <summary>Where on the website a player signs in. Default: on the page itself.</summary>
    public Pd2LoginStyle LoginStyle { get; set; }

    /// <summary>The key of the browser's local storage under which the page leaves the website token. Default: <c>pd2-token</c>; another one is a page that nobody expects.</summary>
    public string TokenKey { get; set; } = "pd2-token";

    /// <summary>How long after the sign-in the page leaves the token, by the browser's clock. Default: at once.</summary>
    public TimeSpan TokenDelay { get; set; }

    /// <summary>Turns the socket into the server that a suite of the protocols' authors expects; the services are gone then. Default: none.</summary>
    public Pd2Conformance Conformance { get; set; }

    /// <summary>How long codes and tokens live.</summary>
    public Pd2Lifetimes Lifetimes { get; set; } = new();
}

/// <summary>How long what Project Diablo 2 gives out lives; a change applies to what is given out from then on.</summary>
public sealed class Pd2Lifetimes
{
    /// <summary>An authorization code. Default: 1 minute.</summary>
    public TimeSpan AuthorizationCode { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A website token. Default: 7 days.</summary>
    public TimeSpan Website { get; set; } = TimeSpan.FromDays(7);

    /// <summary>An OAuth access token. Default: 1 hour.</summary>
    public TimeSpan Access { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A refresh token, from its own issue on. Default: 14 days.</summary>
    public TimeSpan Refresh { get; set; } = TimeSpan.FromDays(14);
}

/// <summary>The kinds of tokens that Project Diablo 2 gives out.</summary>
public enum Pd2TokenKind
{
    /// <summary>The JWT that the website leaves in the browser.</summary>
    Website,

    /// <summary>An OAuth access token, opaque.</summary>
    Access,

    /// <summary>An OAuth refresh token, opaque.</summary>
    Refresh,
}

/// <summary>Generations of the server behind the socket.</summary>
public enum Pd2Generation
{
    /// <summary>Feathers 4 on Socket.IO 2 (Engine.IO 3): the client pings; a login whose token ends is dropped without a word.</summary>
    Feathers4,

    /// <summary>Feathers 5 on Socket.IO 4 (Engine.IO 4): the server pings; a connection whose token ends is told <c>41</c>; surplus arguments are refused.</summary>
    Feathers5,
}

/// <summary>Where on the website a player signs in.</summary>
public enum Pd2LoginStyle
{
    /// <summary>On the page.</summary>
    Page,

    /// <summary>In a window that the page opens, and that leaves the token. A browser opens one without a click only where it was told to.</summary>
    Popup,
}

/// <summary>The servers that the protocols' own suites expect.</summary>
public enum Pd2Conformance
{
    /// <summary>None: the services.</summary>
    None,

    /// <summary>Engine.IO at <c>/engine.io/</c>: every message comes back.</summary>
    EngineIo,

    /// <summary>Socket.IO at <c>/socket.io/</c>: the events <c>message</c> and <c>message-with-ack</c>, and the namespaces <c>/</c> and <c>/custom</c>.</summary>
    SocketIo,
}

/// <summary>What may happen to the open sockets.</summary>
public enum Pd2SocketTrouble
{
    /// <summary>The server neither reads nor sends, as a process that was stopped, until <see cref="Pd2Emulator.Thaw"/>.</summary>
    Freeze,

    /// <summary>The server reads, and its calls take effect, but nothing that it sends arrives.</summary>
    HalfOpen,

    /// <summary>The connection is reset: no close frame.</summary>
    Reset,

    /// <summary>The server closes with a close frame.</summary>
    Close,

    /// <summary>The server sends <c>41</c>, and leaves the connection open.</summary>
    Disconnect,
}
