using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale;

/// <summary>oauth.accounts.hytale.com: device codes, the token endpoint, the page on which a person decides, and the keys of access tokens.</summary>
internal sealed class OAuthHost(HytaleAuthority authority)
{
    public const string DnsName = "oauth.accounts.hytale.com";

    /// <summary>Where a person decides; the gateway sends people here too.</summary>
    public const string VerificationPath = "/oauth2/device/verify";

    public static EmulatedHost Of(HytaleAuthority authority)
    {
        OAuthHost host = new(authority);
        TokenEndpoint token = new(HytaleSteps.Token,
            new TokenGrant(TokenGrant.DeviceCode, HytaleSteps.Poll, host.Poll),
            new TokenGrant(TokenGrant.RefreshToken, HytaleSteps.Refresh, host.Refresh));
        return new EmulatedHost("oauth", DnsName,
        [
            EmulatedRoute.At("POST", "/oauth2/device/auth", HytaleSteps.DeviceCode, authority.Limits.Direct(host.Begin)),
            EmulatedRoute.At("POST", "/oauth2/token", token.StepOf, authority.Limits.Direct(exchange => Token(exchange, token))),
            .. new VerificationPage<EmulatedHytaleAccount>(authority, VerificationPath, "user_code").Routes(HytaleSteps.Authorize),
            EmulatedRoute.At("GET", "/.well-known/jwks.json", HytaleSteps.OAuthJwks, _ => Reply.Of(200, new JsonObject { ["keys"] = new JsonArray(authority.OAuthKey.Jwk) })),
        ]);
    }

    private Reply Begin(Exchange exchange)
    {
        if (RequestForm.Parse(exchange) is not { HasDuplicates: false } form || form["client_id"] is not { } clientId)
        {
            return OAuthError.Of(exchange, "invalid_request", "Send application/x-www-form-urlencoded with client_id and scope, each once.");
        }

        TimeSpan lifetime = authority.Options.Lifetimes.DeviceCode;
        DeviceAuthorization<EmulatedHytaleAccount> device = authority.Devices.Begin(exchange, clientId, form["scope"] ?? "", lifetime);
        string page = new Uri(exchange.Host.BaseAddress, VerificationPath).AbsoluteUri;
        return Reply.Of(200, new JsonObject
        {
            ["device_code"] = device.DeviceCode,
            ["user_code"] = device.UserCode,
            ["verification_uri"] = page,
            ["verification_uri_complete"] = $"{page}?user_code={device.UserCode}",
            ["expires_in"] = (long)lifetime.TotalSeconds,
            ["interval"] = (long)device.Interval.TotalSeconds,
            ["emulated"] = true,
        });
    }

    private static Reply Token(Exchange exchange, TokenEndpoint token) =>
        RequestForm.Parse(exchange) is not { HasDuplicates: false } form || form["client_id"] is null
            ? OAuthError.Of(exchange, "invalid_request", "Send application/x-www-form-urlencoded with client_id and grant_type, each once.")
            : token.Answer(exchange, form)
                ?? OAuthError.Of(exchange, "unsupported_grant_type", "The emulator knows the device_code and refresh_token grants.");

    private Reply Poll(Exchange exchange, RequestForm form)
    {
        DeviceAuthorization<EmulatedHytaleAccount>? device = authority.Devices.Find(form["device_code"]);
        switch (authority.Devices.Poll(exchange, device, form["client_id"]))
        {
            case DevicePollResult.Approved:
                device!.IsRedeemed = true;
                authority.Mint(exchange, device.Family);
                return Tokens(exchange, device.Family);
            case DevicePollResult.Pending: return OAuthError.Of(exchange, "authorization_pending", "The authorization request is still pending.");
            case DevicePollResult.SlowDown: return OAuthError.Of(exchange, "slow_down", "Polled before the interval was over.");
            case DevicePollResult.Declined: return OAuthError.Of(exchange, "access_denied", "The resource owner denied the request.");
            case DevicePollResult.Expired: return OAuthError.Of(exchange, "expired_token", "The device code has expired.");
            case DevicePollResult.OtherClient: return OAuthError.Of(exchange, "invalid_grant", "The device code was issued to another client.", "another client id");
            case DevicePollResult.Redeemed: return OAuthError.Of(exchange, "invalid_grant", "The device code was used before.", "used before");
            default: return OAuthError.Of(exchange, "invalid_grant", "The device code is not known.", "unknown device code");
        }
    }

    private Reply Refresh(Exchange exchange, RequestForm form)
    {
        HytaleToken? token = authority.Present(exchange, HytaleTokenKind.Refresh, form["refresh_token"]);
        return authority.Refresh(exchange, token?.Family, token, form["client_id"]!).Refusal() is { } why
            ? OAuthError.Of(exchange, "invalid_grant", "The provided authorization grant or refresh token is invalid, expired or revoked.", why)
            : Tokens(exchange, token!.Family!);
    }

    private static Reply Tokens(Exchange exchange, TokenFamily<EmulatedHytaleAccount> family)
    {
        JsonObject body = new()
        {
            ["access_token"] = family.AccessToken!.Value,
            ["expires_in"] = family.ExpiresIn(exchange.Now),
            ["scope"] = family.Scope,
            ["token_type"] = "Bearer",
        };
        if (family.RefreshToken is { } refresh) { body["refresh_token"] = refresh.Value; }
        body["emulated"] = true;
        return Reply.Of(200, body);
    }
}
