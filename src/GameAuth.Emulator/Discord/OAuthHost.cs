using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord;

/// <summary>The OAuth half of discord.com: the page where a user allows an application, tokens by code and by refresh token, and revocation.</summary>
internal sealed class OAuthHost(DiscordAuthority authority)
{
    public const string CodeKind = "discord_code";

    /// <summary>What a code of an Activity has in the place of a redirect: its token request has none.</summary>
    public const string NoRedirect = "";

    public IEnumerable<EmulatedRoute> PageRoutes()
    {
        RedirectPolicy redirects = new("must be one that the application has registered, with its port", IsRegistered, (_, redirectUri) => redirectUri);
        CodeSettings codes = new(CodeKind, DiscordText.NewToken, () => authority.Options.Lifetimes.AuthorizationCode, "The resource owner or authorization server denied the request");
        return new AuthorizationEndpoint<EmulatedDiscordUser>(authority, "/oauth2/authorize", redirects, codes).Routes(DiscordSteps.Authorize);
    }

    public IEnumerable<EmulatedRoute> ApiRoutes(string prefix)
    {
        TokenEndpoint token = new(
            DiscordSteps.Token,
            new TokenGrant(TokenGrant.AuthorizationCode, DiscordSteps.Code, ForClient(Code)),
            new TokenGrant(TokenGrant.RefreshToken, DiscordSteps.Refresh, ForClient(Refresh)));
        return
        [
            EmulatedRoute.At("POST", prefix + "/oauth2/token", token.StepOf, ForForm((exchange, form) => token.Answer(exchange, form) ?? OAuthError.Of(exchange, "unsupported_grant_type", "grant_type must be authorization_code or refresh_token"))),
            EmulatedRoute.At("POST", prefix + "/oauth2/token/revoke", DiscordSteps.Revoke, ForForm(ForClient(Revoke))),
        ];
    }

    private bool IsRegistered(string redirectUri, string clientId) => authority.Find(clientId) is { } application && application.RedirectUris.Contains(redirectUri);

    /// <summary>Both endpoints take a form only.</summary>
    private static Func<Exchange, Reply> ForForm(Func<Exchange, RequestForm, Reply> answer) => exchange =>
        RequestForm.Parse(exchange) is { HasDuplicates: false } form
            ? answer(exchange, form)
            : OAuthError.Of(exchange, "invalid_request", "Send application/x-www-form-urlencoded, each parameter once.", "not a form, or a parameter twice");

    private Func<Exchange, RequestForm, Reply> ForClient(Func<Exchange, RequestForm, EmulatedDiscordApplication, Reply> answer) => (exchange, form) =>
        ClientOf(exchange, form) is { } client ? answer(exchange, form, client) : exchange.Refuse(401, "invalid_client", new JsonObject { ["error"] = "invalid_client" });

    private EmulatedDiscordApplication? ClientOf(Exchange exchange, RequestForm form) =>
        ClientCredentials.Read(exchange, form) is { } sent && authority.Find(sent.Id) is { } application && SameText(sent.Secret ?? "", application.ClientSecret) ? application : null;

    private Reply Code(Exchange exchange, RequestForm form, EmulatedDiscordApplication client)
    {
        if (form["code"] is not { } value) { return OAuthError.Of(exchange, "invalid_request", "Missing \"code\" in request."); }
        (AuthorizationCode<EmulatedDiscordUser>? code, string? why) = authority.Codes.Find(exchange, value, client.Id, form["redirect_uri"] ?? NoRedirect, form["code_verifier"]);
        // One sentence for every reason: it is the only one on record.
        if (code is null) { return OAuthError.Of(exchange, "invalid_grant", "Invalid \"code\" in request.", why); }
        code.IsRedeemed = true;
        authority.Mint(exchange, code.Family);
        return Tokens(exchange, code.Family);
    }

    private Reply Refresh(Exchange exchange, RequestForm form, EmulatedDiscordApplication client)
    {
        DiscordToken? token = authority.Tokens.Present(exchange, form["refresh_token"], one => one.Kind is DiscordTokenKind.Refresh);
        string? why = token is not null && token.Family.RefreshToken != token
            ? "the refresh token was used before"
            : authority.Refresh(exchange, token?.Family, token, client.Id).Refusal();
        return why is null ? Tokens(exchange, token!.Family) : OAuthError.Of(exchange, "invalid_grant", "Invalid \"refresh_token\" in request.", why);
    }

    /// <summary>RFC 7009: the hint does not matter, and a token that nobody knows is no error.</summary>
    private Reply Revoke(Exchange exchange, RequestForm form, EmulatedDiscordApplication client)
    {
        if (form["token"] is not { } value) { return OAuthError.Of(exchange, "invalid_request", "Missing \"token\" in request."); }
        DiscordToken? token = authority.Tokens.Present(exchange, value, _ => true);
        if (token is not null && token.Family.ClientId != client.Id) { return OAuthError.Of(exchange, "unauthorized_client", "The token belongs to another application.", "another client id"); }
        if (token is not null && token.IsGood(exchange.Now) && authority.Deauthorize(token.Family.Owner, client)) { exchange.Note = "the authorization ended"; }
        return Reply.Of(200, new JsonObject());
    }

    private static Reply Tokens(Exchange exchange, TokenFamily<EmulatedDiscordUser> family) => Reply.Of(200, new JsonObject
    {
        ["token_type"] = "Bearer", ["access_token"] = family.AccessToken!.Value, ["expires_in"] = family.ExpiresIn(exchange.Now), ["refresh_token"] = family.RefreshToken!.Value, ["scope"] = family.Scope,
    });

    private static bool SameText(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
