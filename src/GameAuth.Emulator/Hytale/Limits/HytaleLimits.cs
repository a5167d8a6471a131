using System.Globalization;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Limits;

/// <summary>Counts requests against the documented quotas. Not thread safe: the emulator serializes access.</summary>
internal sealed class HytaleLimits(HytaleAuthority authority)
{
    private readonly Dictionary<(string Rule, string Key), LimitCounter> _counters = [];

    /// <returns>Null where no quota holds for the step.</returns>
    public LimitVerdict? Take(Exchange exchange)
    {
        if (LimitRule.Of(exchange.Step, authority.Options.SharedHourlyLimit) is not { } rule) return null;
        (string, string) place = (rule.Name, LimitKey.Of(authority, exchange, rule));
        if (!_counters.TryGetValue(place, out LimitCounter? counter))
            _counters[place] = counter = LimitCounter.For(rule, authority.Options.LimiterStyle);
        return counter.Take(exchange.Now);
    }

    public void Clear() => _counters.Clear();

    /// <summary>An answer of an official host, behind the quotas where they are enforced.</summary>
    public Func<Exchange, Reply> Direct(Func<Exchange, Reply> answer) => exchange =>
        authority.Options.EnforceDirectLimits && Take(exchange) is { IsAllowed: false } verdict
            ? HytaleReply.Plain(exchange, 429, "too many requests", "the quota is used up")
                .With("Retry-After", WholeSeconds(verdict.RetryAfter ?? verdict.ResetAt - exchange.Now))
            : answer(exchange);

    public static string WholeSeconds(TimeSpan wait) => ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
