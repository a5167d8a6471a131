using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>login.live.com: device codes, the token endpoint, and the pages on which a player decides, with its own words.</summary>
internal sealed class LoginHost(XboxAuthority authority)
{
    public const string AuthorizePath = "/oauth20_authorize.srf";
    private const string VerificationPath = "/oauth20_remoteconnect.srf";
    private const string Unauthenticated = "The user could not be authenticated or user interaction is required.";
    private const string BadDeviceCode = "The provided value for the input parameter 'device_code' is not valid.";

    public static EmulatedHost Of(XboxAuthority authority)
    {
        LoginHost host = new(authority);
        TokenEndpoint token = new(XboxSteps.Token,
            new TokenGrant(TokenGrant.DeviceCode, XboxSteps.Poll, host.Poll),
            new TokenGrant("device_code", XboxSteps.Poll, host.Poll),
            new TokenGrant(TokenGrant.RefreshToken, XboxSteps.Refresh, host.Refresh),
            new TokenGrant(TokenGrant.AuthorizationCode, XboxSteps.Code, host.RedeemCode));
        VerificationPage<EmulatedPlayer> verification = new(authority, VerificationPath, "otc");
        AuthorizationEndpoint<EmulatedPlayer> authorize = new(authority, AuthorizePath, RedirectAddress.Policy, new CodeSettings(
            "msa_code", XboxTokenText.NewAuthorizationCode, () => authority.Options.Lifetimes.AuthorizationCode,
            "The user has denied access to the scope requested by the client application."));
        return new EmulatedHost("login", "login.live.com",
        [
            EmulatedRoute.At("POST", "/oauth20_connect.srf", XboxSteps.Connect, host.Connect),
            EmulatedRoute.At("POST", "/oauth20_token.srf", token.StepOf, exchange => Token(exchange, token)),
            .. authorize.Routes(XboxSteps.Authorize),
            EmulatedRoute.At("GET", RedirectAddress.DesktopPath, XboxSteps.Page, host.ShowDesktop),
            .. verification.Routes(XboxSteps.Page),
        ]);
    }

    private Reply Connect(Exchange exchange)
    {
        if (RequestForm.Parse(exchange) is not { HasDuplicates: false } form) { return Malformed(exchange); }
        if (form["client_id"] is not { } clientId || form["scope"] is not { } scope || form["response_type"] != "device_code")
        {
            return Error(exchange, "invalid_request", "client_id, scope and response_type=device_code are required.");
        }

        TimeSpan lifetime = authority.Options.Lifetimes.DeviceCode;
        DeviceAuthorization<EmulatedPlayer> device = authority.Devices.Begin(exchange, clientId, scope, lifetime);
        return Reply.Of(200, new JsonObject
        {
            ["device_code"] = device.DeviceCode,
            ["user_code"] = device.UserCode,
            ["verification_uri"] = new Uri(exchange.Host.BaseAddress, VerificationPath).AbsoluteUri,
            ["interval"] = (long)device.Interval.TotalSeconds,
            ["expires_in"] = (long)lifetime.TotalSeconds,
            ["emulated"] = true,
        }).With("Set-Cookie", "EmulatorPoll=1; path=/; HttpOnly");
    }

    private static Reply Token(Exchange exchange, TokenEndpoint token) =>
        RequestForm.Parse(exchange) is not { HasDuplicates: false } form
            ? Malformed(exchange)
            : token.Answer(exchange, form)
                ?? Error(exchange, "unsupported_grant_type", "The emulator knows the device_code, refresh_token and authorization_code grants.");

    private Reply Poll(Exchange exchange, RequestForm form)
    {
        if (form["client_id"] is not { } clientId || form["device_code"] is not { } code)
        {
            return Error(exchange, "invalid_request", "client_id and device_code are required.");
        }

        DeviceAuthorization<EmulatedPlayer>? device = authority.Devices.Find(code);
        switch (authority.Devices.Poll(exchange, device, clientId))
        {
            case DevicePollResult.Approved:
                device!.IsRedeemed = true;
                return Tokens(exchange, device.Family);
            case DevicePollResult.Pending: return Error(exchange, "authorization_pending", "The user has not signed in yet.");
            case DevicePollResult.SlowDown: return Error(exchange, "slow_down", "Polled before the interval was over.");
            case DevicePollResult.Declined: return Error(exchange, "authorization_declined", "The player declined.");
            case DevicePollResult.OtherClient: return Error(exchange, "invalid_grant", BadDeviceCode + " The code was issued for a different client id.");
            case DevicePollResult.Redeemed: return Error(exchange, "invalid_grant", BadDeviceCode + " The code was used before.");
            case DevicePollResult.Expired: return Error(exchange, "expired_token", BadDeviceCode + " This device code has expired.");
            default: return Error(exchange, "bad_verification_code", BadDeviceCode);
        }
    }

    private Reply Refresh(Exchange exchange, RequestForm form)
    {
        if (form["client_id"] is not { } clientId || form["refresh_token"] is not { } value || form["scope"] is null)
        {
            return Error(exchange, "invalid_request", "client_id, refresh_token and scope are required; the scope must be repeated.");
        }

        XboxToken? token = authority.Present(exchange, XboxTokenKind.MsaRefresh, value);
        RefreshResult result = authority.Refresh(exchange, token?.Family, token, clientId);
        return result switch
        {
            RefreshResult.Refreshed => TokenReply(exchange, token!.Family!),
            RefreshResult.OtherClient => Error(exchange, "invalid_grant", "The provided value for the input parameter 'refresh_token' or 'assertion' is not valid. The token was issued for a different client id.", result.Refusal()),
            RefreshResult.Expired => Error(exchange, "invalid_grant", "The user could not be authenticated as the grant is expired. The user must sign in again.", result.Refusal()),
            _ => Error(exchange, "invalid_grant", Unauthenticated, result.Refusal()),
        };
    }

    private Reply RedeemCode(Exchange exchange, RequestForm form)
    {
        if (form["client_id"] is not { } clientId || form["code"] is not { } value || form["redirect_uri"] is not { } redirectUri)
        {
            return Error(exchange, "invalid_request", "client_id, code and redirect_uri are required.");
        }

        (AuthorizationCode<EmulatedPlayer>? code, string? why) = authority.Codes.Find(exchange, value, clientId, redirectUri, form["code_verifier"]);
        if (code is null) { return Error(exchange, "invalid_grant", "The provided value for the 'code' parameter is not valid.", why); }
        if (form["scope"] is { } scope && scope.Split(' ').Except(code.Family.Scope.Split(' ')).Any())
        {
            return Error(exchange, "invalid_scope", "The scope is not one that the player was asked for.");
        }

        code.IsRedeemed = true;
        return Tokens(exchange, code.Family);
    }

    private Reply Tokens(Exchange exchange, TokenFamily<EmulatedPlayer> family)
    {
        authority.Mint(exchange, family);
        return TokenReply(exchange, family);
    }

    private static Reply TokenReply(Exchange exchange, TokenFamily<EmulatedPlayer> family)
    {
        JsonObject body = new()
        {
            ["token_type"] = "bearer",
            ["expires_in"] = family.ExpiresIn(exchange.Now),
            ["scope"] = family.Scope,
            ["access_token"] = family.AccessToken!.Value,
        };
        if (family.RefreshToken is { } refresh) { body["refresh_token"] = refresh.Value; }
        body["user_id"] = "EMULATOR-" + family.Owner.Xuid;
        body["emulated"] = true;
        return Reply.Of(200, body);
    }

    /// <summary>The page that applications without a listener redirect to: they read the code off its address, or the player copies it.</summary>
    private Reply ShowDesktop(Exchange exchange) => authority.Page.Show(
        exchange.Query.ContainsKey("code") ? "Approved. Your application needs the address of this page." : "Nobody signed in.");

    private static Reply Malformed(Exchange exchange) =>
        Error(exchange, "invalid_request", "Send application/x-www-form-urlencoded, each parameter once.");

    private static Reply Error(Exchange exchange, string error, string description, string? why = null)
    {
        Reply reply = OAuthError.Of(exchange, error, description, why);
        reply.Json!["correlation_id"] = "00000000-0000-4000-8000-00000000e30a";
        return reply;
    }
}

/// <summary>Where a browser may be sent with a code: this machine, the desktop page, or the application itself.</summary>
internal static class RedirectAddress
{
    public const string DesktopPath = "/oauth20_desktop.srf";
    private const string Desktop = "https://login.live.com" + DesktopPath;

    /// <summary>The desktop page is one of login.live.com's own, so here it is this host's: nobody is sent to the live service.</summary>
    public static RedirectPolicy Policy { get; } = new(
        "must be http on loopback, the desktop address, or ms-xal-{client_id}://auth", IsAllowed,
        (login, redirectUri) => redirectUri == Desktop ? new Uri(login.BaseAddress, DesktopPath).AbsoluteUri : redirectUri);

    public static bool IsAllowed(string redirectUri, string clientId) =>
        redirectUri == Desktop
        || (clientId.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-') && redirectUri == $"ms-xal-{clientId}://auth")
        || RedirectPolicy.IsLoopback(redirectUri);
}
