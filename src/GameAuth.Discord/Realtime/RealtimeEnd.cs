namespace GameAuth.Discord;

/// <summary>How a connection of <c>/realtime</c> ended: the server's last error and its close code, which say whether to come back (the table of close codes of <c>GameAuth.Server</c>).</summary>
/// <param name="CloseCode">The close code; null where the connection was lost.</param>
/// <param name="Refusal">The last error; null where none came.</param>
/// <param name="Grant">The session whose access token was shown.</param>
internal sealed record RealtimeEnd(int? CloseCode, BackendRefusal? Refusal, DiscordGrant Grant)
{
    private const int Binary = 1003;
    private const int TooLarge = 1009;
    private const int Failed = 1011;
    private const int InvalidRequest = 4400;
    private const int TokenInvalid = 4401;
    private const int Forbidden = 4403;
    private const int SessionRevoked = 4410;
    private const int TokenExpired = 4419;
    private const int RateLimited = 4429;
    private const int Unavailable = 4503;

    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(1);

    /// <summary>What is done about it.</summary>
    public RealtimeReturn Return => CloseCode switch
    {
        SessionRevoked => RealtimeReturn.SignIn,
        TokenInvalid or TokenExpired => RealtimeReturn.NewToken,
        RateLimited => RealtimeReturn.Later,
        Failed or Unavailable => RealtimeReturn.FewTimes,
        Binary or TooLarge or InvalidRequest or Forbidden => RealtimeReturn.Never,
        _ => RealtimeReturn.Now,
    };

    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan Wait => Refusal?.RetryAfter ?? UnsaidWait;

    /// <summary>It as an error.</summary>
    public GameAuthException ToException(DateTimeOffset now) => Return switch
    {
        RealtimeReturn.SignIn => DiscordErrors.Of(Word(DiscordErrors.SessionRevoked)),
        RealtimeReturn.Later => DiscordErrors.Of(Word(DiscordErrors.RateLimited) with { Now = now }),
        RealtimeReturn.Never => Refusal is { Code: not DiscordErrors.TicketRequired } && DiscordErrors.Of(Refusal) is var said and not ProviderException { IsTransient: true } ? said : Failure(isTransient: false),
        RealtimeReturn.NewToken => Failure(isTransient: false),
        _ => Failure(isTransient: true),
    };

    /// <summary>It as a failure that may pass, or may not.</summary>
    public ProviderException Failure(bool isTransient) => new(
        $"discord: the backend closed the connection of step '{DiscordStep.Realtime}'{(CloseCode is { } code ? $" with {code}" : " without a word")}{(Refusal is { } said ? $" ({said.Code})" : "")}.",
        status: null, Refusal?.Code, isTransient)
    { Provider = DiscordDefaults.Provider, Step = DiscordStep.Realtime };

    private BackendRefusal Word(string code) => Refusal?.Code == code ? Refusal : new BackendRefusal(DiscordStep.Realtime, code, Refusal?.Message, IsRecoverable: false, Refusal?.RetryAfter, Status: null);
}

/// <summary>Whether a client comes back after a close.</summary>
internal enum RealtimeReturn
{
    /// <summary>After the usual pause.</summary>
    Now,

    /// <summary>When the time is over that the server has named.</summary>
    Later,

    /// <summary>At most three times in a row, longer each time.</summary>
    FewTimes,

    /// <summary>With another access token.</summary>
    NewToken,

    /// <summary>Not before the player has signed in again.</summary>
    SignIn,

    /// <summary>Not at all: something is wrong, and coming back does not help.</summary>
    Never,
}
