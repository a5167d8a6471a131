using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.OAuth;

namespace GameAuth.Emulator.Hytale.Gateway;

/// <summary>The gateway's device codes, polls and refreshes.</summary>
internal sealed class GatewaySignIn(EmulatedHost oauth)
{
    private const string Scope = "openid offline auth:server";

    public Reply Begin(GatewayCall call)
    {
        HytaleAuthority authority = call.Authority;
        TimeSpan lifetime = authority.Options.Lifetimes.GatewayDeviceCode;
        HytaleDeviceGrant grant = authority.DeviceGrants.Begin(authority, call.Exchange, authority.Options.ClientId, Scope, lifetime);
        if (call.IsKnownCode) grant.Family.CallerAccountId = call.Body["account_id"];
        string page = new Uri(oauth.BaseAddress, VerifyPage.Path).AbsoluteUri;
        JsonObject answer = new() { ["device_code"] = grant.Code, ["user_code"] = grant.UserCode, ["verification_uri"] = page };
        if (call.IsKnownCode) answer["verification_uri_complete"] = $"{page}?user_code={grant.UserCode}";
        answer["expires_in"] = (long)lifetime.TotalSeconds;
        answer["interval"] = (long)grant.Interval.TotalSeconds;
        return call.Success(answer);
    }

    public static Reply Poll(GatewayCall call)
    {
        HytaleDeviceGrant? grant = call.Authority.DeviceGrants.Find(call.Body["device_code"]);
        return DevicePoll.Of(call.Authority, call.Exchange, grant) switch
        {
            DevicePollFinding.Approved => Redeem(call, grant!),
            DevicePollFinding.Pending => Pending(call, grant!),
            DevicePollFinding.TooSoon when call.IsKnownCode => call.Error(400, "SLOW_DOWN", "Polled before the interval was over.", "slow_down"),
            DevicePollFinding.TooSoon => Pending(call, grant!),
            DevicePollFinding.Declined => call.Error(403, "FORBIDDEN", "The user denied the authorization", "access_denied"),
            DevicePollFinding.Expired => call.Error(404, "SESSION_NOT_FOUND", "Device code expired (30 min limit)", "expired_token"),
            _ => call.Error(400, "INVALID_DEVICE_CODE", "Device code not found or expired", "invalid_grant"),
        };
    }

    public static Reply Refresh(GatewayCall call)
    {
        HytaleAuthority authority = call.Authority;
        HytaleToken? token = authority.Present(call.Exchange, HytaleTokenKind.Refresh, call.Body["refresh_token"]);
        if (call.IsKnownCode && token is null && call.Body["account_id"] is { } id) token = authority.FamilyOf(id)?.Refresh;
        // A gateway that keeps the tokens spends its own newest one.
        if (authority.Options.GatewayKeepsTokens) token = token?.Family?.Refresh;
        if (RefreshFinding.Refresh(authority, call.Exchange, token, authority.Options.ClientId) is { } why)
        {
            call.Exchange.Note = why;
            return call.Error(401, "UNAUTHORIZED", "Refresh token invalid or expired. Re-authenticate required.", "invalid_grant");
        }

        return authority.Options.GatewayKeepsTokens
            ? GatewayCall.Kept("Token refreshed")
            : call.Success(Tokens(token!.Family!, call.Now));
    }

    private static Reply Redeem(GatewayCall call, HytaleDeviceGrant grant)
    {
        // The documentation names the limit of sessions here already; the code stays good, so that a session can be ended first.
        if (!call.IsKnownCode && call.Authority.Sessions.IsAtLimit(grant.Family.Account, call.Now))
        {
            Reply limit = call.Error(403, "SESSION_LIMIT_EXCEEDED", string.Create(CultureInfo.InvariantCulture,
                $"Account has reached concurrent session limit ({call.Authority.Options.SessionLimit}). Upgrade to unlimited_servers to remove this restriction."));
            limit.Json!["entitlement_required"] = "sessions.unlimited_servers";
            return limit;
        }

        grant.IsRedeemed = true;
        call.Authority.Mint(call.Exchange, grant.Family);
        JsonObject answer = Tokens(grant.Family, call.Now);
        answer["account_id"] = GatewayCall.AccountIdOf(grant.Family);
        return call.Success(answer);
    }

    private static Reply Pending(GatewayCall call, HytaleDeviceGrant grant)
    {
        call.Exchange.Note ??= "authorization_pending";
        if (call.IsKnownCode)
        {
            return Reply.Of(202, new JsonObject
            {
                ["success"] = false, ["error"] = "authorization_pending", ["error_description"] = "The authorization request is still pending.",
            });
        }

        long seconds = (long)grant.Interval.TotalSeconds;
        Reply reply = call.Error(401, "AUTHORIZATION_PENDING", string.Create(CultureInfo.InvariantCulture, $"Awaiting user authorization. Please try again in {seconds} seconds."));
        reply.Json!["retry_after"] = seconds;
        return reply;
    }

    private static JsonObject Tokens(HytaleFamily family, DateTimeOffset now) => new()
    {
        ["access_token"] = family.Access!.Value,
        ["refresh_token"] = family.Refresh!.Value,
        ["expires_in"] = HytaleOAuthReply.ExpiresIn(family, now),
        ["token_type"] = "Bearer",
    };
}
