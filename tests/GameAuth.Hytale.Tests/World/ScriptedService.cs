using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using GameAuth.Testing;

namespace GameAuth.Hytale.Tests;

/// <summary>Hytale's three hosts and a gateway, in memory and on the test's clock: what they say by default, and what a test has them say instead.</summary>
internal sealed class ScriptedService(FakeClock clock)
{
    public static readonly Guid Owner = new("00000000-0000-4000-8000-0000000000aa");
    public static readonly Guid Warden = new("00000000-0000-4000-8000-000000000001");
    public static readonly Guid Miner = new("00000000-0000-4000-8000-000000000002");

    private readonly ConcurrentQueue<SentCall> _sent = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpResponseMessage>>> _scripts = new();
    private readonly Dictionary<string, (DateTimeOffset End, string Id)> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScriptedWindow> _limits = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _number;
    private string _refresh = "";
    private string _access = "";
    private string _accessBefore = "";

    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How many polls of a code are told to wait.</summary>
    public int Pending { get; set; }

    /// <summary>Whether Hytale's own hosts refuse a refresh before the last ten minutes too.</summary>
    public bool RefreshesLateOnly { get; set; }

    /// <summary>Until it is done, answers are on their way.</summary>
    public Task AnswersLeave { get; set; } = Task.CompletedTask;

    /// <summary>How far its clock is ahead of the machine's.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>Whether its answers carry its date.</summary>
    public bool TellsDate { get; set; }

    public int Refused { get; private set; }

    public IReadOnlyCollection<SentCall> Sent => _sent;

    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Values.Count(one => one.End > Now);
            }
        }
    }

    public string AccessToken => _access;

    public string RefreshToken => _refresh;

    /// <summary>When the last call of all came.</summary>
    public DateTimeOffset LastAt { get; private set; }

    public int Count(string step) => _sent.Count(call => call.Step == step);

    public SentCall Last(string step) => _sent.Last(call => call.Step == step);

    public DateTimeOffset[] Times(string step) => [.. _sent.Where(call => call.Step == step).Select(static call => call.At)];

    public void Clear() => _sent.Clear();

    /// <summary>The next call of a step is answered so.</summary>
    public void Next(string step, Func<HttpResponseMessage> answer, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            _scripts.GetOrAdd(step, static _ => new()).Enqueue(answer);
        }
    }

    public void Forget(string step) => _scripts.TryRemove(step, out _);

    /// <summary>The documented limits are kept by the service too; who passes one is counted in <see cref="Refused"/>.</summary>
    public void Enforce()
    {
        _limits["device-code"] = new(5, TimeSpan.FromMinutes(15));
        _limits["poll"] = new(10, TimeSpan.FromMinutes(5));
        _limits["refresh"] = new(6, TimeSpan.FromHours(1));
        foreach (string step in (string[])["profiles", "select", "new", "renew", "end"])
        {
            _limits[step] = new(20, TimeSpan.FromHours(1));
        }
    }

    /// <summary>The service has restarted and knows no session any more.</summary>
    public void ForgetSessions()
    {
        lock (_gate)
        {
            _sessions.Clear();
        }
    }

    /// <summary>The access token is no longer taken.</summary>
    public void RefuseAccess() => (_access, _accessBefore) = ("", "");

    /// <summary>The refresh token is no longer taken.</summary>
    public void RefuseRefresh() => _refresh = "";

    private DateTimeOffset Now => clock.GetUtcNow() + Ahead;

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        HttpResponseMessage answer = await JudgeAsync(request);
        answer.Headers.Date = TellsDate ? Now : answer.Headers.Date;
        return answer;
    }

    private async Task<HttpResponseMessage> JudgeAsync(HttpRequestMessage request)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        string? authorization = request.Headers.NonValidated.TryGetValues("Authorization", out HeaderStringValues values) ? values.ToString() : null;
        string step = StepOf(request.RequestUri!, body);
        _sent.Enqueue(new SentCall(step, request.Method.Method, request.RequestUri!, authorization, request.Content?.Headers.ContentType?.ToString(), body, clock.GetUtcNow()));
        LastAt = clock.GetUtcNow();
        if (_scripts.TryGetValue(step, out ConcurrentQueue<Func<HttpResponseMessage>>? script) && script.TryDequeue(out Func<HttpResponseMessage>? answer))
        {
            return answer();
        }

        lock (_gate)
        {
            if (_limits.TryGetValue(step, out ScriptedWindow? limit) && !limit.TryTake(clock.GetUtcNow()))
            {
                Refused++;
                return ScriptedAnswer.Json(429, """{"code":"RATE_LIMITED","message":"Too many requests. Please try again later.","status":429}""");
            }

            bool isGateway = request.RequestUri!.Host == "gateway.hytale.test";
            return Answer(step, isGateway, authorization, body);
        }
    }

    private static string StepOf(Uri address, string body) => address.AbsolutePath switch
    {
        "/oauth2/device/auth" or "/api/v1/hytale/oauth/device-code" => "device-code",
        "/oauth2/token" => body.Contains("grant_type=refresh_token", StringComparison.Ordinal) ? "refresh" : "poll",
        "/api/v1/hytale/oauth/token" => "poll",
        "/api/v1/hytale/oauth/refresh" => "refresh",
        "/my-account/get-profiles" or "/api/v1/hytale/oauth/profiles" => "profiles",
        "/api/v1/hytale/oauth/select-profile" => "select",
        "/game-session/new" or "/api/v1/hytale/oauth/game-session/new" => "new",
        "/game-session/refresh" or "/api/v1/hytale/oauth/game-session/refresh" => "renew",
        "/game-session" or "/api/v1/hytale/oauth/game-session/delete" => "end",
        _ => "unknown",
    };

    private HttpResponseMessage Answer(string step, bool isGateway, string? authorization, string body) => step switch
    {
        "device-code" => ScriptedAnswer.Json(200, $$"""
            {"device_code":"emu-device-{{++_number:D4}}","user_code":"AB12-CD34","verification_uri":"https://accounts.hytale.com/device","expires_in":{{(int)CodeLifetime.TotalSeconds}},"interval":5}
            """),
        "poll" when Pending-- > 0 => isGateway
            ? ScriptedAnswer.Json(401, """{"code":"AUTHORIZATION_PENDING","message":"Awaiting user authorization. Please try again in 5 seconds.","status":401,"retry_after":5}""")
            : ScriptedAnswer.Json(400, """{"error":"authorization_pending"}"""),
        "poll" => Tokens(isGateway),
        "refresh" => Value(body, "refresh_token") == _refresh && _refresh.Length > 0
            ? Tokens(isGateway)
            : isGateway
                ? ScriptedAnswer.Json(401, """{"code":"UNAUTHORIZED","message":"Refresh token invalid or expired. Re-authenticate required.","status":401}""")
                : ScriptedAnswer.Json(400, """{"error":"invalid_grant"}"""),
        "renew" or "end" when !isGateway => OfSession(step, authorization?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "", isGateway),
        _ when _access.Length == 0 || (authorization != $"Bearer {_access}" && authorization != $"Bearer {_accessBefore}") =>
            ScriptedAnswer.Json(401, """{"code":"UNAUTHORIZED","message":"Invalid or expired access token","status":401}"""),
        "profiles" => ScriptedAnswer.Json(200, $$"""
            {"{{(isGateway ? "account_id" : "owner")}}":"{{Owner}}","profiles":[{"uuid":"{{Warden}}","username":"EmuWarden","entitlements":["game.base"]},{"uuid":"{{Miner}}","username":"EmuMiner"}]}
            """),
        "select" => ScriptedAnswer.Json(200, $$"""{"account_id":"{{Owner}}","profile_id":"{{Warden}}","username":"EmuWarden","selected_at":"2030-01-01T00:00:00Z"}"""),
        "new" => Session(isGateway, $"emu-session-id-{++_number:D6}"),
        "renew" or "end" => OfSession(step, _sessions.FirstOrDefault(one => one.Value.Id == Value(body, "session_id")).Key ?? "", isGateway),
        _ => ScriptedAnswer.Json(404, """{"code":"ENDPOINT_NOT_FOUND","message":"No such endpoint","status":404}"""),
    };

    private HttpResponseMessage Tokens(bool isGateway)
    {
        _number++;

        // A call that was on its way while the grant was refreshed is taken as well: access tokens live as long as they say.
        (_accessBefore, _access) = (_access, $"emu-access-{_number:D6}");
        _refresh = $"ory_rt_emu-{_number:D6}";
        return ScriptedAnswer.Json(200, $$"""
            {"access_token":"{{_access}}","refresh_token":"{{_refresh}}","expires_in":{{(int)AccessLifetime.TotalSeconds}},"token_type":"Bearer"{{(isGateway ? $",\"account_id\":\"{Owner}\"" : "")}}}
            """);
    }

    private HttpResponseMessage OfSession(string step, string token, bool isGateway)
    {
        if (!_sessions.TryGetValue(token, out (DateTimeOffset End, string Id) session) || session.End <= Now)
        {
            return isGateway ? ScriptedAnswer.Json(404, """{"code":"SESSION_NOT_FOUND","message":"Session not found or expired","status":404}""") : ScriptedAnswer.Text(403, "invalid token");
        }

        if (step == "renew" && (isGateway || RefreshesLateOnly) && session.End - Now > TimeSpan.FromMinutes(10))
        {
            return ScriptedAnswer.Json(400, """{"code":"INVALID_REQUEST","message":"Session cannot be refreshed until 10 minutes before expiry","status":400}""");
        }

        _sessions.Remove(token);
        return step == "renew" ? Session(isGateway, session.Id)
            : isGateway ? ScriptedAnswer.Json(200, $$"""{"session_id":"{{session.Id}}","terminated_at":"2030-01-01T00:00:00Z","status":"deleted"}""")
            : new HttpResponseMessage(System.Net.HttpStatusCode.NoContent);
    }

    private HttpResponseMessage Session(bool isGateway, string id)
    {
        DateTimeOffset end = Now + SessionLifetime;
        string token = $"emu-session-{++_number:D6}";
        _sessions[token] = (end, id);
        string until = end.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) + "03Z";
        return ScriptedAnswer.Json(200, isGateway
            ? $$"""{"session_id":"{{id}}","account_id":"{{Owner}}","session_token":"{{token}}","identity_token":"emu-identity-{{_number:D6}}","expires_at":"{{until}}"}"""
            : $$"""{"sessionToken":"{{token}}","identityToken":"emu-identity-{{_number:D6}}","expiresAt":"{{until}}"}""");
    }

    private static string? Value(string body, string name) => body.StartsWith('{')
        ? JsonDocument.Parse(body).RootElement.TryGetProperty(name, out JsonElement value) ? value.GetString() : null
        : body.Split('&').Select(static field => field.Split('=')).FirstOrDefault(field => field[0] == name) is { } found ? Uri.UnescapeDataString(found[1]) : null;
}

/// <summary>A request as it came to the scripted service.</summary>
internal sealed record SentCall(string Step, string Method, Uri Address, string? Authorization, string? ContentType, string Body, DateTimeOffset At)
{
    /// <summary>One line for a whole request.</summary>
    public string Line => $"{Method} {Address.AbsoluteUri} {Authorization ?? "-"} {ContentType ?? "-"} {Body}".TrimEnd();
}

/// <summary>A limit of the service: so many calls in a sliding window.</summary>
internal sealed class ScriptedWindow(int permits, TimeSpan period)
{
    private readonly Queue<DateTimeOffset> _calls = new();

    public bool TryTake(DateTimeOffset now)
    {
        while (_calls.TryPeek(out DateTimeOffset first) && first <= now - period)
        {
            _calls.Dequeue();
        }

        if (_calls.Count >= permits)
        {
            return false;
        }

        _calls.Enqueue(now);
        return true;
    }
}

/// <summary>Meets the network in place of it. A process that is dead hears nothing any more.</summary>
internal sealed class ScriptedHandler(ScriptedService service, Func<bool> isDead) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (isDead())
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        }

        HttpResponseMessage answer = await service.AnswerAsync(request);
        answer.RequestMessage = request;
        await service.AnswersLeave.WaitAsync(cancellationToken);
        return answer;
    }
}
