using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>The device authorizations given out so far (RFC 8628). Not thread safe: the emulator serializes access.</summary>
internal sealed class DeviceAuthorizations<TOwner>(AuthorizationServer<TOwner> server)
    where TOwner : class
{
    private static readonly TimeSpan SlowDownStep = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, DeviceAuthorization<TOwner>> _byCode = new(StringComparer.Ordinal);

    /// <summary>Gives out a device code and its user code (RFC 8628 section 3.2); the next script says who comes to decide.</summary>
    public DeviceAuthorization<TOwner> Begin(Exchange exchange, string clientId, string scope, TimeSpan lifetime)
    {
        SignInScript script = server.Core.SignIns.Next();
        DeviceAuthorization<TOwner> authorization = new(new TokenFamily<TOwner>(server.OwnerOf(script), clientId, scope), script)
        {
            DeviceCode = server.NewDeviceCode(),
            UserCode = NewUserCode(),
            IssuedAt = exchange.Now,
            ExpiresAt = exchange.Now + lifetime,

            // The protocol has whole seconds, and a client takes zero for none, which is five.
            Interval = TimeSpan.FromSeconds(Math.Ceiling(server.Settings.PollInterval.TotalSeconds)),
        };
        _byCode.Add(authorization.DeviceCode, authorization);
        return authorization;
    }

    public DeviceAuthorization<TOwner>? Find(string? deviceCode) =>
        deviceCode is not null && _byCode.TryGetValue(deviceCode, out DeviceAuthorization<TOwner>? authorization) ? authorization : null;

    /// <summary>People type user codes: case, spaces and dashes do not matter.</summary>
    public DeviceAuthorization<TOwner>? FindByUserCode(string? userCode)
    {
        string typed = Plain(userCode ?? "");
        return _byCode.Values.FirstOrDefault(authorization => Plain(authorization.UserCode) == typed);
    }

    /// <summary>The user codes that wait for a decision.</summary>
    public IReadOnlyList<string> PendingUserCodes(DateTimeOffset now) =>
        [.. _byCode.Values.Where(authorization => authorization.IsOpen(now)).Select(authorization => authorization.UserCode)];

    /// <summary>What a poll finds (RFC 8628 section 3.5).</summary>
    /// <param name="exchange">The request; it learns that it came too soon where that is not enforced.</param>
    /// <param name="authorization">What the device code stands for, if anything.</param>
    /// <param name="clientId">Who polls; null where a service does not ask.</param>
    public DevicePollResult Poll(Exchange exchange, DeviceAuthorization<TOwner>? authorization, string? clientId = null)
    {
        if (authorization is null) { return DevicePollResult.UnknownCode; }
        if (clientId is not null && clientId != authorization.Family.ClientId) { return DevicePollResult.OtherClient; }
        if (authorization.IsRedeemed || exchange.Now >= authorization.ExpiresAt)
        {
            return authorization.IsRedeemed ? DevicePollResult.Redeemed : DevicePollResult.Expired;
        }

        bool tooSoon = authorization.CountPoll(exchange.Now);
        if (tooSoon && server.Settings.EnforcePollInterval)
        {
            authorization.Interval += SlowDownStep;
            return DevicePollResult.SlowDown;
        }

        exchange.Note = tooSoon ? "polled before the interval was over" : exchange.Note;
        return authorization.Decision(exchange.Now) switch
        {
            SignInDecision.Approve => DevicePollResult.Approved,
            SignInDecision.Decline => DevicePollResult.Declined,
            _ => DevicePollResult.Pending,
        };
    }

    /// <summary>A test decides in a person's place.</summary>
    /// <exception cref="EmulatorException">No application waits for the code.</exception>
    public void Decide(string userCode, SignInDecision decision, TOwner? owner, DateTimeOffset now)
    {
        if (FindByUserCode(userCode) is not { } authorization || !authorization.IsOpen(now))
        {
            throw new EmulatorException("No application waits for this user code: it is unknown, used, decided or expired.");
        }

        authorization.Decide(decision, owner);
    }

    /// <summary>The code is short, so that two sign-ins might get the same one.</summary>
    private string NewUserCode()
    {
        string code = server.NewUserCode();
        while (FindByUserCode(code) is not null) { code = server.NewUserCode(); }
        return code;
    }

    private static string Plain(string userCode) => string.Concat(userCode.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}

/// <summary>One device code with its user code, and what becomes of them.</summary>
internal sealed class DeviceAuthorization<TOwner>(TokenFamily<TOwner> family, SignInScript script)
    where TOwner : class
{
    private int _polls;
    private DateTimeOffset? _lastPoll;
    private SignInDecision? _decided;

    public TokenFamily<TOwner> Family => family;

    public SignInScript Script => script;

    public required string DeviceCode { get; init; }

    public required string UserCode { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required TimeSpan Interval { get; set; }

    public bool IsRedeemed { get; set; }

    public bool IsOpen(DateTimeOffset now) => !IsRedeemed && _decided is null && now < ExpiresAt;

    /// <summary>What a person, or the test, decides; it overrules the script.</summary>
    public void Decide(SignInDecision decision, TOwner? owner)
    {
        _decided = decision;
        family.Owner = owner ?? family.Owner;
    }

    /// <summary>Counts a poll, and tells whether it came before its interval was over.</summary>
    public bool CountPoll(DateTimeOffset now)
    {
        bool tooSoon = _lastPoll is { } last && now - last < Interval;
        _lastPoll = now;
        _polls++;
        return tooSoon;
    }

    /// <summary>Null while nobody has decided.</summary>
    public SignInDecision? Decision(DateTimeOffset now)
    {
        bool visible = _polls > script.AfterPolls && now >= IssuedAt + script.After;
        return _decided ?? (visible && script.Decision is SignInDecision.Approve or SignInDecision.Decline ? script.Decision : null);
    }
}

/// <summary>What a poll of a device code finds; each service words it in its own way.</summary>
internal enum DevicePollResult
{
    UnknownCode,
    OtherClient,
    Redeemed,
    Expired,
    SlowDown,
    Pending,
    Declined,
    Approved,
}
