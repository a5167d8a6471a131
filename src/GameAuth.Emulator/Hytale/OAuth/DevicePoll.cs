using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.OAuth;

/// <summary>What a poll of a device code finds. Both dialects ask it and word the answer each in its own way.</summary>
internal static class DevicePoll
{
    private static readonly TimeSpan SlowDownStep = TimeSpan.FromSeconds(5);

    public static DevicePollFinding Of(HytaleAuthority authority, Exchange exchange, HytaleDeviceGrant? grant)
    {
        if (grant is null) return DevicePollFinding.Unknown;
        if (grant.IsRedeemed) return DevicePollFinding.Used;
        if (exchange.Now >= grant.ExpiresAt) return DevicePollFinding.Expired;
        if (grant.PollsTooSoon(exchange.Now))
        {
            if (authority.Options.EnforcePollInterval)
            {
                grant.Interval += SlowDownStep;
                return DevicePollFinding.TooSoon;
            }

            exchange.Note = "polled before the interval was over";
        }

        return grant.Decision(exchange.Now) switch
        {
            SignInDecision.Approve => DevicePollFinding.Approved,
            SignInDecision.Decline => DevicePollFinding.Declined,
            _ => DevicePollFinding.Pending,
        };
    }
}
