using System.Text;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale;

/// <summary>Refusals of the official hosts other than OAuth's: a status, and at most a plain sentence.</summary>
internal static class HytaleReply
{
    /// <summary>What the sessions host says to a token that it does not take.</summary>
    public static Reply InvalidToken(Exchange exchange, string why) => Plain(exchange, 403, "invalid token", why);

    public static Reply Unauthorized(Exchange exchange, string why) => Plain(exchange, 401, "unauthorized", why);

    public static Reply BadRequest(Exchange exchange, string problem) => Plain(exchange, 400, problem, problem);

    public static Reply NotFound(Exchange exchange, string what) => Plain(exchange, 404, what, what);

    /// <summary>The limit of sessions: 403 and nothing else.</summary>
    public static Reply TooManySessions(Exchange exchange)
    {
        exchange.Note = "the account has as many sessions as it may";
        return Reply.Empty(403);
    }

    public static Reply Plain(Exchange exchange, int status, string text, string note)
    {
        exchange.Note = note;
        return new Reply(status) { Bytes = Encoding.UTF8.GetBytes(text), ContentType = "text/plain; charset=utf-8" };
    }
}
