using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>sessions.hytale.com: game sessions, server joins, and the keys that sign both.</summary>
internal sealed class SessionsHost(HytaleAuthority authority)
{
    public static EmulatedHost Of(HytaleAuthority authority)
    {
        SessionsHost host = new(authority);
        ServerJoin join = new(authority);
        JwksEndpoint keys = new(authority);
        return new EmulatedHost("sessions", "sessions.hytale.com",
            EmulatedRoute.At("POST", "/game-session/new", HytaleSteps.SessionNew, authority.Limits.Direct(host.Begin)),
            EmulatedRoute.At("POST", "/game-session/refresh", HytaleSteps.SessionRefresh, authority.Limits.Direct(host.Refresh)),
            EmulatedRoute.At("DELETE", "/game-session", HytaleSteps.SessionEnd, authority.Limits.Direct(host.End)),
            EmulatedRoute.At("POST", "/server-join/auth-grant", HytaleSteps.AuthGrant, join.Grant),
            EmulatedRoute.At("POST", "/server-join/auth-token", HytaleSteps.AuthToken, join.Token),
            EmulatedRoute.At("GET", "/.well-known/jwks.json", HytaleSteps.Jwks, keys.Show));
    }

    private Reply Begin(Exchange exchange)
    {
        (HytaleToken? token, Reply? refusal) = SessionBearer.Access(authority, exchange);
        if (refusal is not null) return refusal;
        if (!token!.Family!.Scopes.Contains("auth:server")) return HytaleReply.Plain(exchange, 403, "insufficient scope", "the sign-in has no scope auth:server");
        if (!Guid.TryParseExact(HytaleBody.Parse(exchange)?["uuid"], "D", out Guid uuid)) return HytaleReply.BadRequest(exchange, "uuid must be a UUID");
        if (token.Account.Profiles.FirstOrDefault(one => one.IsCalled(uuid.ToString())) is not { } profile)
            return HytaleReply.NotFound(exchange, "profile not found");
        if (!profile.Entitlements.Contains("game.base")) return HytaleReply.Plain(exchange, 403, "missing entitlement", "the profile has no game.base");
        return authority.Sessions.IsAtLimit(token.Account, exchange.Now)
            ? HytaleReply.TooManySessions(exchange)
            : Answer(authority.Sessions.Begin(exchange, token.Account, profile));
    }

    private Reply Refresh(Exchange exchange)
    {
        (GameSession? session, Reply? refusal) = SessionBearer.Session(authority, exchange);
        if (refusal is not null) return refusal;
        authority.Sessions.Renew(exchange, session!);
        return Answer(session!);
    }

    private Reply End(Exchange exchange)
    {
        (GameSession? session, Reply? refusal) = SessionBearer.Session(authority, exchange);
        if (refusal is not null) return refusal;
        session!.IsEnded = true;
        return Reply.Empty(204);
    }

    private static Reply Answer(GameSession session) => Reply.Of(200, new JsonObject
    {
        ["sessionToken"] = session.Token!.Value,
        ["identityToken"] = session.Identity!.Value,
        ["expiresAt"] = HytaleText.Nanoseconds(session.ExpiresAt),
        ["emulated"] = true,
    });
}
