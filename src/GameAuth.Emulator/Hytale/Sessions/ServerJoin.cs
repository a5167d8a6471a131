using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Sessions;

/// <summary>
/// The two calls of a join: a server has a grant made for a player whose identity token it holds, and the player exchanges it for an
/// access token that is bound to the server and to the player's certificate. The other way round it is the same.
/// </summary>
internal sealed class ServerJoin(HytaleAuthority authority)
{
    public Reply Grant(Exchange exchange)
    {
        (_, Reply? refusal) = SessionBearer.Session(authority, exchange);
        if (refusal is not null) return refusal;
        HytaleBody? body = HytaleBody.Parse(exchange);
        if (body?["identityToken"] is not { } value || body["aud"] is not { } audience)
            return HytaleReply.BadRequest(exchange, "identityToken and aud are required");
        exchange.Audience = audience;
        if (authority.Present(exchange, HytaleTokenKind.Identity, value) is not { Profile: { } profile } identity || identity.IsExpired(exchange.Now))
            return HytaleReply.InvalidToken(exchange, "the identity token is not one of this emulator's, or expired");
        HytaleToken grant = authority.Add(exchange, new HytaleToken
        {
            Kind = HytaleTokenKind.Grant, Value = HytaleText.NewGrant(), NotAfter = exchange.Now + authority.Options.Lifetimes.Grant,
            Account = identity.Account, Profile = profile, Audience = audience,
        });
        return Reply.Of(200, new JsonObject { ["authorizationGrant"] = grant.Value });
    }

    public Reply Token(Exchange exchange)
    {
        (GameSession? session, Reply? refusal) = SessionBearer.Session(authority, exchange);
        if (refusal is not null) return refusal;
        HytaleBody? body = HytaleBody.Parse(exchange);
        if (body?["authorizationGrant"] is not { } value || body["x509Fingerprint"] is not { } fingerprint)
            return HytaleReply.BadRequest(exchange, "authorizationGrant and x509Fingerprint are required");
        if (authority.Present(exchange, HytaleTokenKind.Grant, value) is not { } grant || grant.IsExpired(exchange.Now))
            return HytaleReply.InvalidToken(exchange, "the grant is unknown, used or expired");
        exchange.Audience = grant.Audience;
        if (grant.Profile != session!.Profile) return HytaleReply.InvalidToken(exchange, "the grant is for another profile");
        // Good once: whoever comes second with it is not served.
        authority.Tokens.RemoveWhere(token => token == grant);
        DateTimeOffset end = exchange.Now + authority.Options.Lifetimes.ServerAccess;
        JsonObject claims = SessionClaims.Named(authority.Options.Claims, session.Profile, authority.Options.IdentityScope, exchange.Now, end);
        claims["aud"] = grant.Audience;
        claims["ip"] = "127.0.0.1";
        claims["cnf"] = new JsonObject { ["x5t#S256"] = fingerprint };
        HytaleToken access = authority.Add(exchange, new HytaleToken
        {
            Kind = HytaleTokenKind.ServerAccess, Value = SessionTokens.Sign(authority.Keys.Current, claims), NotAfter = end,
            Account = session.Account, Profile = session.Profile,
        });
        return Reply.Of(200, new JsonObject { ["accessToken"] = access.Value });
    }
}
