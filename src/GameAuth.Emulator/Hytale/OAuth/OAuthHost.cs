using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.OAuth;

/// <summary>oauth.accounts.hytale.com: device codes, the token endpoint, the page on which a person decides, and the keys of access tokens.</summary>
internal sealed class OAuthHost(HytaleAuthority authority)
{
    public const string DnsName = "oauth.accounts.hytale.com";
    private const string DeviceCodeGrant = "urn:ietf:params:oauth:grant-type:device_code";

    public static EmulatedHost Of(HytaleAuthority authority)
    {
        OAuthHost host = new(authority);
        VerifyPage page = new(authority);
        return new EmulatedHost("oauth", DnsName,
            EmulatedRoute.At("POST", "/oauth2/device/auth", HytaleSteps.DeviceCode, authority.Limits.Direct(host.Begin)),
            EmulatedRoute.At("POST", "/oauth2/token", StepOf, authority.Limits.Direct(host.Token)),
            EmulatedRoute.At("GET", VerifyPage.Path, HytaleSteps.Authorize, page.Show),
            EmulatedRoute.At("POST", VerifyPage.Path, HytaleSteps.Authorize, page.Decide),
            EmulatedRoute.At("GET", "/.well-known/jwks.json", HytaleSteps.OAuthJwks, _ => Reply.Of(200, new JsonObject { ["keys"] = new JsonArray(authority.OAuthKey.Jwk) })));
    }

    private static string StepOf(Exchange exchange) => RequestForm.Parse(exchange)?["grant_type"] switch
    {
        DeviceCodeGrant => HytaleSteps.Poll,
        "refresh_token" => HytaleSteps.Refresh,
        _ => HytaleSteps.Token,
    };

    private Reply Begin(Exchange exchange)
    {
        if (RequestForm.Parse(exchange) is not { HasDuplicates: false } form || form["client_id"] is not { } clientId)
            return HytaleOAuthReply.Error(exchange, "invalid_request", "Send application/x-www-form-urlencoded with client_id and scope, each once.");
        HytaleDeviceGrant grant = authority.DeviceGrants.Begin(authority, exchange, clientId, form["scope"] ?? "", authority.Options.Lifetimes.DeviceCode);
        string page = new Uri(exchange.Host.BaseAddress, VerifyPage.Path).AbsoluteUri;
        return Reply.Of(200, new JsonObject
        {
            ["device_code"] = grant.Code,
            ["user_code"] = grant.UserCode,
            ["verification_uri"] = page,
            ["verification_uri_complete"] = $"{page}?user_code={grant.UserCode}",
            ["expires_in"] = (long)authority.Options.Lifetimes.DeviceCode.TotalSeconds,
            ["interval"] = (long)grant.Interval.TotalSeconds,
            ["emulated"] = true,
        });
    }

    private Reply Token(Exchange exchange)
    {
        if (RequestForm.Parse(exchange) is not { HasDuplicates: false } form || form["client_id"] is not { } clientId)
            return HytaleOAuthReply.Error(exchange, "invalid_request", "Send application/x-www-form-urlencoded with client_id and grant_type, each once.");
        return exchange.Step switch
        {
            HytaleSteps.Poll => Poll(exchange, form["device_code"], clientId),
            HytaleSteps.Refresh => Refresh(exchange, form["refresh_token"], clientId),
            _ => HytaleOAuthReply.Error(exchange, "unsupported_grant_type", "The emulator knows the device_code and refresh_token grants."),
        };
    }

    private Reply Poll(Exchange exchange, string? code, string clientId)
    {
        HytaleDeviceGrant? grant = authority.DeviceGrants.Find(code);
        if (grant is not null && grant.Family.ClientId != clientId)
            return HytaleOAuthReply.Error(exchange, "invalid_grant", "The device code was issued to another client.", "another client id");
        switch (DevicePoll.Of(authority, exchange, grant))
        {
            case DevicePollFinding.Approved:
                grant!.IsRedeemed = true;
                authority.Mint(exchange, grant.Family);
                return HytaleOAuthReply.Tokens(grant.Family, exchange.Now);
            case DevicePollFinding.Pending: return HytaleOAuthReply.Error(exchange, "authorization_pending", "The authorization request is still pending.");
            case DevicePollFinding.TooSoon: return HytaleOAuthReply.Error(exchange, "slow_down", "Polled before the interval was over.");
            case DevicePollFinding.Declined: return HytaleOAuthReply.Error(exchange, "access_denied", "The resource owner denied the request.");
            case DevicePollFinding.Expired: return HytaleOAuthReply.Error(exchange, "expired_token", "The device code has expired.");
            case DevicePollFinding.Used: return HytaleOAuthReply.Error(exchange, "invalid_grant", "The device code was used before.", "used before");
            default: return HytaleOAuthReply.Error(exchange, "invalid_grant", "The device code is not known.", "unknown device code");
        }
    }

    private Reply Refresh(Exchange exchange, string? value, string clientId)
    {
        HytaleToken? token = authority.Present(exchange, HytaleTokenKind.Refresh, value);
        if (RefreshFinding.Refresh(authority, exchange, token, clientId) is { } why)
            return HytaleOAuthReply.Error(exchange, "invalid_grant", "The provided authorization grant or refresh token is invalid, expired or revoked.", why);
        return HytaleOAuthReply.Tokens(token!.Family!, exchange.Now);
    }
}
