using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Gateway;

/// <summary>A hoster's gateway before Hytale's own services: eight calls, quotas, and one form of error.</summary>
internal sealed class GatewayHost(HytaleAuthority authority)
{
    private const string Root = "/api/v1/hytale/oauth/";

    /// <param name="authority">What the hosts know together.</param>
    /// <param name="oauth">Where a person decides: the gateway has no page of its own.</param>
    public static EmulatedHost Of(HytaleAuthority authority, EmulatedHost oauth)
    {
        GatewayHost host = new(authority);
        GatewaySignIn signIn = new(oauth);
        List<EmulatedRoute> routes =
        [
            host.At("device-code", HytaleSteps.GatewayDeviceCode, signIn.Begin),
            host.At("token", HytaleSteps.GatewayToken, GatewaySignIn.Poll),
            host.At("refresh", HytaleSteps.GatewayRefresh, GatewaySignIn.Refresh),
            host.At("profiles", HytaleSteps.GatewayProfiles, ForCaller(GatewayProfiles.List)),
            host.At("select-profile", HytaleSteps.GatewaySelectProfile, ForCaller(GatewayProfiles.Select)),
            host.At("game-session/new", HytaleSteps.GatewaySessionNew, ForCaller(GatewaySessions.Begin)),
            host.At("game-session/refresh", HytaleSteps.GatewaySessionRefresh, ForCaller(GatewaySessions.Refresh)),
            host.At("game-session/delete", HytaleSteps.GatewaySessionDelete, ForCaller(GatewaySessions.Delete)),
        ];
        EmulatedRoute[] known = [.. routes];
        foreach (string method in new[] { "GET", "POST", "PUT", "DELETE" })
        {
            routes.Add(new EmulatedRoute(method, path => !known.Any(route => route.Method == method && route.Serves(path)), _ => HytaleSteps.GatewayUnknown, NoEndpoint));
        }

        return new EmulatedHost("gateway", "gateway.hytale.test", routes);
    }

    private EmulatedRoute At(string path, string step, Func<GatewayCall, Reply> answer) =>
        EmulatedRoute.At("POST", Root + path, step, exchange => Serve(exchange, answer));

    private static Func<GatewayCall, Reply> ForCaller(Func<GatewayCall, TokenFamily<EmulatedHytaleAccount>, Reply> answer) => call =>
        call.Caller() is { } family ? answer(call, family) : call.Error(401, "UNAUTHORIZED", "Invalid or expired access token");

    private Reply Serve(Exchange exchange, Func<GatewayCall, Reply> answer)
    {
        LimitVerdict? verdict = authority.Options.EnforceGatewayLimits ? authority.Limits.Take(exchange) : null;
        Reply reply = verdict is { IsAllowed: false } ? TooMany(exchange, verdict) : Answer(exchange, answer);
        return verdict is null ? reply : HeadersOf(verdict).Aggregate(reply, (one, header) => one.With(header.Key, header.Value));
    }

    private Reply Answer(Exchange exchange, Func<GatewayCall, Reply> answer)
    {
        HytaleBody? body = HytaleBody.Parse(exchange);
        GatewayCall call = new(authority, exchange, body!);
        if (body is null) { return call.Error(400, "INVALID_REQUEST", "The body must be a JSON object of type application/json"); }
        return authority.Options.GatewayRequiresAccountId && body["account_id"] is null
            ? call.Error(400, "INVALID_REQUEST", "account_id is required")
            : answer(call);
    }

    private Reply TooMany(Exchange exchange, LimitVerdict verdict)
    {
        string message = exchange.Step == HytaleSteps.GatewayRefresh ? "Token refresh limit exceeded" : "Too many requests. Please try again later.";
        JsonObject body = authority.Options.GatewayStyle is HytaleGatewayStyle.KnownCode
            ? new JsonObject { ["success"] = false, ["error"] = message }
            : GatewayCall.Documented(429, "RATE_LIMITED", message);
        if (exchange.Step == HytaleSteps.GatewayDeviceCode)
        {
            body["headers"] = new JsonObject(HeadersOf(verdict).Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, header.Value)));
        }

        Reply reply = exchange.Refuse(429, "the quota is used up", body);
        return verdict.RetryAfter is { } wait ? reply.WithRetryAfter(wait) : reply;
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(LimitVerdict verdict) =>
    [
        new("X-RateLimit-Limit", verdict.Limit.ToString(CultureInfo.InvariantCulture)),
        new("X-RateLimit-Remaining", verdict.Remaining.ToString(CultureInfo.InvariantCulture)),
        new("X-RateLimit-Reset", ((long)Math.Ceiling(verdict.ResetAt.ToUnixTimeMilliseconds() / 1000.0)).ToString(CultureInfo.InvariantCulture)),
    ];

    private static Reply NoEndpoint(Exchange exchange) => exchange.Refuse(404, "no such endpoint",
        GatewayCall.Documented(404, "ENDPOINT_NOT_FOUND", $"{exchange.Method} {exchange.Path} is no endpoint"));
}

/// <summary>A request to the gateway, and the words in which its style answers.</summary>
internal sealed class GatewayCall(HytaleAuthority authority, Exchange exchange, HytaleBody body)
{
    public HytaleAuthority Authority => authority;

    public Exchange Exchange => exchange;

    public HytaleBody Body => body;

    public DateTimeOffset Now => exchange.Now;

    public bool IsKnownCode => authority.Options.GatewayStyle is HytaleGatewayStyle.KnownCode;

    /// <summary>The account that the answer names.</summary>
    public static string AccountIdOf(TokenFamily<EmulatedHytaleAccount> family) => family.ClientReference ?? family.Owner.Owner;

    /// <returns>Whose call it is; null for an access token that is unknown or over.</returns>
    public TokenFamily<EmulatedHytaleAccount>? Caller()
    {
        HytaleToken? token = authority.Present(exchange, HytaleTokenKind.Access, HytaleAuthority.BearerOf(exchange));
        TokenFamily<EmulatedHytaleAccount>? family = token?.Family;
        if (IsKnownCode && body["account_id"] is { } id) { family ??= authority.FamilyOf(id); }
        // A gateway that keeps the tokens goes by its own newest one, not by the one that the caller still has.
        IssuedToken? judged = authority.Options.GatewayKeepsTokens || token is null ? family?.AccessToken : token;
        return family is null or { IsRevoked: true } || judged!.IsExpired(exchange.Now) ? null : family;
    }

    /// <summary>An error in the documented shape, or in that of the known code, where nearly everything is 400.</summary>
    /// <param name="status">The documented status.</param>
    /// <param name="code">The documented code.</param>
    /// <param name="message">The documented message.</param>
    /// <param name="oauthError">The upstream's word, where the known code passes it on.</param>
    public Reply Error(int status, string code, string message, string? oauthError = null)
    {
        exchange.Note ??= code;
        if (!IsKnownCode) { return Reply.Of(status, Documented(status, code, message)); }
        JsonObject error = new() { ["success"] = false, ["error"] = oauthError ?? message };
        if (oauthError is not null) { error["error_description"] = message; }
        return Reply.Of(400, error);
    }

    public Reply LimitOfSessions(string advice) => Error(403, "SESSION_LIMIT_EXCEEDED", string.Create(CultureInfo.InvariantCulture,
        $"Account has reached concurrent session limit ({authority.Options.SessionLimit}). {advice}"));

    /// <summary>An answer, with the <c>success</c> that only the known code has.</summary>
    public Reply Success(JsonObject members)
    {
        if (IsKnownCode) { members.Insert(0, "success", true); }
        return Reply.Of(200, members);
    }

    /// <summary>The tokens stay with the gateway.</summary>
    public static Reply Kept(string message) => Reply.Of(200, new JsonObject { ["success"] = true, ["message"] = message });

    public static JsonObject Documented(int status, string code, string message) => new() { ["code"] = code, ["message"] = message, ["status"] = status };
}
