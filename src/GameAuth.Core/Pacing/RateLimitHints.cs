using System.Globalization;
using System.Net.Http.Headers;

namespace GameAuth.Providers;

/// <summary>What an answer says of limits. All times are spans from its arrival, so that a server's wrong clock does no harm.</summary>
/// <remarks>
/// <c>Retry-After</c>: RFC 9110 section 10.2.3. <c>X-RateLimit-Limit, -Remaining, -Reset, -Reset-After, -Bucket, -Global, -Scope</c>: Discord,
/// developer documentation, "Rate Limits"; the first three are common elsewhere. <c>X-RateLimit-Next-Available</c>: PSN, on its 429s.
/// </remarks>
internal readonly record struct RateLimitHints
{
    /// <summary>No span is taken for longer.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromDays(366);

    public int Status { get; private init; }

    public int? Limit { get; private init; }

    public int? Remaining { get; private init; }

    public TimeSpan? ResetAfter { get; private init; }

    public TimeSpan? RetryAfter { get; private init; }

    public string? Bucket { get; private init; }

    public bool IsGlobal { get; private init; }

    public bool SaysNothing => Status != 429 && ResetAfter is null && RetryAfter is null && Bucket is null;

    public static RateLimitHints Read(HttpResponseMessage response, DateTimeOffset utcNow)
    {
        ArgumentNullException.ThrowIfNull(response);
        RateLimitHints hints = new() { Status = (int)response.StatusCode };
        TimeSpan? reset = null;
        foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated)
        {
            // One pass over the names: most answers have none of these, and looking up each would cost more than the permit.
            if (name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase))
            {
                hints = hints with { RetryAfter = ReadRetryAfter(First(values), response, utcNow) ?? hints.RetryAfter };
            }
            else if (!name.StartsWith("X-RateLimit-", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            else if (Is(name, "Limit"))
            {
                hints = hints with { Limit = ReadCount(First(values)) is > 0 and var limit ? limit : null };
            }
            else if (Is(name, "Remaining"))
            {
                hints = hints with { Remaining = ReadCount(First(values)) };
            }
            else if (Is(name, "Reset-After"))
            {
                hints = hints with { ResetAfter = ReadSeconds(First(values)) };
            }
            else if (Is(name, "Reset"))
            {
                reset = ReadReset(First(values), response, utcNow);
            }
            else if (Is(name, "Next-Available"))
            {
                hints = hints with { RetryAfter = hints.RetryAfter ?? ReadReset(First(values), response, utcNow) };
            }
            else if (Is(name, "Bucket"))
            {
                hints = hints with { Bucket = First(values) is { Length: > 0 and <= 128 } bucket ? bucket : null };
            }
            else if (Is(name, "Global"))
            {
                hints = hints with { IsGlobal = hints.IsGlobal || First(values).Equals("true", StringComparison.OrdinalIgnoreCase) };
            }
            else if (Is(name, "Scope"))
            {
                hints = hints with { IsGlobal = hints.IsGlobal || First(values).Equals("global", StringComparison.OrdinalIgnoreCase) };
            }
        }

        return hints with { ResetAfter = hints.ResetAfter ?? reset, RetryAfter = hints.Status >= 400 ? hints.RetryAfter : null };
    }

    private static bool Is(string name, string rest) => name.AsSpan("X-RateLimit-".Length).Equals(rest, StringComparison.OrdinalIgnoreCase);

    private static string First(HeaderStringValues values)
    {
        foreach (string value in values)
        {
            return value.Split(',', ';')[0].Trim();
        }

        return "";
    }

    private static TimeSpan? ReadRetryAfter(string text, HttpResponseMessage response, DateTimeOffset utcNow)
    {
        // The first comma of an HTTP-date is its own, so the date is read from the header as a whole.
        if (ReadSeconds(text) is { } seconds)
        {
            return seconds;
        }

        return response.Headers.RetryAfter?.Date is { } date ? NotNegative(date - (ServerDate.Believe(response.Headers.Date, utcNow) ?? utcNow)) : null;
    }

    private static TimeSpan? ReadReset(string text, HttpResponseMessage response, DateTimeOffset utcNow)
    {
        // Some servers write seconds or milliseconds since 1970 here, some the seconds that are left: no window is 31 years long.
        if (ReadNumber(text) is not { } number)
        {
            return null;
        }

        if (number < 1e9)
        {
            return ReadSeconds(text);
        }

        double unixSeconds = number >= 1e12 ? number / 1000 : number;
        TimeSpan now = (ServerDate.Believe(response.Headers.Date, utcNow) ?? utcNow) - DateTimeOffset.UnixEpoch;
        return Span(unixSeconds - now.TotalSeconds);
    }

    private static TimeSpan? ReadSeconds(string text) => ReadNumber(text) is { } seconds ? Span(seconds) : null;

    private static TimeSpan Span(double seconds) => seconds >= Most.TotalSeconds ? Most : NotNegative(TimeSpan.FromSeconds(Math.Max(0, seconds)));

    private static TimeSpan NotNegative(TimeSpan span) => span < TimeSpan.Zero ? TimeSpan.Zero : span > Most ? Most : span;

    private static int? ReadCount(string text) => ReadNumber(text) is { } number ? (int)Math.Min(number, int.MaxValue) : null;

    private static double? ReadNumber(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
}
