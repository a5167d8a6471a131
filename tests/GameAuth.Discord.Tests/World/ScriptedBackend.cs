using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using GameAuth.Jose;

namespace GameAuth.Discord.Tests.World;

/// <summary>A session server, in memory and on the test's clock, as its documentation has it: for the contracts, whose damages a real one would not make. It takes proofs without a nonce.</summary>
internal sealed class ScriptedBackend(TimeProvider clock)
{
    public const string Address = "https://auth.example.test";
    public const string Redirect = "https://game.example.test/discord";
    public const string ClientId = "930000000000000001";
    public const string Player = "80351110224678912";

    private readonly ConcurrentQueue<string> _secrets = new();
    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Body, string Answer)> _exchanges = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private string _refresh = "";
    private string _parent = "";
    private int _number;

    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan LeafLifetime { get; set; } = TimeSpan.FromMinutes(30);

    public Func<string, string> Shape { get; set; } = static token => token;

    public TimeSpan Ahead { get; set; }

    public IEnumerable<string> Secrets => _secrets;

    private DateTimeOffset Now => clock.GetUtcNow() + Ahead;

    public static HttpResponseMessage Refusal(int status, string code, bool recoverable = false) =>
        Json(status, $$"""{"error":"{{code}}","message":"synthetic","recoverable":{{(recoverable ? "true" : "false")}},"retry_after_ms":0}""");

    public static HttpResponseMessage Json(int status, string body) => new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>A player allows the application: where the browser ends.</summary>
    public string Visit(Uri authorize)
    {
        Dictionary<string, string> query = authorize.Query.TrimStart('?').Split('&').Select(static pair => pair.Split('=', 2))
            .ToDictionary(static pair => Uri.UnescapeDataString(pair[0]), static pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);
        Assert.Equal((ClientId, "identify", "code", "S256", Redirect), (query["client_id"], query["scope"], query["response_type"], query["code_challenge_method"], query["redirect_uri"]));
        lock (_gate)
        {
            string code = Keep($"emu-code-{++_number:D6}");
            _codes[code] = query["code_challenge"];
            return $"{Redirect}?code={code}&state={Keep(query["state"])}";
        }
    }

    public void RefuseAccess()
    {
        lock (_gate)
        {
            _access.Clear();
        }
    }

    public void EndGrant()
    {
        lock (_gate)
        {
            (_refresh, _parent) = ("", "");
        }
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        HttpResponseMessage answer;
        lock (_gate)
        {
            answer = request.RequestUri!.GetLeftPart(UriPartial.Authority) != Address ? new HttpResponseMessage(HttpStatusCode.MisdirectedRequest) : Answer(request, body);
        }

        answer.Headers.Date ??= Now;
        answer.RequestMessage = request;
        return answer;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, string body)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (path.StartsWith("/api/auth/", StringComparison.Ordinal) && !IsProven(request))
        {
            return Refusal(401, "invalid_dpop_proof");
        }

        return path switch
        {
            "/api/auth/discord/exchange" => Exchange(body),
            "/api/auth/refresh" => Refresh(body),
            "/api/auth/logout" => new HttpResponseMessage(HttpStatusCode.NoContent),
            _ when !IsGood(request) => Refusal(401, "token_invalid"),
            "/api/contract/leaf" => Json(200, JsonSerializer.Serialize(new Dictionary<string, object> { ["leaf_token"] = Keep(Shape($"emu-leaf-{++_number:D6}")), ["expires_in"] = (long)LeafLifetime.TotalSeconds })),
            _ => Json(200, "{}"),
        };
    }

    private static bool IsProven(HttpRequestMessage request) => request.Headers.TryGetValues("DPoP", out IEnumerable<string>? proofs) && DpopProof.TryRead(proofs.Single(), out DpopProof? proof) == JwsError.None
        && new DpopRules { CheckIssuedAt = false }.Check(proof!, new DpopRequest("POST", [request.RequestUri!]), DateTimeOffset.UnixEpoch) == JwsError.None;

    private bool IsGood(HttpRequestMessage request) =>
        request.Headers.NonValidated.TryGetValues("Authorization", out System.Net.Http.Headers.HeaderStringValues values)
        && _access.TryGetValue(values.ToString().Replace("Bearer ", "", StringComparison.Ordinal), out DateTimeOffset end) && end > Now;

    private HttpResponseMessage Exchange(string body)
    {
        Dictionary<string, string> sent = JsonSerializer.Deserialize<Dictionary<string, string>>(body)!;
        string nonce = Keep(sent["client_nonce"]);
        if (_exchanges.TryGetValue(nonce, out (string Body, string Answer) first))
        {
            return first.Body == body ? Json(200, first.Answer) : Refusal(409, "nonce_reused", recoverable: true);
        }

        string challenge = Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(Keep(sent["code_verifier"]))));
        if (!_codes.Remove(sent["code"], out string? wanted) || wanted != challenge || sent["redirect_uri"] != Redirect)
        {
            return Refusal(401, "invalid_discord_auth", recoverable: true);
        }

        (_refresh, _parent) = ("", "");
        string answer = Tokens();
        _exchanges[nonce] = (body, answer);
        return Json(200, answer);
    }

    private HttpResponseMessage Refresh(string body)
    {
        string token = JsonSerializer.Deserialize<Dictionary<string, string>>(body)!["refresh_token"];
        return token.Length > 0 && (token == _refresh || token == _parent) ? Json(200, Tokens(repeats: token == _parent)) : Refusal(401, "refresh_invalid");
    }

    private string Tokens(bool repeats = false)
    {
        _number++;
        string claims = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"sub":"{{Player}}","discord_id":"{{Player}}","n":{{_number}}}"""));
        string access = Keep(Shape($"ZW11LWhlYWRlcg.{claims}.emu-signature-{_number:D6}"));
        _access[access] = Now + AccessLifetime;
        if (!repeats)
        {
            (_parent, _refresh) = (_refresh, Keep(Shape($"emu-refresh-{_number:D6}")));
        }

        return JsonSerializer.Serialize(new Dictionary<string, object> { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = (long)AccessLifetime.TotalSeconds, ["refresh_token"] = _refresh });
    }

    private string Keep(string secret)
    {
        _secrets.Enqueue(secret);
        return secret;
    }
}

/// <summary>Leads requests to the scripted backend.</summary>
internal sealed class ScriptedHandler(ScriptedBackend backend) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => backend.AnswerAsync(request).WaitAsync(cancellationToken);
}
