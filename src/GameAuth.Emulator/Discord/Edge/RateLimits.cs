using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord.Edge;

/// <summary>
/// The rate limits: one over all routes, and one for each. They count by <c>Authorization</c>, and by address where there is none. Not thread safe: the emulator serializes access.
/// </summary>
internal sealed class RateLimits(DiscordEmulatorOptions options)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Beyond so many callers those are forgotten whose windows are over: each junk token is a caller.</summary>
    private const int ManyCallers = 4096;

    private readonly Dictionary<(string Bucket, string Caller), CallerWindow> _windows = [];

    public void Clear() => _windows.Clear();

    /// <summary>The answer, with the headers of its bucket; or 429.</summary>
    public Reply Answer(Exchange exchange, string bucket, Func<Exchange, Reply> answer)
    {
        string authorization = exchange.Headers.Authorization.ToString();
        string caller = authorization.Length > 0 ? authorization : exchange.RemoteAddress;
        if (options.GlobalLimit > 0 && Take("", caller, exchange.Now, options.GlobalLimit, Second) is { IsAllowed: false } all)
        {
            exchange.Note = "the global rate limit";
            return TooMany(all.EndsAt - exchange.Now, DiscordRateLimitScope.Global);
        }

        CallerWindow own = Take(bucket, caller, exchange.Now, options.BucketLimit, options.BucketWindow);
        if (!own.IsAllowed) { exchange.Note = "the rate limit of the route"; }
        Reply reply = own.IsAllowed ? answer(exchange) : TooMany(own.EndsAt - exchange.Now, DiscordRateLimitScope.User);
        return reply
            .With("X-RateLimit-Limit", options.BucketLimit.ToString(CultureInfo.InvariantCulture))
            .With("X-RateLimit-Remaining", own.Remaining.ToString(CultureInfo.InvariantCulture))
            .With("X-RateLimit-Reset", Seconds(own.EndsAt - DateTimeOffset.UnixEpoch))
            .With("X-RateLimit-Reset-After", Seconds(own.EndsAt - exchange.Now))
            .With("X-RateLimit-Bucket", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bucket)))[..32]);
    }

    /// <summary>429 without <c>Retry-After</c> and without the headers of a bucket.</summary>
    public static Reply Body(TimeSpan wait, DiscordRateLimitScope scope)
    {
        bool isGlobal = scope is DiscordRateLimitScope.Global;
        Reply reply = Reply.Of(429, new JsonObject
        {
            ["message"] = scope is DiscordRateLimitScope.Shared ? "The resource is being rate limited." : "You are being rate limited.",
            ["retry_after"] = Math.Round(wait.TotalSeconds, 3),
            ["global"] = isGlobal,
        }).With("X-RateLimit-Scope", scope.ToString().ToLowerInvariant());
        return isGlobal ? reply.With("X-RateLimit-Global", "true") : reply;
    }

    private static Reply TooMany(TimeSpan wait, DiscordRateLimitScope scope) => Body(wait, scope).WithRetryAfter(wait);

    private CallerWindow Take(string bucket, string caller, DateTimeOffset now, int limit, TimeSpan length)
    {
        if (_windows.GetValueOrDefault((bucket, caller)) is not { } window || now >= window.EndsAt)
        {
            if (_windows.Count >= ManyCallers) { Forget(now); }
            window = new CallerWindow(0, limit, now + length);
        }

        return _windows[(bucket, caller)] = window with { Taken = window.Taken + 1 };
    }

    private void Forget(DateTimeOffset now)
    {
        foreach ((string, string) over in _windows.Where(one => now >= one.Value.EndsAt).Select(one => one.Key).ToList()) { _windows.Remove(over); }
    }

    private static string Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3).ToString(CultureInfo.InvariantCulture);

    /// <summary>The requests of one caller since the first of them.</summary>
    private sealed record CallerWindow(int Taken, int Limit, DateTimeOffset EndsAt)
    {
        public bool IsAllowed => Taken <= Limit;

        public int Remaining => Math.Max(0, Limit - Taken);
    }
}
