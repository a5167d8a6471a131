using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Pd2.Feathers;

namespace GameAuth.Emulator.Pd2;

/// <summary>The OAuth half of api.projectdiablo2.com: authorize, token with two grants, and who a token is of.</summary>
internal sealed class OAuthHost(Pd2Authority authority)
{
    public IEnumerable<EmulatedRoute> Routes()
    {
        TokenEndpoint token = new(Pd2Steps.Token, new TokenGrant(TokenGrant.AuthorizationCode, Pd2Steps.Code, Code), new TokenGrant(TokenGrant.RefreshToken, Pd2Steps.Refresh, Refresh));
        RedirectPolicy redirects = new("must be the client's own, or http on loopback", IsAllowed, (_, redirectUri) => redirectUri);
        CodeSettings codes = new("pd2_code", Pd2Text.NewToken, () => authority.Options.Lifetimes.AuthorizationCode, "The player declined.");
        return
        [
            .. new AuthorizationEndpoint<EmulatedPd2Player>(authority, "/oauth/auth", redirects, codes).Routes(Pd2Steps.Authorize),
            EmulatedRoute.At("POST", "/oauth/token", token.StepOf, exchange => Token(exchange, token)),
            EmulatedRoute.At("GET", "/oauth/me", Pd2Steps.Me, Me),
        ];
    }

    private bool IsAllowed(string redirectUri, string clientId) =>
        clientId == authority.Options.ClientId && (redirectUri == authority.Options.RedirectUri.OriginalString || RedirectPolicy.IsLoopback(redirectUri));

    private Reply Token(Exchange exchange, TokenEndpoint token)
    {
        Reply reply = RequestForm.Parse(exchange) is not { HasDuplicates: false } form
            ? OAuthError.Of(exchange, "invalid_request", "send application/x-www-form-urlencoded, each parameter once")
            : ClientProblem(exchange, form) is { } problem
                ? OAuthError.Of(exchange, "invalid_client", "client authentication failed", problem) with { Status = 401 }
                : token.Answer(exchange, form) ?? OAuthError.Of(exchange, "unsupported_grant_type", "unsupported grant_type requested");
        return reply.With("Cache-Control", "no-store");
    }

    /// <summary>The client names itself in the form or in <c>Authorization</c>, and has its secret there too, where it has one.</summary>
    private string? ClientProblem(Exchange exchange, RequestForm form)
    {
        if (ClientCredentials.Read(exchange, form) is not var (id, secret)) { return "credentials in two places, or malformed"; }
        if (id != authority.Options.ClientId) { return "another client id than the configured one"; }
        return authority.Options.ClientSecret is { } known && !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(known), Encoding.UTF8.GetBytes(secret ?? ""))
            ? "another secret than the client's"
            : null;
    }

    private Reply Code(Exchange exchange, RequestForm form)
    {
        if (form["code"] is not { } value || form["redirect_uri"] is not { } redirectUri) { return OAuthError.Of(exchange, "invalid_request", "code and redirect_uri are required"); }
        (AuthorizationCode<EmulatedPd2Player>? code, string? why) = authority.Codes.Find(exchange, value, authority.Options.ClientId, redirectUri, form["code_verifier"]);
        if (code is null) { return OAuthError.Of(exchange, "invalid_grant", "grant request is invalid", why); }
        code.IsRedeemed = true;
        authority.Mint(exchange, code.Family);
        return Tokens(exchange, code.Family, withRefresh: true);
    }

    private Reply Refresh(Exchange exchange, RequestForm form)
    {
        Pd2Token? token = authority.Tokens.Present(exchange, form["refresh_token"], one => one.Kind is Pd2TokenKind.Refresh);
        return authority.Refresh(exchange, token?.Family, token, authority.Options.ClientId).Refusal() is { } why
            ? OAuthError.Of(exchange, "invalid_grant", "grant request is invalid", why)
            : Tokens(exchange, token!.Family!, authority.Options.RotateRefreshTokens);
    }

    private static Reply Tokens(Exchange exchange, TokenFamily<EmulatedPd2Player> family, bool withRefresh)
    {
        JsonObject body = new()
        {
            ["access_token"] = family.AccessToken!.Value, ["expires_in"] = family.ExpiresIn(exchange.Now), ["token_type"] = "Bearer", ["scope"] = family.Scope, ["emulated"] = true,
        };
        if (withRefresh) { body["refresh_token"] = family.RefreshToken!.Value; }
        if (family.Scopes.Contains("openid")) { body["id_token"] = Pd2Authority.NewIdToken(exchange, family); }
        return Reply.Of(200, body);
    }

    private Reply Me(Exchange exchange)
    {
        (Pd2Token? token, FeathersError? error) = authority.Bearer(exchange, one => one.Kind is Pd2TokenKind.Access) ?? (null, null);
        return token is null
            ? exchange.Refuse(401, error?.Message ?? "no access token", new JsonObject { ["error"] = "invalid_token", ["error_description"] = "invalid token provided" }).With("WWW-Authenticate", "Bearer error=\"invalid_token\"")
            : Reply.Of(200, new JsonObject { ["sub"] = token.Player.Id, ["name"] = token.Player.Username, ["emulated"] = true });
    }
}
