using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace GameAuth.Psn.Tests;

/// <summary>The hosts of the service, in memory and on the test's clock: what they say by default, and what a test has them say instead. What they would punish is noted.</summary>
internal sealed class ScriptedService(TimeProvider clock)
{
    public const string ClientId = "00000000-0000-4000-8000-0000000000c1";
    public const string ClientSecret = "synthetic-secret";
    public const string OtherClientId = "00000000-0000-4000-8000-0000000000c2";
    public const string OtherClientSecret = "other-synthetic-secret";
    public const string Redirect = "com.example.psn-app://redirect";
    public const string Scope = "psn:mobile.v2.core psn:clientapp";
    public const string Npsso = "EmuNpsso00000000000000000000000000000000000000000000000000000001";
    public const string Player = "9000000000000000001";
    public const string OnlineId = "EmuHunter";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpResponseMessage>>> _scripts = new();
    private readonly ConcurrentQueue<SentCall> _sent = new();
    private readonly ConcurrentQueue<string> _secrets = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _access = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private string _refresh = "";
    private DateTimeOffset _end;
    private int _number;
    private int _inFlight;

    public TimeSpan AccessLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a sign-in is good for, whatever is refreshed.</summary>
    public TimeSpan SignInLifetime { get; set; } = TimeSpan.FromSeconds(5_183_999);

    /// <summary>Whether the answers say how long that still is.</summary>
    public bool TellsEnd { get; set; } = true;

    /// <summary>Whether a refresh brings another refresh token; else the same one comes back.</summary>
    public bool Rotates { get; set; } = true;

    /// <summary>Whether there are refresh tokens at all.</summary>
    public bool HasRefreshTokens { get; set; } = true;

    /// <summary>Who signs in from now on.</summary>
    public string SignsIn { get; set; } = Player;

    /// <summary>How tokens look, from what they would have been.</summary>
    public Func<string, string> Shape { get; set; } = static token => token;

    public TimeSpan Ahead { get; set; }

    public TimeSpan LeafLifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The hosts of push.</summary>
    public ScriptedPush Push { get; } = new();

    /// <summary>Until it is done, answers of the API are on their way.</summary>
    public Task AnswersLeave { get; set; } = Task.CompletedTask;

    /// <summary>Stands between a request and what the service does with it: the answer may be another one, come to nobody, or not be made.</summary>
    public Func<SentCall, Func<HttpResponseMessage>, HttpResponseMessage>? Around { get; set; }

    /// <summary>Parties and voice.</summary>
    public ScriptedParties Parties { get; } = new();

    public IReadOnlyCollection<SentCall> Sent => _sent;

    /// <summary>How many requests have no answer yet.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    public IEnumerable<string> Secrets => _secrets;

    /// <summary>What a strict service would have punished.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    private DateTimeOffset Now => clock.GetUtcNow() + Ahead;

    public int Count(string step) => _sent.Count(call => call.Step == step);

    public SentCall Last(string step) => _sent.Last(call => call.Step == step);

    public void Clear() => _sent.Clear();

    public void Next(string step, Func<HttpResponseMessage> answer, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            _scripts.GetOrAdd(step, static _ => new()).Enqueue(answer);
        }
    }

    public void Forget(string step) => _scripts.TryRemove(step, out _);

    public void RefuseAccess()
    {
        lock (_gate)
        {
            _access.Clear();
        }
    }

    /// <summary>Takes a token that was not issued here.</summary>
    public void Grant(string token)
    {
        lock (_gate)
        {
            _access[token] = Now + AccessLifetime;
        }
    }

    /// <summary>Another program signs the player in: its refresh token.</summary>
    public string GrantElsewhere()
    {
        lock (_gate)
        {
            _end = Now + SignInLifetime;
            return _refresh = Keep(Shape($"emu-refresh-{++_number:D6}"));
        }
    }

    public void EndGrant() => _refresh = "";

    /// <summary>A player signs in in a browser: where it ends.</summary>
    public string Visit(Uri authorize)
    {
        lock (_gate)
        {
            Dictionary<string, string> query = Parse(authorize.Query.TrimStart('?'));
            Keep(query["cid"]);
            Keep(query.GetValueOrDefault("state", ""));
            return $"{query["redirect_uri"]}/?code={NewCode(query["redirect_uri"])}&cid={query["cid"]}";
        }
    }

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            return await AnswerOneAsync(request);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public static Dictionary<string, string> Parse(string form) => form.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
        .ToDictionary(static pair => pair[0], static pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);

    private async Task<HttpResponseMessage> AnswerOneAsync(HttpRequestMessage request)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        Dictionary<string, string> headers = request.Headers.NonValidated.ToDictionary(static one => one.Key, static one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        SentCall call = new(StepOf(request.Method.Method, request.RequestUri!, body), request.Method.Method, request.RequestUri!, headers, body, clock.GetUtcNow());
        _sent.Enqueue(call);
        HttpResponseMessage answer;
        if (_scripts.TryGetValue(call.Step, out ConcurrentQueue<Func<HttpResponseMessage>>? script) && script.TryDequeue(out Func<HttpResponseMessage>? scripted))
        {
            answer = scripted();
        }
        else
        {
            answer = Around is { } around ? around(call, () => AnswerLocked(call)) : AnswerLocked(call);
        }

        answer.Headers.Date ??= Now;
        answer.RequestMessage = request;
        if (request.RequestUri!.Host != "ca.account.sony.com")
        {
            await AnswersLeave;
        }

        return answer;
    }

    private static string StepOf(string method, Uri address, string body)
    {
        string path = address.AbsolutePath;
        return path switch
        {
            "/api/authz/v3/oauth/authorize" => "authorize",
            "/api/authz/v3/oauth/token" => Parse(body)["grant_type"] switch { "refresh_token" => "refresh", "sso_token" => "sso", "client_credentials" => "client", _ => "code" },
            "/np/serveraddr" => "push-address",
            "/np/pushNotification" => "push",
            "/api/v1/devices/accounts/me" => "me",
            "/api/contract/leaf" => "leaf",
            "/api/userProfile/v1/internal/users/basicPresences" => "presences",
            _ when path.EndsWith("/profile2", StringComparison.Ordinal) => "legacy",
            _ when path.EndsWith("/profiles", StringComparison.Ordinal) => "profile",
            _ when path.EndsWith("/basicPresences", StringComparison.Ordinal) => "presence",
            _ when path.EndsWith("/friends", StringComparison.Ordinal) => "friends",
            _ when path.EndsWith("/trophySummary", StringComparison.Ordinal) => "summary",
            _ when path.EndsWith("/trophyTitles", StringComparison.Ordinal) => "titles",
            _ when path.EndsWith("/trophyGroups", StringComparison.Ordinal) => "groups",
            _ when path.EndsWith("/trophies", StringComparison.Ordinal) => "earned",
            _ => ScriptedParties.StepOf(method, path) ?? "unknown",
        };
    }

    private HttpResponseMessage AnswerLocked(SentCall call)
    {
        lock (_gate)
        {
            return Answer(call);
        }
    }

    private HttpResponseMessage Answer(SentCall call) => call.Address.Host switch
    {
        "ca.account.sony.com" => call.Step == "authorize" ? Authorize(call) : Token(call),
        "mobile-pushcl.np.communication.playstation.net" or ScriptedPush.Host => Api(call),
        "m.np.playstation.com" or "dms.api.playstation.com" or "us-prof.np.community.playstation.net" => Api(call),
        _ => ScriptedAnswer.Json(421, "{}"),
    };

    private HttpResponseMessage Authorize(SentCall call)
    {
        Dictionary<string, string> query = Parse(call.Address.Query.TrimStart('?'));
        return call.Headers.GetValueOrDefault("Cookie") == $"npsso={Npsso}"
            ? ScriptedAnswer.Redirect(Visit(call.Address))
            : ScriptedAnswer.Redirect($"https://my.account.sony.com/sonyacct/signin/?{call.Address.Query.TrimStart('?')}&no_captcha=true&auth_ver=v3&error=login_required&error_code=4165"
                + $"&error_description=User+is+not+authenticated&cid={query["cid"]}");
    }

    private HttpResponseMessage Token(SentCall call)
    {
        Dictionary<string, string> form = Parse(call.Body);
        string? cid = call.Headers.GetValueOrDefault("X-Psn-Correlation-Id");
        Demand(cid is not null && _ids.Add(cid), "a correlation id is missing, or came twice");
        Demand(form.GetValueOrDefault("cid", cid ?? "") == cid, "the correlation ids of header and body differ");
        Demand(call.Step == "client" || Authenticates(call, form), "the client does not authenticate itself");
        switch (call.Step)
        {
            case "code":
                return _codes.Remove(form["code"], out string? redirect) && redirect == form["redirect_uri"] ? Tokens(isNew: true) : Refuse("invalid_grant", "Bad request", 1);
            case "client":
                return form["client_id"] == OtherClientId && form["client_secret"] == OtherClientSecret ? ClientToken(form) : Refuse("invalid_client", "Bad client credentials", 4102);
            case "sso":
                return form["npsso"] == Npsso ? Tokens(isNew: true) : Refuse("invalid_grant", "Invalid login", 20);
            default:
                return _refresh.Length > 0 && form["refresh_token"] == _refresh ? Tokens(isNew: false) : Refuse("invalid_grant", "Invalid refresh token", 4159);
        }
    }

    private static bool Authenticates(SentCall call, Dictionary<string, string> form) =>
        call.Headers.GetValueOrDefault("Authorization") == $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{ClientId}:{ClientSecret}"))}"
        || (form.GetValueOrDefault("client_id") == ClientId && form.GetValueOrDefault("client_secret") == ClientSecret);

    private static HttpResponseMessage Refuse(string error, string said, int code) =>
        ScriptedAnswer.Json(400, $$"""{"error":"{{error}}","error_description":"{{said}}","error_code":{{code}},"docs":"https://example.com"}""");

    private HttpResponseMessage ClientToken(Dictionary<string, string> form) => ScriptedAnswer.Json(200, JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["access_token"] = Keep(Shape($"emu-client-{++_number:D6}")),
        ["token_type"] = "bearer",
        ["expires_in"] = 3599,
        ["scope"] = form["scope"],
    }));

    private HttpResponseMessage Tokens(bool isNew)
    {
        _number++;
        string access = Keep(Shape($"emu-access-{_number:D6}"));
        _access[access] = Now + AccessLifetime;
        _end = isNew ? Now + SignInLifetime : _end;
        if (isNew || Rotates)
        {
            _refresh = Keep(Shape($"emu-refresh-{_number:D6}"));
        }

        Dictionary<string, object> body = new()
        {
            ["access_token"] = access,
            ["token_type"] = "bearer",
            ["expires_in"] = (long)AccessLifetime.TotalSeconds,
            ["scope"] = "psn:clientapp psn:mobile.v2.core",
            ["id_token"] = Keep(Shape($"emu-id-{_number:D6}")),
        };
        if (HasRefreshTokens)
        {
            body["refresh_token"] = _refresh;
        }

        if (TellsEnd)
        {
            body["refresh_token_expires_in"] = (long)(_end - Now).TotalSeconds;
        }

        return ScriptedAnswer.Json(200, JsonSerializer.Serialize(body), ("Cache-Control", "no-store"));
    }

    private HttpResponseMessage Api(SentCall call)
    {
        string? id = call.Headers.GetValueOrDefault("x-psn-request-id");
        Demand(id is not null && _ids.Add(id), "a request id is missing, or came twice");
        string token = call.Headers.GetValueOrDefault("Authorization", "").Replace("Bearer ", "", StringComparison.Ordinal);
        if (!_access.TryGetValue(token, out DateTimeOffset end) || end <= Now)
        {
            return ScriptedAnswer.Json(401, """{"error":{"referenceId":"emu-ref","code":2241025,"message":"Invalid token"}}""");
        }

        if (ScriptedParties.StepOf(call.Method, call.Address.AbsolutePath) is not null)
        {
            return Parties.Answer(call, SignsIn);
        }

        if (call.Step.StartsWith("push", StringComparison.Ordinal))
        {
            return Push.Answer(call, Demand);
        }

        return ScriptedAnswer.Json(200, call.Step == "leaf" ? Leaf() : ScriptedReads.Of(call.Step, call.Address, SignsIn));
    }

    private string Leaf() => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["leaf_token"] = Keep(Shape($"emu-leaf-{++_number:D6}")),
        ["expires_in"] = (long)LeafLifetime.TotalSeconds,
    });

    private string NewCode(string redirect)
    {
        string code = Keep($"v3.{++_number:D6}");
        _codes.Add(code, redirect);
        return code;
    }

    private string Keep(string secret)
    {
        _secrets.Enqueue(secret);
        return secret;
    }

    private void Demand(bool isSo, string what)
    {
        if (!isSo)
        {
            _violations.Enqueue(what);
        }
    }
}

/// <summary>A request as it came to the scripted service.</summary>
internal sealed record SentCall(string Step, string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, string Body, DateTimeOffset At)
{
    public Dictionary<string, string> Form => ScriptedService.Parse(Body);

    public Dictionary<string, string> Query => ScriptedService.Parse(Address.Query.TrimStart('?'));
}

/// <summary>Meets the network in place of it.</summary>
internal sealed class ScriptedHandler(ScriptedService service, CancellationToken killed = default) : HttpMessageHandler
{
    // A killed process sends nothing any more, whatever it still waits for in this one.
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => killed.IsCancellationRequested
        ? throw new HttpRequestException(HttpRequestError.ConnectionError, "The process is dead.")
        : service.AnswerAsync(request).WaitAsync(cancellationToken);
}
