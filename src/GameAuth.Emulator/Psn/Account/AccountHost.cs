using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Ids;

namespace GameAuth.Emulator.Psn.Account;

/// <summary>ca.account.sony.com: the authorization endpoint, the token endpoint with its four grants, and the npsso of a browser session.</summary>
internal sealed class AccountHost(PsnAuthority authority)
{
    public const string AuthorizePath = "/api/authz/v3/oauth/authorize";
    private const string SsoToken = "sso_token";
    private const string ClientCredentials = "client_credentials";

    public static EmulatedHost Of(PsnAuthority authority)
    {
        AccountHost host = new(authority);
        TokenEndpoint token = new(PsnSteps.Token,
            new TokenGrant(TokenGrant.AuthorizationCode, PsnSteps.Code, host.Code),
            new TokenGrant(TokenGrant.RefreshToken, PsnSteps.Refresh, host.Refresh),
            new TokenGrant(SsoToken, PsnSteps.Sso, host.Sso),
            new TokenGrant(ClientCredentials, PsnSteps.ClientCredentials, host.ForClient));
        return new EmulatedHost("account", "ca.account.sony.com",
            EmulatedRoute.At("GET", AuthorizePath, PsnSteps.Authorize, new AuthorizeEndpoint(authority).Show),
            EmulatedRoute.At("POST", "/api/authz/v3/oauth/token", token.StepOf, exchange => host.Token(exchange, token)),
            EmulatedRoute.At("GET", "/api/v1/ssocookie", PsnSteps.SsoCookie, host.Cookie))
        {
            Arrived = authority.Ids.NoteTokenRequest,
        };
    }

    private Reply Token(Exchange exchange, TokenEndpoint token)
    {
        RequestForm? form = RequestForm.Parse(exchange);
        Reply reply = form is not { HasDuplicates: false }
            ? PsnReply.Invalid(exchange, "send application/x-www-form-urlencoded, each parameter once")
            : Refusal(exchange, form) ?? token.Answer(exchange, form)
                ?? PsnReply.OAuth(exchange, "unsupported_grant_type", PsnOAuthCode.Unknown, "the grant type is not known");
        string correlation = PsnRequestIds.HeaderOf(exchange, PsnRequestIds.CorrelationId) ?? RandomId.Uuid();
        string request = PsnText.NewRequestId();
        return reply.With("X-Psn-Correlation-Id", correlation).With("X-CorrelationId", correlation).With("X-Psn-Request-Id", request).With("X-RequestId", request);
    }

    /// <summary>What no grant takes: an id that came before or is missing, an unknown client, a grant that it may not use.</summary>
    private Reply? Refusal(Exchange exchange, RequestForm form)
    {
        string? grant = form["grant_type"];
        if (CorrelationProblem(exchange, form) is { } problem) { return PsnReply.Invalid(exchange, problem); }
        (PsnClient? client, string? why) = PsnClient.Read(authority.Options, exchange, form);
        if (client is null) { return PsnReply.OAuth(exchange, "invalid_client", PsnOAuthCode.Unknown, "Bad client credentials", why, 401); }
        if (grant is TokenGrant.AuthorizationCode or TokenGrant.RefreshToken && !client.IsBasic)
        {
            return PsnReply.OAuth(exchange, "invalid_client", PsnOAuthCode.Unknown, "Bad client credentials", "this grant takes the credentials in Authorization", 401);
        }

        if (grant is not null && authority.Options.RefusedGrants.Contains(grant))
        {
            return PsnReply.OAuth(exchange, "unauthorized_client", PsnOAuthCode.GrantNotAllowed, "Client does not have grant type");
        }

        if (grant is not ClientCredentials && client.IsBasic && form["token_format"] != "jwt") { return PsnReply.Invalid(exchange, "token_format must be jwt"); }
        return !client.IsBasic && !IsDeviceId(form["duid"]) ? PsnReply.Invalid(exchange, "duid must be 48 to 128 hexadecimal digits") : null;
    }

    private string? CorrelationProblem(Exchange exchange, RequestForm form)
    {
        string? header = PsnRequestIds.HeaderOf(exchange, PsnRequestIds.CorrelationId);
        string? body = form["cid"];
        if (exchange.RepeatedHeader is { } repeated) { return $"{repeated} came before"; }
        if (header is not null && body is not null && header != body) { return "cid and X-Psn-Correlation-Id differ"; }
        if (authority.Options.Lenient) { return null; }
        if (header is null || !PsnText.IsUuid(header)) { return "X-Psn-Correlation-Id must be a new UUID"; }
        return exchange.Step == PsnSteps.Code && body is null ? "cid is required" : null;
    }

    private Reply Code(Exchange exchange, RequestForm form)
    {
        if (form["code"] is not { } value || form["redirect_uri"] is not { } redirectUri) { return PsnReply.Invalid(exchange, "code and redirect_uri are required"); }
        string clientId = PsnClient.Read(authority.Options, exchange, form).Client!.Id;
        (AuthorizationCode<EmulatedPsnPlayer>? code, string? why) = authority.Codes.Find(exchange, value, clientId, redirectUri, form["code_verifier"]);
        if (code is null) { return PsnReply.OAuth(exchange, "invalid_grant", PsnOAuthCode.BadRequest, "Bad request", why); }
        if (Locked(exchange, code.Family.Owner) is { } locked) { return locked; }
        if (ScopeProblem(exchange, form["scope"] ?? code.Family.Scope, code.Family) is { } problem) { return problem; }
        code.IsRedeemed = true;
        return Tokens(exchange, code.Family);
    }

    private Reply Refresh(Exchange exchange, RequestForm form)
    {
        if (form["refresh_token"] is not { } value || form["scope"] is not { } scope) { return PsnReply.Invalid(exchange, "refresh_token and scope are required"); }
        string clientId = PsnClient.Read(authority.Options, exchange, form).Client!.Id;
        PsnToken? token = authority.Tokens.Present(exchange, value, one => one.Kind is PsnTokenKind.Refresh);
        if (token is { Family: { } family })
        {
            if (Locked(exchange, family.Owner) is { } locked) { return locked; }
            if (ScopeProblem(exchange, scope, family) is { } problem) { return problem; }
        }

        return authority.Refresh(exchange, token?.Family, token, clientId).Refusal() is { } why
            ? PsnReply.OAuth(exchange, "invalid_grant", PsnOAuthCode.InvalidRefreshToken, "Invalid refresh token", why)
            : Tokens(exchange, token!.Family!, isNew: false);
    }

    private Reply Sso(Exchange exchange, RequestForm form)
    {
        if (form["npsso"] is not { } npsso || form["scope"] is not { } scope) { return PsnReply.Invalid(exchange, "npsso and scope are required"); }
        if (authority.PlayerOf(npsso, exchange.Now) is not { } player)
        {
            return PsnReply.OAuth(exchange, "invalid_grant", PsnOAuthCode.InvalidLogin, "Invalid login", "no browser session has this npsso");
        }

        return Locked(exchange, player)
            ?? Tokens(exchange, new TokenFamily<EmulatedPsnPlayer>(player, PsnClient.Read(authority.Options, exchange, form).Client!.Id, scope));
    }

    private Reply ForClient(Exchange exchange, RequestForm form)
    {
        if (form["scope"] is not { } scope) { return PsnReply.Invalid(exchange, "scope is required"); }
        PsnToken access = authority.IssueAccess(exchange, PsnClient.Read(authority.Options, exchange, form).Client!.Id, scope, null);
        return Reply.Of(200, AccessOf(access, scope, exchange.Now)).With("Cache-Control", "no-store");
    }

    private Reply Cookie(Exchange exchange)
    {
        if (authority.PlayerOf(PsnCookie.NpssoOf(exchange), exchange.Now) is not { } player)
        {
            return PsnReply.OAuth(exchange, "invalid_grant", PsnOAuthCode.InvalidLogin, "Invalid login");
        }

        (string npsso, DateTimeOffset end) = authority.SessionOf(player);
        return Reply.Of(200, new JsonObject { ["npsso"] = npsso, ["expires_in"] = (long)(end - exchange.Now).TotalSeconds, ["emulated"] = true });
    }

    private Reply? Locked(Exchange exchange, EmulatedPsnPlayer player) => authority.Now(player).IsLocked
        ? PsnReply.OAuth(exchange, "invalid_grant", PsnOAuthCode.PasswordExpired, "Password expired", "the account is locked")
        : null;

    private static Reply? ScopeProblem(Exchange exchange, string scope, TokenFamily<EmulatedPsnPlayer> family) =>
        scope.Split(' ').Except(family.Scopes).Any() ? PsnReply.OAuth(exchange, "invalid_scope", PsnOAuthCode.Unknown, "the scope is wider than the sign-in's") : null;

    private Reply Tokens(Exchange exchange, TokenFamily<EmulatedPsnPlayer> family, bool isNew = true)
    {
        if (isNew) { authority.Mint(exchange, family); }
        // A refresh has minted already; it names the scope in another order than the sign-in did.
        string scope = isNew ? family.Scope : string.Join(' ', family.Scopes.Order(StringComparer.Ordinal));
        JsonObject body = AccessOf(family.AccessToken!, scope, exchange.Now);
        body["id_token"] = PsnAuthority.NewIdToken(exchange, family);
        if (family.RefreshToken is { } refresh)
        {
            body["refresh_token"] = refresh.Value;
            body["refresh_token_expires_in"] = (long)(refresh.NotAfter - exchange.Now).TotalSeconds;
        }

        return Reply.Of(200, body).With("Cache-Control", "no-store");
    }

    private static JsonObject AccessOf(IssuedToken access, string scope, DateTimeOffset now) => new()
    {
        ["access_token"] = access.Value,
        ["token_type"] = "bearer",
        ["expires_in"] = (long)(access.NotAfter - now).TotalSeconds,
        ["scope"] = scope,
        ["emulated"] = true,
    };

    private static bool IsDeviceId(string? duid) => duid is { Length: >= 48 and <= 128 } && duid.All(char.IsAsciiHexDigit);
}
