namespace GameAuth.Emulator.Hytale.OAuth;

/// <summary>One device code and what becomes of it (RFC 8628).</summary>
internal sealed class HytaleDeviceGrant(string code, string userCode, HytaleFamily family, SignInScript script)
{
    private int _polls;
    private DateTimeOffset? _lastPoll;

    public string Code => code;

    public string UserCode => userCode;

    public SignInScript Script => script;

    public HytaleFamily Family { get; private set; } = family;

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required TimeSpan Interval { get; set; }

    /// <summary>What a person, or the test, decided; it overrules the script.</summary>
    public SignInDecision? Decided { get; private set; }

    public bool IsRedeemed { get; set; }

    public bool IsOpen(DateTimeOffset now) => !IsRedeemed && Decided is null && now < ExpiresAt;

    public void Decide(SignInDecision decision, EmulatedHytaleAccount? account)
    {
        Decided = decision;
        if (account is not null)
            Family = new HytaleFamily(account, Family.ClientId, Family.Scope) { CallerAccountId = Family.CallerAccountId };
    }

    /// <summary>Counts a poll, and tells whether it came before its interval was over.</summary>
    public bool PollsTooSoon(DateTimeOffset now)
    {
        bool tooSoon = _lastPoll is { } last && now - last < Interval;
        _lastPoll = now;
        _polls++;
        return tooSoon;
    }

    /// <summary>Null while the person has not decided.</summary>
    public SignInDecision? Decision(DateTimeOffset now)
    {
        if (Decided is not null) return Decided;
        bool visible = _polls > script.AfterPolls && now >= IssuedAt + script.After;
        return visible && script.Decision is (SignInDecision.Approve or SignInDecision.Decline) ? script.Decision : null;
    }
}
