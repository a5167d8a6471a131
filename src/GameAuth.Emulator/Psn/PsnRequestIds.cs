using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Psn;

/// <summary>The ids that requests carried: each is good for one request, also where a fault kept that one from its answer. Not thread safe: the emulator serializes access.</summary>
internal sealed class PsnRequestIds
{
    public const string RequestId = "x-psn-request-id";
    public const string CorrelationId = "X-Psn-Correlation-Id";

    private readonly HashSet<(string Kind, string Value)> _seen = [];

    /// <summary>The steps of requests whose id had come before, and which id it was.</summary>
    public List<string> Repeated { get; } = [];

    /// <summary>Notes the id of a request to an API host.</summary>
    public void NoteRequest(Exchange exchange) => Note(exchange, RequestId, HeaderOf(exchange, RequestId));

    /// <summary>Notes the ids of a request to the account host. A browser's requests repeat them, so only those for tokens count.</summary>
    public void NoteTokenRequest(Exchange exchange)
    {
        if (exchange.Method != "POST") { return; }
        Note(exchange, CorrelationId, HeaderOf(exchange, CorrelationId) ?? RequestForm.Parse(exchange)?["cid"]);
        Note(exchange, RequestId, HeaderOf(exchange, RequestId));
    }

    public static string? HeaderOf(Exchange exchange, string name) => exchange.Headers[name] is [{ Length: > 0 } value] ? value : null;

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
