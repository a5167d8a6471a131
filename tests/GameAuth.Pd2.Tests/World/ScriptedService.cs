using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace GameAuth.Pd2.Tests;

/// <summary>The service, in memory and on the test's clock: logins, tokens, and the ways to its services. What it should never see is noted.</summary>
internal sealed class ScriptedService(TimeProvider clock)
{
    public const string ClientId = "emu-client";
    public const string ClientSecret = "synthetic-secret";
    public const string Redirect = "com.example.pd2-app://redirect";
    public const string Api = "https://api.projectdiablo2.com";
    public const string Player = "000000000000000000000001";
    public const string PlayerName = "EmuTrader";
    public const string Email = "emu.trader@example.invalid";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<ScriptedReply>>> _scripts = new();
    private readonly ConcurrentQueue<string> _secrets = new();
    private readonly Dictionary<string, DateTimeOffset> _website = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _access = new(StringComparer.Ordinal);
    private readonly HashSet<string> _overRest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ServicePeer, bool> _peers = new();
    private readonly Channel<ServicePeer> _arrived = Channel.CreateUnbounded<ServicePeer>();
    private readonly ScriptedMarket _market = new();
    private readonly Lock _gate = new();
    private string _refresh = "";
    private DateTimeOffset _lastEnd;
    private int _number;

    public TimeSpan WebsiteLifetime { get; set; } = TimeSpan.FromDays(14);

    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan LeafLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a login brings another website token than it was made with.</summary>
    public bool Reissues { get; set; } = true;

    /// <summary>Whether that one ends later.</summary>
    public bool MovesEnd { get; set; } = true;

    public bool HasRefreshTokens { get; set; } = true;

    /// <summary>How tokens look, from what they would have been.</summary>
    public Func<string, string> Shape { get; set; } = static token => token;

    public TimeSpan Ahead { get; set; }

    /// <summary>Stands between a login and its answer; told whether the token was stored before, or is one that a door has just brought.</summary>
    public Func<bool, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>? Logins { get; set; }

    public ConcurrentQueue<SentCall> Sent { get; } = new();

    /// <summary>What the client said over sockets.</summary>
    public ConcurrentQueue<string> Frames { get; } = new();

    public ConcurrentQueue<ServiceCall> Calls { get; } = new();

    public IEnumerable<string> Secrets => _secrets;

    /// <summary>The tokens that frames may hold.</summary>
    public IEnumerable<string> Tokens => _secrets.Where(static secret => !secret.StartsWith("emu-refresh", StringComparison.Ordinal) && !secret.StartsWith("emu-leaf", StringComparison.Ordinal));

    public ScriptedMarket Market => _market;

    public IEnumerable<ServicePeer> Peers => _peers.Keys;

    private DateTimeOffset Now => clock.GetUtcNow() + Ahead;

    public int Count(string step) => Calls.Count(call => call.Step == step);

    public ServiceCall Last(string step) => Calls.Last(call => call.Step == step);

    /// <summary>The handshakes that came.</summary>
    public int Handshakes => Sent.Count(static call => call.Path == "/socket.io/");

    public void Clear()
    {
        Sent.Clear();
        Frames.Clear();
        Calls.Clear();
        while (_arrived.Reader.TryRead(out _))
        {
        }
    }

    /// <summary>What the next such call is answered.</summary>
    public void Next(string step, Func<ScriptedReply> reply, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            _scripts.GetOrAdd(step, static _ => new()).Enqueue(reply);
        }
    }

    public Task<ServicePeer> NextPeerAsync() => _arrived.Reader.ReadAsync().AsTask();

    public void Left(ServicePeer peer) => _peers.TryRemove(peer, out _);

    /// <summary>What the website leaves in the browser of a player who signed in.</summary>
    public string WebsiteLogin()
    {
        lock (_gate)
        {
            string token = NewWebsiteToken();
            _fresh.Add(token);
            return token;
        }
    }

    /// <summary>A player signs in at the authorization server: where the browser ends.</summary>
    public string Visit(Uri authorize)
    {
        Dictionary<string, string> query = Parse(authorize.Query.TrimStart('?'));
        lock (_gate)
        {
            string code = Keep($"emu-code-{++_number:D6}");
            _codes.Add(code);
            return $"{query["redirect_uri"]}/?code={code}&state={Keep(query["state"])}";
        }
    }

    /// <summary>Tokens as the application's backend gets them.</summary>
    public (string Access, string? Refresh) Grant()
    {
        lock (_gate)
        {
            return NewTokens();
        }
    }

    public void RefuseAccess()
    {
        lock (_gate)
        {
            _access.Clear();
            _overRest.Clear();
        }
    }

    public void EndGrant()
    {
        lock (_gate)
        {
            _refresh = "";
            _website.Clear();
        }
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        Dictionary<string, string> headers = request.Headers.NonValidated.ToDictionary(static one => one.Key, static one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        SentCall call = new(request.Method.Method, request.RequestUri!, headers, body);
        Sent.Enqueue(call);
        HttpResponseMessage answer = request.RequestUri!.GetLeftPart(UriPartial.Authority) != Api ? new HttpResponseMessage(HttpStatusCode.MisdirectedRequest)
            : call.Path == "/socket.io/" ? Open(call)
            : call.Path == "/oauth/token" ? Scripted("token", () => Token(call)).ToResponse()
            : Rest(call);
        answer.Headers.Date ??= Now;
        answer.RequestMessage = request;
        return answer;
    }

    /// <summary>Answers a call that came over a socket.</summary>
    public async Task<ScriptedReply> ReplyAsync(ServicePeer peer, JsonElement[] arguments)
    {
        string method = arguments[0].GetString()!;
        int at = method is "find" or "create" ? 2 : 3;
        string data = method is "create" or "update" or "patch" ? arguments[at++].GetRawText() : "";
        ServiceCall call = new(
            method, arguments[1].GetString()!, method is "find" or "create" ? null : arguments[2].GetString(), data, arguments.Length > at ? arguments[at].GetRawText() : "", IsOverSocket: true, clock.GetUtcNow());
        Calls.Enqueue(call);
        return call.Step == "create security/session" ? await LoginAsync(peer, call)
            : Scripted(call.Step, () => peer.Token is { } token && IsGood(token) ? _market.Answer(call, Player) : ScriptedReply.Error(401, "NotAuthenticated"));
    }

    public static Dictionary<string, string> Parse(string form) => form.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
        .ToDictionary(static pair => Uri.UnescapeDataString(pair[0]), static pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);

    /// <summary>A token of the website's shape.</summary>
    public static string Jwt(string claims) => string.Join('.', new[] { """{"alg":"HS256","typ":"JWT"}""", claims, "a made-up signature of no use" }
        .Select(static part => Convert.ToBase64String(Encoding.UTF8.GetBytes(part)).TrimEnd('=').Replace('+', '-').Replace('/', '_')));

    private ScriptedReply Scripted(string step, Func<ScriptedReply> otherwise)
    {
        if (_scripts.TryGetValue(step, out ConcurrentQueue<Func<ScriptedReply>>? script) && script.TryDequeue(out Func<ScriptedReply>? scripted))
        {
            return scripted();
        }

        lock (_gate)
        {
            return otherwise();
        }
    }

    private HttpResponseMessage Open(SentCall call)
    {
        (Stream client, Stream server) = DuplexStream.Create();
#pragma warning disable CA5350 // RFC 6455 wants SHA-1.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(call.Headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        ServicePeer peer = new(WebSocket.CreateFromStream(server, new WebSocketCreationOptions { IsServer = true }), this);
        _peers[peer] = true;
        _arrived.Writer.TryWrite(peer);
        _ = Task.Run(peer.ServeAsync);
        HttpResponseMessage answer = new(HttpStatusCode.SwitchingProtocols) { Content = new StreamHalf(client) };
        answer.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        answer.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        answer.Headers.TryAddWithoutValidation("Sec-WebSocket-Accept", accept);
        return answer;
    }

    private async Task<ScriptedReply> LoginAsync(ServicePeer peer, ServiceCall call)
    {
        using JsonDocument data = JsonDocument.Parse(call.Data);
        string token = data.RootElement.GetProperty("accessToken").GetString()!;
        bool isRenewal;
        lock (_gate)
        {
            isRenewal = !_fresh.Remove(token);
        }

        async Task<HttpResponseMessage> Pass() => await Task.FromResult(Scripted(call.Step, () => Login(peer, token)).ToResponse());
        try
        {
            using HttpResponseMessage said = Logins is { } between ? await between(isRenewal, Pass) : await Pass();
            string body = await said.Content.ReadAsStringAsync();
            int status = (int)said.StatusCode;
            return status == 200 ? ScriptedReply.Of(body) : body.Length > 0 ? new ScriptedReply(status, body) : ScriptedReply.Error(status, "GeneralError");
        }
        catch (HttpRequestException)
        {
            return ScriptedReply.Lost;
        }
    }

    private ScriptedReply Login(ServicePeer peer, string token)
    {
        if (!IsGood(token))
        {
            return ScriptedReply.Error(401, "NotAuthenticated", "jwt expired");
        }

        bool isWebsite = _website.ContainsKey(token);
        string brought = isWebsite && Reissues ? NewWebsiteToken() : token;
        peer.Token = token;
        return ScriptedReply.Of(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["user"] = JsonSerializer.Deserialize<JsonElement>($$$$"""
                {"_id":"{{{{Player}}}}","email":"{{{{Email}}}}","username":"{{{{PlayerName}}}}","created_at":"2025-01-02T03:04:05.678Z",
                 "game":{"accounts":["EmuMule","emu-two"],"preferences":{"account":"EmuMule","stash_page":1,"public_stash_pages":[],"is_hardcore":false,"is_ladder":true,"notifications_chat":true,"notifications_market":false}}}
                """),
            ["accessToken"] = brought,
        }));
    }

    private bool IsGood(string token) =>
        (_website.TryGetValue(token, out DateTimeOffset end) || _access.TryGetValue(token, out end)) && end > Now;

    private HttpResponseMessage Rest(SentCall call)
    {
        string token = call.Headers.GetValueOrDefault("Authorization", "").Replace("Bearer ", "", StringComparison.Ordinal);
        bool isGood;
        lock (_gate)
        {
            isGood = (_access.TryGetValue(token, out DateTimeOffset end) && end > Now) || (_overRest.Contains(token) && IsGood(token));
        }

        string[] path = call.Path.Trim('/').Split('/');
        string service = string.Join('/', path.Take(2));
        string? id = path.Length > 2 ? Uri.UnescapeDataString(string.Join('/', path.Skip(2))) : null;
        string method = call.Method switch { "GET" => id is null ? "find" : "get", "POST" => "create", "PUT" => "update", "PATCH" => "patch", _ => "remove" };
        ServiceCall made = new(method, service, id, call.Body, call.Address.Query, IsOverSocket: false, clock.GetUtcNow());
        Calls.Enqueue(made);
        ScriptedReply reply = Scripted(made.Step, () => !isGood ? ScriptedReply.Error(401, "NotAuthenticated")
            : service switch
            {
                "oauth/me" => ScriptedReply.Of($$"""{"sub":"{{Player}}","name":"{{PlayerName}}"}"""),
                "contract/leaf" => ScriptedReply.Of(JsonSerializer.Serialize(new Dictionary<string, object> { ["leaf_token"] = Keep(Shape($"emu-leaf-{++_number:D6}")), ["expires_in"] = (long)LeafLifetime.TotalSeconds })),
                _ => _market.Answer(made, Player),
            });
        return reply.ToResponse(reply.Body.StartsWith('<') ? "text/html" : "application/json");
    }

    private ScriptedReply Token(SentCall call)
    {
        Dictionary<string, string> form = Parse(call.Body);
        if (form.GetValueOrDefault("client_id") != ClientId || form.GetValueOrDefault("client_secret") != ClientSecret)
        {
            return new ScriptedReply(401, """{"error":"invalid_client"}""");
        }

        bool isGood = form["grant_type"] == "authorization_code" ? _codes.Remove(form["code"]) : _refresh.Length > 0 && form["refresh_token"] == _refresh;
        if (!isGood)
        {
            return new ScriptedReply(400, """{"error":"invalid_grant","error_description":"grant request is invalid"}""");
        }

        (string access, string? refresh) = NewTokens();
        Dictionary<string, object> body = new() { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = (long)AccessLifetime.TotalSeconds, ["scope"] = "openid profile" };
        if (refresh is not null)
        {
            body["refresh_token"] = refresh;
        }

        return ScriptedReply.Of(JsonSerializer.Serialize(body));
    }

    private (string Access, string? Refresh) NewTokens()
    {
        _number++;
        string access = Keep(Shape($"emu-access-{_number:D6}"));
        _access[access] = Now + AccessLifetime;
        _refresh = HasRefreshTokens ? Keep(Shape($"emu-refresh-{_number:D6}")) : "";
        return (access, HasRefreshTokens ? _refresh : null);
    }

    private string NewWebsiteToken()
    {
        _lastEnd = MovesEnd || _lastEnd == default ? Now + WebsiteLifetime : _lastEnd;
        string token = Keep(Shape(Jwt($$"""{"iat":{{Now.ToUnixTimeSeconds()}},"exp":{{_lastEnd.ToUnixTimeSeconds()}},"sub":"{{Player}}","n":{{++_number}}}""")));
        _website[token] = DateTimeOffset.FromUnixTimeSeconds(_lastEnd.ToUnixTimeSeconds());
        _overRest.Add(token);
        return token;
    }

    private string Keep(string secret)
    {
        _secrets.Enqueue(secret);
        return secret;
    }
}

/// <summary>Meets the network in place of it.</summary>
internal sealed class ScriptedHandler(ScriptedService service) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => service.AnswerAsync(request).WaitAsync(cancellationToken);
}
