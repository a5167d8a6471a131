using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Psn.Ids;

/// <summary>The ids that requests carried: each is good for one request, also where a fault kept that one from its answer. Not thread safe: the emulator serializes access.</summary>
internal sealed class PsnRequestIds(PsnAuthority authority)
{
    public const string RequestId = "x-psn-request-id";
    public const string CorrelationId = "X-Psn-Correlation-Id";
    public const string TraceId = "x-psn-trace-id";
    public const string SpanId = "x-psn-span-id";
    private const string Scheme = "Bearer ";

    private readonly HashSet<(string Kind, string Value)> _seen = [];

    /// <summary>The steps of requests whose id had come before, and which id it was.</summary>
    public List<string> Repeated { get; } = [];

    /// <summary>Notes the ids of a request with an access token.</summary>
    public void NoteRequest(Exchange exchange)
    {
        exchange.Trail = TrailOf(exchange, BearerOf(exchange), null);
        Note(exchange, RequestId, exchange.Trail.RequestId);
    }

    /// <summary>Notes the ids of a request to the account host. A browser's requests repeat them, so only those for tokens count.</summary>
    public void NoteTokenRequest(Exchange exchange)
    {
        if (exchange.Method != "POST") { return; }
        RequestForm? form = RequestForm.Parse(exchange);
        exchange.Trail = TrailOf(exchange, form?["refresh_token"], HeaderOf(exchange, CorrelationId) ?? form?["cid"]);
        Note(exchange, CorrelationId, exchange.Trail.CorrelationId);
        Note(exchange, RequestId, exchange.Trail.RequestId);
    }

    public static string? HeaderOf(Exchange exchange, string name) => exchange.Headers[name] is [{ Length: > 0 } value] ? value : null;

    public static string? BearerOf(Exchange exchange)
    {
        string header = exchange.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : null;
    }

    public static bool IsSpan(string value) => value.Length == 16 && value.All(char.IsAsciiHexDigit);

    private PsnRequestTrail TrailOf(Exchange exchange, string? token, string? correlationId) => new()
    {
        RequestId = HeaderOf(exchange, RequestId),
        CorrelationId = correlationId,
        TraceId = HeaderOf(exchange, TraceId),
        SpanId = HeaderOf(exchange, SpanId),
        AccountId = authority.Tokens.Find(token)?.Family?.Owner.AccountId,
    };

    private void Note(Exchange exchange, string kind, string? value)
    {
        if (value is null || _seen.Add((kind, value.ToLowerInvariant()))) { return; }
        exchange.RepeatedHeader = kind;
        Repeated.Add($"{exchange.Step} {kind}");
    }
}

/// <summary>How many requests an account sent in its window. Not thread safe: the emulator serializes access.</summary>
internal sealed class PsnQuota
{
    private readonly Dictionary<string, (DateTimeOffset End, int Left)> _windows = new(StringComparer.Ordinal);

    /// <returns>When the next request is taken; null where this one is.</returns>
    public DateTimeOffset? Take(PsnEmulatorOptions options, string account, DateTimeOffset now)
    {
        if (options.RateLimit == 0) { return null; }
        if (!_windows.TryGetValue(account, out (DateTimeOffset End, int Left) window) || now >= window.End)
        {
            window = (now + options.RateWindow, options.RateLimit);
        }

        _windows[account] = window with { Left = Math.Max(0, window.Left - 1) };
        return window.Left > 0 ? null : window.End;
    }

    public void Clear() => _windows.Clear();
}
