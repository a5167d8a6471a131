using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale;

/// <summary>Counts requests against the documented quotas. Not thread safe: the emulator serializes access.</summary>
internal sealed class HytaleLimits(HytaleAuthority authority)
{
    private readonly Dictionary<(string Rule, string Key), LimitCounter> _counters = [];

    /// <returns>Null where no quota holds for the step.</returns>
    public LimitVerdict? Take(Exchange exchange)
    {
        if (LimitRule.Of(exchange.Step, authority.Options.SharedHourlyLimit) is not { } rule) { return null; }
        (string, string) place = (rule.Name, LimitKey.Of(authority, exchange, rule));
        if (!_counters.TryGetValue(place, out LimitCounter? counter)) { _counters[place] = counter = LimitCounter.For(rule, authority.Options.LimiterStyle); }
        return counter.Take(exchange.Now);
    }

    public void Clear() => _counters.Clear();

    /// <summary>An answer of an official host, behind the quotas where they are enforced.</summary>
    public Func<Exchange, Reply> Direct(Func<Exchange, Reply> answer) => exchange =>
        authority.Options.EnforceDirectLimits && Take(exchange) is { IsAllowed: false } verdict
            ? HytaleReply.Plain(exchange, 429, "too many requests", "the quota is used up")
                .WithRetryAfter(verdict.RetryAfter ?? verdict.ResetAt - exchange.Now)
            : answer(exchange);
}

/// <summary>
/// Whose quota a request draws on: the account where a credential shows it, the device code before there is an account, else the
/// address, which on loopback is everybody's.
/// </summary>
internal static class LimitKey
{
    private const string Address = "address";

    public static string Of(HytaleAuthority authority, Exchange exchange, LimitRule rule)
    {
        if (rule.Name == "device-code") { return Address; }
        HytaleBody? body = HytaleBody.Parse(exchange);
        if (authority.Options.GatewayStyle is HytaleGatewayStyle.KnownCode && body?["account_id"] is { } named) { return "named " + named; }
        RequestForm? form = RequestForm.Parse(exchange);
        if ((form?["device_code"] ?? body?["device_code"]) is { } code) { return "device " + code; }
        string? credential = form?["refresh_token"] ?? body?["refresh_token"] ?? HytaleAuthority.BearerOf(exchange);
        return authority.Tokens.Find(credential) is { } token ? "account " + token.Account.Owner : Address;
    }
}

/// <summary>A documented quota of the gateway.</summary>
internal sealed record LimitRule(string Name, int Count, TimeSpan Window)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>5 in 15 minutes per address, 10 polls in 5 minutes, 6 refreshes an hour, 20 an hour of each other call. Null where there is none.</summary>
    public static LimitRule? Of(string step, bool sharesHourly) => step switch
    {
        HytaleSteps.GatewayDeviceCode or HytaleSteps.DeviceCode => new("device-code", 5, TimeSpan.FromMinutes(15)),
        HytaleSteps.GatewayToken or HytaleSteps.Poll => new("poll", 10, TimeSpan.FromMinutes(5)),
        HytaleSteps.GatewayRefresh or HytaleSteps.Refresh => new("refresh", 6, Hour),
        _ => HourlyName(step) is { } name ? new(sharesHourly ? "api" : name, 20, Hour) : null,
    };

    private static string? HourlyName(string step) => step switch
    {
        HytaleSteps.GatewayProfiles or HytaleSteps.Profiles => "profiles",
        HytaleSteps.GatewaySelectProfile => "select",
        HytaleSteps.GatewaySessionNew or HytaleSteps.SessionNew => "session-new",
        HytaleSteps.GatewaySessionRefresh or HytaleSteps.SessionRefresh => "session-refresh",
        HytaleSteps.GatewaySessionDelete or HytaleSteps.SessionEnd => "session-end",
        _ => null,
    };
}

/// <summary>The requests of one caller under one quota.</summary>
internal abstract class LimitCounter
{
    public abstract LimitVerdict Take(DateTimeOffset now);

    public static LimitCounter For(LimitRule rule, HytaleLimiterStyle style) =>
        style is HytaleLimiterStyle.TokenBucket ? new Bucket(rule) : new Window(rule);

    private sealed class Window(LimitRule rule) : LimitCounter
    {
        private DateTimeOffset _end = DateTimeOffset.MinValue;
        private int _left;

        public override LimitVerdict Take(DateTimeOffset now)
        {
            if (now >= _end) { (_end, _left) = (now + rule.Window, rule.Count); }
            bool allowed = _left > 0;
            if (allowed) { _left--; }
            return new LimitVerdict(allowed, rule.Count, _left, _end, null);
        }
    }

    private sealed class Bucket(LimitRule rule) : LimitCounter
    {
        private DateTimeOffset? _last;
        private double _permits = rule.Count;

        public override LimitVerdict Take(DateTimeOffset now)
        {
            double refilled = rule.Count * ((now - (_last ?? now)) / rule.Window);
            _permits = Math.Min(rule.Count, _permits + Math.Max(0, refilled));
            _last = now;
            bool allowed = _permits >= 1;
            if (allowed) { _permits--; }
            return new LimitVerdict(allowed, rule.Count, (int)_permits, now + rule.Window, rule.Window);
        }
    }
}

/// <summary>Whether a request has a permit, and what the headers say about it.</summary>
/// <param name="IsAllowed">Whether it is served.</param>
/// <param name="Limit">How many the quota has.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="ResetAt">What <c>X-RateLimit-Reset</c> says.</param>
/// <param name="RetryAfter">What <c>Retry-After</c> says under 429; null where it is not sent.</param>
internal sealed record LimitVerdict(bool IsAllowed, int Limit, int Remaining, DateTimeOffset ResetAt, TimeSpan? RetryAfter);
