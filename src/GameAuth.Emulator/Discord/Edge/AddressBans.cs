using GameAuth.Emulator.Discord.Api;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord.Edge;

/// <summary>
/// The network before Discord: who got too many answers of 401, 403 and 429 is not let through for a while (reference: 10,000 in 10 minutes per address), nor who does not say who it is.
/// Not thread safe: the emulator serializes access.
/// </summary>
internal sealed class AddressBans(DiscordEmulatorOptions options)
{
    private const int BlockedCode = 40333;

    private readonly Dictionary<string, Queue<DateTimeOffset>> _invalid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _bannedUntil = new(StringComparer.Ordinal);

    public void Ban(string address, DateTimeOffset until) => _bannedUntil[address] = until;

    public bool IsBanned(string address, DateTimeOffset now) => _bannedUntil.TryGetValue(address, out DateTimeOffset until) && now < until;

    public int InvalidRequestsOf(string address, DateTimeOffset now) => _invalid.TryGetValue(address, out Queue<DateTimeOffset>? seen) ? Recent(seen, now) : 0;

    public void Clear()
    {
        _invalid.Clear();
        _bannedUntil.Clear();
    }

    /// <summary>What is said to who is not let through; null to everybody else.</summary>
    public Reply? Refuse(Exchange exchange)
    {
        if (IsBanned(exchange.RemoteAddress, exchange.Now))
        {
            exchange.Note = "the address is banned";
            return Block(_bannedUntil[exchange.RemoteAddress] - exchange.Now);
        }

        if (!options.RequireUserAgent || IsUserAgent(exchange.Headers.UserAgent.ToString())) { return null; }
        exchange.Note = "no User-Agent of the form DiscordBot (url, version)";
        return Block(null);
    }

    /// <summary>Looks at an answer that goes out, honest or not. Who is banned is not banned longer by asking on.</summary>
    public void Count(Exchange exchange, Reply reply)
    {
        string address = exchange.RemoteAddress;
        if (options.InvalidRequestLimit == 0 || reply.Status is not (401 or 403 or 429) || IsBanned(address, exchange.Now)) { return; }
        if (reply.Headers.Any(header => header is { Key: "X-RateLimit-Scope", Value: "shared" })) { return; }
        if (!_invalid.TryGetValue(address, out Queue<DateTimeOffset>? seen)) { _invalid[address] = seen = []; }
        seen.Enqueue(exchange.Now);
        if (Recent(seen, exchange.Now) < options.InvalidRequestLimit) { return; }
        Ban(address, exchange.Now + options.BanDuration);
        _invalid.Remove(address);
    }

    private int Recent(Queue<DateTimeOffset> seen, DateTimeOffset now)
    {
        while (seen.TryPeek(out DateTimeOffset first) && now - first >= options.InvalidRequestWindow) { seen.Dequeue(); }
        return seen.Count;
    }

    private Reply Block(TimeSpan? left)
    {
        if (options.BanStyle is DiscordBanStyle.Json) { return Reply.Of(403, DiscordReply.Body("internal network error", BlockedCode)); }
        if (options.BanStyle is DiscordBanStyle.Forbidden) { return Reply.Html(403, Page("Access denied", "1020")); }
        Reply reply = Reply.Html(429, Page("You are being rate limited", "1015"));
        return left is { } wait ? reply.WithRetryAfter(wait) : reply;
    }

    private static string Page(string says, string number) =>
        $"<!DOCTYPE html><html lang=\"en\"><head><title>{says} | discord.com</title></head><body><h1>Error {number}</h1><h2>{says}</h2><p>This page is the GameAuth emulator's.</p></body></html>";

    private static bool IsUserAgent(string text)
    {
        const string Begin = "DiscordBot (";
        int end = text.IndexOf(')', StringComparison.Ordinal);
        if (!text.StartsWith(Begin, StringComparison.Ordinal) || end < 0) { return false; }
        return text[Begin.Length..end].Split(',', StringSplitOptions.TrimEntries) is [{ Length: > 0 }, { Length: > 0 }];
    }
}
