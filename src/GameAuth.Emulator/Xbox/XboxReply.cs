using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Faults;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>The answers that the auth hosts have in common.</summary>
internal static class XboxReply
{
    public static Reply Malformed(Exchange exchange, string problem)
    {
        exchange.Note = problem;
        return Reply.Of(400, new JsonObject { ["error"] = "bad_request", ["message"] = problem });
    }

    /// <summary>What signed endpoints say to a signature that they do not take.</summary>
    public static Reply Forbidden(Exchange exchange, string why)
    {
        exchange.Note = why;
        return Reply.Empty(403);
    }

    /// <summary>An empty JSON object under 403: the title host's answer to a client that may not use it.</summary>
    public static Reply ForbiddenTitle(Exchange exchange, string why)
    {
        exchange.Note = why;
        return Reply.Of(403, new JsonObject());
    }

    public static Reply Unauthorized(Exchange exchange, string why)
    {
        exchange.Note = why;
        return Reply.Empty(401);
    }

    /// <summary>What the API hosts say to a person or thing that they do not know.</summary>
    public static Reply NotFound(Exchange exchange, string what)
    {
        exchange.Note = what;
        return Reply.Of(404, new JsonObject { ["code"] = 28, ["source"] = "Emulator", ["description"] = "The requested resource was not found." });
    }

    public static Reply ErrorBody(Exchange exchange, long code, string identity = "0")
    {
        exchange.Note = string.Create(CultureInfo.InvariantCulture, $"XErr {code}");
        return FaultyReply.XErrBody(code, identity);
    }

    public static Reply ErrorHeader(Exchange exchange, long code)
    {
        exchange.Note = string.Create(CultureInfo.InvariantCulture, $"XErr {code}");
        return FaultyReply.XErrHeader(code);
    }

    /// <summary>A token as every auth host writes it; timestamps have seven fractional digits.</summary>
    public static JsonObject Token(XboxToken token, JsonObject displayClaims) => new()
    {
        ["IssueInstant"] = XboxText.Of(token.IssuedAt),
        ["NotAfter"] = XboxText.Of(token.NotAfter),
        ["Token"] = token.Value,
        ["DisplayClaims"] = displayClaims,
        ["Emulated"] = true,
    };
}
