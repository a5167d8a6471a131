using System.Text;
using System.Text.Json;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale;

/// <summary>The JSON body of a request.</summary>
internal sealed class HytaleBody
{
    private readonly JsonElement _root;

    private HytaleBody(JsonElement root) => _root = root;

    /// <summary>Null when the content type is another, or the bytes are not a JSON object.</summary>
    public static HytaleBody? Parse(Exchange exchange) =>
        exchange.Headers.ContentType.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
        && JsonText.ParseObject(exchange.Body) is { } root ? new HytaleBody(root) : null;

    /// <summary>A member that is a text and not empty.</summary>
    public string? this[string name] =>
        _root.TryGetProperty(name, out JsonElement member) && member.ValueKind is JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;
}

/// <summary>The token in <c>Authorization</c>, as the official hosts look at it: 401 for none, else 403 and a plain sentence.</summary>
internal static class HytaleBearer
{
    /// <summary>An answer for who has an access token; 401 also for an old one.</summary>
    public static Func<Exchange, Reply> ForAccess(HytaleAuthority authority, Func<Exchange, HytaleToken, Reply> answer) => exchange =>
    {
        if (HytaleAuthority.BearerOf(exchange) is not { } value) { return HytaleReply.Unauthorized(exchange, "no bearer token"); }
        if (authority.Present(exchange, HytaleTokenKind.Access, value) is not { Family: { } family } token)
        {
            return HytaleReply.InvalidToken(exchange, "the bearer is no access token of this emulator's");
        }

        if (family.IsRevoked) { return HytaleReply.InvalidToken(exchange, "the sign-in is revoked"); }
        return token.IsExpired(exchange.Now) ? HytaleReply.Unauthorized(exchange, "the access token is expired") : answer(exchange, token);
    };

    /// <summary>An answer for who has the newest token of an open session.</summary>
    public static Func<Exchange, Reply> ForSession(HytaleAuthority authority, Func<Exchange, GameSession, Reply> answer) => exchange =>
    {
        if (HytaleAuthority.BearerOf(exchange) is not { } value) { return HytaleReply.Unauthorized(exchange, "no bearer token"); }
        if (authority.Present(exchange, HytaleTokenKind.Session, value) is not { Session: { } session } token)
        {
            return HytaleReply.InvalidToken(exchange, "the bearer is no session token of this emulator's");
        }

        if (session.Token != token) { return HytaleReply.InvalidToken(exchange, "a newer session token took its place"); }
        return session.IsOpen(exchange.Now)
            ? answer(exchange, session)
            : HytaleReply.InvalidToken(exchange, session.IsEnded ? "the session was ended" : "the session is expired");
    };
}

/// <summary>Refusals of the official hosts other than OAuth's: a status, and at most a plain sentence.</summary>
internal static class HytaleReply
{
    /// <summary>What the sessions host says to a token that it does not take.</summary>
    public static Reply InvalidToken(Exchange exchange, string why) => Plain(exchange, 403, "invalid token", why);

    public static Reply Unauthorized(Exchange exchange, string why) => Plain(exchange, 401, "unauthorized", why);

    public static Reply BadRequest(Exchange exchange, string problem) => Plain(exchange, 400, problem, problem);

    public static Reply NotFound(Exchange exchange, string what) => Plain(exchange, 404, what, what);

    public static Reply Plain(Exchange exchange, int status, string text, string note) =>
        exchange.Refuse(status, note) with { Bytes = Encoding.UTF8.GetBytes(text), ContentType = "text/plain; charset=utf-8" };
}
