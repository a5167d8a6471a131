using System.Collections.Concurrent;
using System.Net;

namespace GameAuth.Toy;

/// <summary>toy.test in memory: strict, with rotating refresh tokens and reuse detection. Safe for use from any thread.</summary>
public sealed class ToyServer(TimeProvider time) : HttpMessageHandler
{
    private readonly ToyLedger _ledger = new(time);
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);

    /// <summary>What may be changed while it runs: lifetimes, refusals, the shape of tokens.</summary>
    public ToyLedger Ledger => _ledger;

    /// <summary>The requests as they came: method, address, headers; for what must not be in them.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>The requests with their forms.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    public int Calls(string step) => _calls.GetValueOrDefault(step);

    /// <summary>How many calls came to any step.</summary>
    public int AllCalls => _calls.Values.Sum();

    /// <summary>Answers a request as the service would, for whoever stands in front of it.</summary>
    public Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken) => SendAsync(request, cancellationToken);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string step = request.RequestUri!.AbsolutePath.Trim('/');
        Seen.Enqueue($"{request.Method} {request.RequestUri} {request.Headers}");
        _calls.AddOrUpdate(step, 1, static (_, count) => count + 1);
        Dictionary<string, string> form = request.Content is null ? [] : Parse(await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        Bodies.Enqueue($"{request.RequestUri} {string.Join(' ', form)}");
        (int status, object body) = step switch
        {
            "device" => _ledger.Device(form["device_id"]),
            "signin" => _ledger.SignIn(form["code"], form.GetValueOrDefault("device_token")),
            "token" => _ledger.Refresh(form["refresh_token"]),
            "session" => _ledger.Session(form["access_token"], form["device_token"], form["audience"]),
            "badge" => _ledger.Badge(form["session_token"]),
            "revoke" => _ledger.Revoke(form["refresh_token"]),
            "me" => _ledger.Me(request.Headers.Authorization?.Parameter),
            _ => (404, new { error = "unknown_path" }),
        };
        return new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new ByteArrayContent(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new("application/json") } },
            RequestMessage = request,
        };
    }

    private static Dictionary<string, string> Parse(string form) => form.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(field => field.Split('='))
        .ToDictionary(field => Decode(field[0]), field => Decode(field[1]), StringComparer.Ordinal);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
