using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Limits;

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
            host.At("profiles", HytaleSteps.GatewayProfiles, GatewayProfiles.List),
            host.At("select-profile", HytaleSteps.GatewaySelectProfile, GatewayProfiles.Select),
            host.At("game-session/new", HytaleSteps.GatewaySessionNew, GatewaySessions.Begin),
            host.At("game-session/refresh", HytaleSteps.GatewaySessionRefresh, GatewaySessions.Refresh),
            host.At("game-session/delete", HytaleSteps.GatewaySessionDelete, GatewaySessions.Delete),
        ];
        EmulatedRoute[] known = [.. routes];
        foreach (string method in new[] { "GET", "POST", "PUT", "DELETE" })
            routes.Add(new EmulatedRoute(method, path => !known.Any(route => route.Method == method && route.Serves(path)), _ => HytaleSteps.GatewayUnknown, NoEndpoint));
        return new EmulatedHost("gateway", "gateway.hytale.test", routes);
    }

    private EmulatedRoute At(string path, string step, Func<GatewayCall, Reply> answer) =>
        EmulatedRoute.At("POST", Root + path, step, exchange => Serve(exchange, answer));

    private Reply Serve(Exchange exchange, Func<GatewayCall, Reply> answer)
    {
        LimitVerdict? verdict = authority.Options.EnforceGatewayLimits ? authority.Limits.Take(exchange) : null;
        Reply reply = verdict is { IsAllowed: false } ? TooMany(exchange, verdict) : Answer(exchange, answer);
        if (verdict is null) return reply;
        foreach ((string name, string value) in HeadersOf(verdict)) reply = reply.With(name, value);
        return reply;
    }

    private Reply Answer(Exchange exchange, Func<GatewayCall, Reply> answer)
    {
        HytaleBody? body = HytaleBody.Parse(exchange);
        GatewayCall call = new(authority, exchange, body!);
        if (body is null) return call.Error(400, "INVALID_REQUEST", "The body must be a JSON object");
        return authority.Options.GatewayRequiresAccountId && body["account_id"] is null
            ? call.Error(400, "INVALID_REQUEST", "account_id is required")
            : answer(call);
    }

    private Reply TooMany(Exchange exchange, LimitVerdict verdict)
    {
        exchange.Note = "the quota is used up";
        string message = exchange.Step == HytaleSteps.GatewayRefresh ? "Token refresh limit exceeded" : "Too many requests. Please try again later.";
        JsonObject body = authority.Options.GatewayStyle is HytaleGatewayStyle.KnownCode
            ? new JsonObject { ["success"] = false, ["error"] = message }
            : new JsonObject { ["code"] = "RATE_LIMITED", ["message"] = message, ["status"] = 429 };
        if (exchange.Step == HytaleSteps.GatewayDeviceCode)
            body["headers"] = new JsonObject(HeadersOf(verdict).Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, header.Value)));
        Reply reply = Reply.Of(429, body);
        return verdict.RetryAfter is { } wait ? reply.With("Retry-After", HytaleLimits.WholeSeconds(wait)) : reply;
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(LimitVerdict verdict) =>
    [
        new("X-RateLimit-Limit", verdict.Limit.ToString(CultureInfo.InvariantCulture)),
        new("X-RateLimit-Remaining", verdict.Remaining.ToString(CultureInfo.InvariantCulture)),
        new("X-RateLimit-Reset", ((long)Math.Ceiling(verdict.ResetAt.ToUnixTimeMilliseconds() / 1000.0)).ToString(CultureInfo.InvariantCulture)),
    ];

    private static Reply NoEndpoint(Exchange exchange)
    {
        exchange.Note = "no such endpoint";
        return Reply.Of(404, new JsonObject { ["code"] = "ENDPOINT_NOT_FOUND", ["message"] = $"{exchange.Method} {exchange.Path} is no endpoint", ["status"] = 404 });
    }
}
