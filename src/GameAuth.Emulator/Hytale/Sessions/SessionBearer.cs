using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>The token in <c>Authorization</c>, as the official hosts look at it.</summary>
internal static class SessionBearer
{
    /// <returns>The access token, or the refusal: 401 for none or an old one, else 403 and a plain sentence.</returns>
    public static (HytaleToken? Token, Reply? Refusal) Access(HytaleAuthority authority, Exchange exchange)
    {
        if (HytaleAuthority.BearerOf(exchange) is not { } value) return (null, HytaleReply.Unauthorized(exchange, "no bearer token"));
        if (authority.Present(exchange, HytaleTokenKind.Access, value) is not { Family: { } family } token)
            return (null, HytaleReply.InvalidToken(exchange, "the bearer is no access token of this emulator's"));
        if (family.IsRevoked) return (null, HytaleReply.InvalidToken(exchange, "the sign-in is revoked"));
        return token.IsExpired(exchange.Now) ? (null, HytaleReply.Unauthorized(exchange, "the access token is expired")) : (token, null);
    }

    /// <returns>The open session, or the refusal.</returns>
    public static (GameSession? Session, Reply? Refusal) Session(HytaleAuthority authority, Exchange exchange)
    {
        if (HytaleAuthority.BearerOf(exchange) is not { } value) return (null, HytaleReply.Unauthorized(exchange, "no bearer token"));
        if (authority.Present(exchange, HytaleTokenKind.Session, value) is not { Session: { } session } token)
            return (null, HytaleReply.InvalidToken(exchange, "the bearer is no session token of this emulator's"));
        if (session.Token != token) return (null, HytaleReply.InvalidToken(exchange, "a newer session token took its place"));
        return session.IsOpen(exchange.Now) ? (session, null) : (null, HytaleReply.InvalidToken(exchange, session.IsEnded ? "the session was ended" : "the session is expired"));
    }
}
