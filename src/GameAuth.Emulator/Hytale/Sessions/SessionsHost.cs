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
        return new EmulatedHost("sessions", "sessions.hytale.com",
            EmulatedRoute.At("POST", "/game-session/new", HytaleSteps.SessionNew, authority.Limits.Direct(HytaleBearer.ForAccess(authority, host.Begin))),
            EmulatedRoute.At("POST", "/game-session/refresh", HytaleSteps.SessionRefresh, authority.Limits.Direct(HytaleBearer.ForSession(authority, host.Refresh))),
            EmulatedRoute.At("DELETE", "/game-session", HytaleSteps.SessionEnd, authority.Limits.Direct(HytaleBearer.ForSession(authority, End))),
            EmulatedRoute.At("POST", "/server-join/auth-grant", HytaleSteps.AuthGrant, HytaleBearer.ForSession(authority, join.Grant)),
            EmulatedRoute.At("POST", "/server-join/auth-token", HytaleSteps.AuthToken, HytaleBearer.ForSession(authority, join.Token)),
            EmulatedRoute.At("GET", "/.well-known/jwks.json", HytaleSteps.Jwks, new JwksEndpoint(authority).Show));
    }

    private Reply Begin(Exchange exchange, HytaleToken token)
    {
        if (!token.Family!.Scopes.Contains("auth:server"))
        {
            return HytaleReply.Plain(exchange, 403, "insufficient scope", "the sign-in has no scope auth:server");
        }

        if (!Guid.TryParseExact(HytaleBody.Parse(exchange)?["uuid"], "D", out Guid uuid)) { return HytaleReply.BadRequest(exchange, "uuid must be a UUID"); }
        if (token.Account.Profiles.FirstOrDefault(one => one.IsCalled(uuid.ToString())) is not { } profile)
        {
            return HytaleReply.NotFound(exchange, "profile not found");
        }

        if (!profile.Entitlements.Contains("game.base")) { return HytaleReply.Plain(exchange, 403, "missing entitlement", "the profile has no game.base"); }
        // The limit of sessions: 403 and nothing else.
        return authority.Sessions.IsAtLimit(token.Account, exchange.Now)
            ? exchange.Refuse(403, "the account has as many sessions as it may")
            : Answer(authority.Sessions.Begin(exchange, token.Account, profile));
    }

    private Reply Refresh(Exchange exchange, GameSession session)
    {
        authority.Sessions.Renew(exchange, session);
        return Answer(session);
    }

    private static Reply End(Exchange exchange, GameSession session)
    {
        session.IsEnded = true;
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

/// <summary>
/// The two calls of a join: a server has a grant made for a player whose identity token it holds, and the player exchanges it for an
/// access token that is bound to the server and to the player's certificate. The other way round it is the same.
/// </summary>
internal sealed class ServerJoin(HytaleAuthority authority)
{
    public Reply Grant(Exchange exchange, GameSession session)
    {
        HytaleBody? body = HytaleBody.Parse(exchange);
        if (body?["identityToken"] is not { } value || body["aud"] is not { } audience)
        {
            return HytaleReply.BadRequest(exchange, "identityToken and aud are required");
        }

        exchange.Audience = audience;
        if (authority.Present(exchange, HytaleTokenKind.Identity, value) is not { Profile: { } profile } identity || identity.IsExpired(exchange.Now))
        {
            return HytaleReply.InvalidToken(exchange, "the identity token is not one of this emulator's, or expired");
        }

        HytaleToken grant = authority.Issue(exchange, HytaleTokenKind.Grant, HytaleText.NewGrant(), identity.Account, profile, audience: audience);
        return Reply.Of(200, new JsonObject { ["authorizationGrant"] = grant.Value });
    }

    public Reply Token(Exchange exchange, GameSession session)
    {
        HytaleBody? body = HytaleBody.Parse(exchange);
        if (body?["authorizationGrant"] is not { } value || body["x509Fingerprint"] is not { } fingerprint)
        {
            return HytaleReply.BadRequest(exchange, "authorizationGrant and x509Fingerprint are required");
        }

        if (authority.Present(exchange, HytaleTokenKind.Grant, value) is not { } grant || grant.IsExpired(exchange.Now))
        {
            return HytaleReply.InvalidToken(exchange, "the grant is unknown, used or expired");
        }

        exchange.Audience = grant.Audience;
        if (grant.Profile != session.Profile) { return HytaleReply.InvalidToken(exchange, "the grant is for another profile"); }
        // Good once: whoever comes second with it is not served.
        authority.Tokens.RemoveWhere(token => token == grant);
        DateTimeOffset end = exchange.Now + authority.Options.Lifetimes.ServerAccess;
        JsonObject claims = SessionTokens.Named(authority.Options.Claims, session.Profile, authority.Options.IdentityScope, exchange.Now, end);
        claims["aud"] = grant.Audience;
        claims["ip"] = "127.0.0.1";
        claims["cnf"] = new JsonObject { ["x5t#S256"] = fingerprint };
        string access = SessionTokens.Sign(authority.Keys.Current, claims);
        authority.Issue(exchange, HytaleTokenKind.ServerAccess, access, session.Account, session.Profile);
        return Reply.Of(200, new JsonObject { ["accessToken"] = access });
    }
}
