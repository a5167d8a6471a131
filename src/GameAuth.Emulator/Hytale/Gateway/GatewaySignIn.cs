using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Gateway;

/// <summary>The gateway's device codes, polls and refreshes.</summary>
internal sealed class GatewaySignIn(EmulatedHost oauth)
{
    private const string Scope = "openid offline auth:server";

    public Reply Begin(GatewayCall call)
    {
        HytaleEmulatorOptions options = call.Authority.Options;
        TimeSpan lifetime = options.Lifetimes.GatewayDeviceCode;
        DeviceAuthorization<EmulatedHytaleAccount> device = call.Authority.Devices.Begin(call.Exchange, options.ClientId, Scope, lifetime);
        device.Family.ClientReference = call.IsKnownCode ? call.Body["account_id"] : null;
        string page = new Uri(oauth.BaseAddress, OAuthHost.VerificationPath).AbsoluteUri;
        JsonObject answer = new() { ["device_code"] = device.DeviceCode, ["user_code"] = device.UserCode, ["verification_uri"] = page };
        if (call.IsKnownCode) { answer["verification_uri_complete"] = $"{page}?user_code={device.UserCode}"; }
        answer["expires_in"] = (long)lifetime.TotalSeconds;
        answer["interval"] = (long)device.Interval.TotalSeconds;
        return call.Success(answer);
    }

    public static Reply Poll(GatewayCall call)
    {
        DeviceAuthorization<EmulatedHytaleAccount>? device = call.Authority.Devices.Find(call.Body["device_code"]);
        return call.Authority.Devices.Poll(call.Exchange, device) switch
        {
            DevicePollResult.Approved => Redeem(call, device!),
            DevicePollResult.Pending => Pending(call, device!),
            DevicePollResult.SlowDown when call.IsKnownCode => call.Error(400, "SLOW_DOWN", "Polled before the interval was over.", "slow_down"),
            DevicePollResult.SlowDown => Pending(call, device!),
            DevicePollResult.Declined => call.Error(403, "FORBIDDEN", "The user denied the authorization", "access_denied"),
            DevicePollResult.Expired => call.Error(404, "SESSION_NOT_FOUND", "Device code expired (30 min limit)", "expired_token"),
            _ => call.Error(400, "INVALID_DEVICE_CODE", "Device code not found or expired", "invalid_grant"),
        };
    }

    public static Reply Refresh(GatewayCall call)
    {
        HytaleAuthority authority = call.Authority;
        IssuedToken? token = authority.Present(call.Exchange, HytaleTokenKind.Refresh, call.Body["refresh_token"]);
        TokenFamily<EmulatedHytaleAccount>? family = (token as HytaleToken)?.Family;
        bool isNamed = call.IsKnownCode && token is null;
        if (isNamed && call.Body["account_id"] is { } id) { family = authority.FamilyOf(id); }
        // A gateway that keeps the tokens spends its own newest one.
        token = isNamed || authority.Options.GatewayKeepsTokens ? family?.RefreshToken : token;
        if (authority.Refresh(call.Exchange, family, token, authority.Options.ClientId).Refusal() is { } why)
        {
            call.Exchange.Note = why;
            return call.Error(401, "UNAUTHORIZED", "Refresh token invalid or expired. Re-authenticate required.", "invalid_grant");
        }

        return authority.Options.GatewayKeepsTokens ? GatewayCall.Kept("Token refreshed") : call.Success(Tokens(family!, call.Now));
    }

    private static Reply Redeem(GatewayCall call, DeviceAuthorization<EmulatedHytaleAccount> device)
    {
        TokenFamily<EmulatedHytaleAccount> family = device.Family;
        // The documentation names the limit of sessions here already; the code stays good, so that a session can be ended first.
        if (!call.IsKnownCode && call.Authority.Sessions.IsAtLimit(family.Owner, call.Now))
        {
            Reply limit = call.LimitOfSessions("Upgrade to unlimited_servers to remove this restriction.");
            limit.Json!["entitlement_required"] = "sessions.unlimited_servers";
            return limit;
        }

        device.IsRedeemed = true;
        call.Authority.Mint(call.Exchange, family);
        JsonObject answer = Tokens(family, call.Now);
        answer["account_id"] = GatewayCall.AccountIdOf(family);
        return call.Success(answer);
    }

    private static Reply Pending(GatewayCall call, DeviceAuthorization<EmulatedHytaleAccount> device)
    {
        call.Exchange.Note ??= "authorization_pending";
        if (call.IsKnownCode)
        {
            return Reply.Of(202, new JsonObject
            {
                ["success"] = false, ["error"] = "authorization_pending", ["error_description"] = "The authorization request is still pending.",
            });
        }

        long seconds = (long)device.Interval.TotalSeconds;
        Reply reply = call.Error(401, "AUTHORIZATION_PENDING", string.Create(CultureInfo.InvariantCulture, $"Awaiting user authorization. Please try again in {seconds} seconds."));
        reply.Json!["retry_after"] = seconds;
        return reply;
    }

    private static JsonObject Tokens(TokenFamily<EmulatedHytaleAccount> family, DateTimeOffset now) => new()
    {
        ["access_token"] = family.AccessToken!.Value,
        ["refresh_token"] = family.RefreshToken!.Value,
        ["expires_in"] = family.ExpiresIn(now),
        ["token_type"] = "Bearer",
    };
}
