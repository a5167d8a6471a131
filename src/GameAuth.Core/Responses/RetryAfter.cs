using System.Net.Http.Headers;

namespace GameAuth.Providers;

/// <summary>How long a server wants to be left alone (RFC 9110 section 10.2.3), in the time of this machine.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Null where the header is absent or nonsense. A date is read against the server's own <c>Date</c>, so that a wrong clock here does no harm.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset localNow) => headers.RetryAfter switch
    {
        { Delta: { } delta } => Clamp(delta),
        { Date: { } date } => Clamp(date - (ProviderResponse.DateOf(headers) ?? localNow)),
        _ => null,
    };

    public static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
