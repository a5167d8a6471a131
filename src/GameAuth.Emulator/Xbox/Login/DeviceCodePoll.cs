using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>The device_code grant (RFC 8628 section 3.4), with the error words of login.live.com.</summary>
internal sealed class DeviceCodePoll(XboxAuthority authority)
{
    private static readonly TimeSpan SlowDownStep = TimeSpan.FromSeconds(5);

    public Reply Answer(Exchange exchange, RequestForm form)
    {
        if (form["client_id"] is not { } clientId || form["device_code"] is not { } code)
            return LoginReply.Error(exchange, "invalid_request", "client_id and device_code are required.");
        if (authority.DeviceGrants.Find(code) is not { } grant)
            return LoginReply.Error(exchange, "bad_verification_code", "The provided value for the input parameter 'device_code' is not valid.");
        if (grant.Family.ClientId != clientId)
            return LoginReply.Error(exchange, "invalid_grant", "The provided value for the input parameter 'device_code' is not valid. The code was issued for a different client id.");
        if (grant.IsRedeemed)
            return LoginReply.Error(exchange, "invalid_grant", "The provided value for the input parameter 'device_code' is not valid. The code was used before.");
        if (exchange.Now >= grant.ExpiresAt)
            return LoginReply.Error(exchange, "expired_token", "The provided value for the input parameter 'device_code' is not valid. This device code has expired.");
        if (grant.PollsTooSoon(exchange.Now))
        {
            if (authority.Options.EnforcePollInterval) return SlowDown(exchange, grant);
            exchange.Note = "polled before the interval was over";
        }

        return grant.Decision(exchange.Now) switch
        {
            SignInDecision.Approve => Redeem(exchange, grant),
            SignInDecision.Decline => LoginReply.Error(exchange, "authorization_declined", "The player declined."),
            _ => Pending(exchange),
        };
    }

    private static Reply Pending(Exchange exchange)
    {
        string? earlier = exchange.Note;
        Reply reply = LoginReply.Error(exchange, "authorization_pending", "The user has not signed in yet.");
        exchange.Note = earlier ?? exchange.Note;
        return reply;
    }

    private static Reply SlowDown(Exchange exchange, DeviceGrant grant)
    {
        grant.Interval += SlowDownStep;
        return LoginReply.Error(exchange, "slow_down", "Polled before the interval was over.");
    }

    private Reply Redeem(Exchange exchange, DeviceGrant grant)
    {
        grant.IsRedeemed = true;
        return RefreshGrant.Mint(authority, exchange, grant.Family);
    }
}
