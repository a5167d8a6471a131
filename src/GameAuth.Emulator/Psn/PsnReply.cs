using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Psn;

/// <summary>The refusals of the hosts: flat ones of OAuth, nested ones of the API, and pages.</summary>
internal static class PsnReply
{
    public static Reply OAuth(Exchange exchange, string error, int code, string description, string? why = null, int status = 400)
    {
        Reply reply = OAuthError.Of(exchange, error, description, why) with { Status = status };
        reply.Json!["error_code"] = code;
        reply.Json!["docs"] = "https://auth.api.example/docs";
        reply.Json!["parameters"] = new JsonArray();
        return reply;
    }

    public static Reply Invalid(Exchange exchange, string problem) => OAuth(exchange, "invalid_request", PsnOAuthCode.Unknown, problem, problem);

    /// <param name="exchange">The request; its event says what was wrong.</param>
    /// <param name="error">The refusal.</param>
    /// <param name="why">What the event says.</param>
    public static Reply Np(Exchange exchange, PsnError error, string why) =>
        exchange.Refuse(error.Status, why, NpBody(error, exchange.Host.Name == "community"));

    public static Reply Bad(Exchange exchange, string what, string why) => Np(exchange, PsnError.Bad(what), why);

    /// <summary>The legacy host has no reference id.</summary>
    public static JsonObject NpBody(PsnError error, bool isLegacy)
    {
        JsonObject inner = isLegacy ? [] : new JsonObject { ["referenceId"] = RandomId.Uuid() };
        inner["code"] = error.Code;
        inner["message"] = error.Message;
        return new JsonObject { ["error"] = inner };
    }

    /// <summary>The time in whole seconds, rounded up.</summary>
    public static Reply WithNextAvailable(Reply reply, DateTimeOffset when) => reply.With(
        "X-RateLimit-Next-Available", ((long)Math.Ceiling(when.ToUnixTimeMilliseconds() / 1000m)).ToString(CultureInfo.InvariantCulture));
}

/// <summary>Codes of the account host's errors.</summary>
internal static class PsnOAuthCode
{
    /// <summary>Where no code is known.</summary>
    public const int Unknown = 0;
    public const int BadRequest = 1;
    public const int InvalidLogin = 20;
    public const int PasswordExpired = 100;
    public const int InvalidToken = 4097;
    public const int GrantNotAllowed = 4151;
    public const int InvalidRefreshToken = 4159;
    public const int NotAuthenticated = 4165;
}

/// <summary>A refusal of an API host. The codes are per service, and which service says which is a choice where no record names it.</summary>
internal sealed record PsnError(int Status, int Code, string Message)
{
    public static PsnError InvalidToken { get; } = new(401, 2241025, "Invalid token");

    public static PsnError RateLimit { get; } = new(429, 2122251, "Rate limit exceeded");

    public static PsnError NoTrophyAccess { get; } = new(403, 2240526, "Not permitted by access control");

    public static PsnError NoProfileAccess { get; } = new(403, 2281486, "Not permitted by access control");

    public static PsnError NoTrophies { get; } = new(404, 2240525, "Resource not found");

    public static PsnError NoUser { get; } = new(404, 2285581, "Resource not found");

    public static PsnError NoLegacyUser { get; } = new(404, 2105356, "User not found");

    public static PsnError NotThere { get; } = new(404, Unknown, "Resource not found");

    public static PsnError NotPermitted { get; } = new(403, Unknown, "Not permitted by access control");

    /// <summary>The words are known, the code is not.</summary>
    public static PsnError MembersOnly { get; } = new(403, Unknown, "Only session members permitted");

    public static PsnError Conflict { get; } = new(409, Unknown, "Conflict");

    /// <summary>Of the party and voice services no code is known.</summary>
    private const int Unknown = 0;

    public static PsnError Bad(string what) => new(400, 2281473, $"Bad Request ({what})");
}

/// <summary>What was asked in an order or at a time that the service's own application never has. Not thread safe: the emulator serializes access.</summary>
internal sealed class PsnOrder
{
    /// <summary>What it was, as step and reason.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>A refusal that is held against the client.</summary>
    public Reply Refuse(Exchange exchange, PsnError error, string why)
    {
        Note(exchange, why);
        return PsnReply.Np(exchange, error, why);
    }

    public void Note(Exchange exchange, string why) => Problems.Add($"{exchange.Step}: {why}");
}

/// <summary>What faults say at the hosts of PlayStation Network.</summary>
internal static class PsnFaults
{
    public static bool Knows(string at) => at != "*" && PsnSteps.Places.Contains(at);

    /// <summary>A page at the account host, an error elsewhere; null where the place is another provider's.</summary>
    public static Reply? TooMany(string at)
    {
        if (!Knows(at)) { return null; }
        return PsnSteps.OfAccount.Contains(at)
            ? Reply.Html(429, "<html><head><title>Too Many Requests</title></head><body><h1>Too Many Requests</h1></body></html>")
            : Reply.Of(429, PsnReply.NpBody(PsnError.RateLimit, at is "community" or PsnSteps.Profile2));
    }

    /// <summary>The service's own code for an OAuth error word at a step.</summary>
    public static JsonObject WithCode(JsonObject body, string at, string error)
    {
        body["error_code"] = (error, at) switch
        {
            ("invalid_grant", PsnSteps.Refresh) => PsnOAuthCode.InvalidRefreshToken,
            ("invalid_grant", PsnSteps.Sso or PsnSteps.SsoCookie) => PsnOAuthCode.InvalidLogin,
            ("invalid_grant", _) => PsnOAuthCode.BadRequest,
            ("invalid_token", _) => PsnOAuthCode.InvalidToken,
            ("unauthorized_client", _) => PsnOAuthCode.GrantNotAllowed,
            ("login_required", _) => PsnOAuthCode.NotAuthenticated,
            _ => PsnOAuthCode.Unknown,
        };
        return body;
    }
}
