using GameAuth.Hytale;
using GameAuth.Server.Hytale.Tests.World;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>When sessions and grants are due.</summary>
public class DueTimesTests : GatewayTest
{
    [Fact]
    public void A_renewal_is_due_five_to_six_minutes_before_the_end_at_a_moment_of_its_own()
    {
        DateTimeOffset now = new(2027, 1, 31, 12, 0, 0, TimeSpan.Zero);
        TimeSpan[] early = [.. Enumerable.Range(0, 200).Select(_ => now.AddHours(1) - SessionTimes.DueAt(now, now.AddHours(1)))];
        Assert.All(early, static one => Assert.InRange(one, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6)));
        Assert.True(early.Max() - early.Min() > TimeSpan.FromSeconds(30));
        Assert.True(GatewaySessions.Window > early.Max());

        // A life that is too short for that is halved; what has ended is tried again soon, and what fails at growing intervals.
        Assert.Equal(now.AddMinutes(4), SessionTimes.DueAt(now, now.AddMinutes(8)));
        Assert.Equal(now.AddSeconds(15), SessionTimes.DueAt(now, now.AddMinutes(-1)));
        Assert.Equal([15, 30, 60, 120, 240, 300, 300], Enumerable.Range(1, 7).Select(static failures => SessionTimes.Pause(failures).TotalSeconds));
        Assert.Equal(300, SessionTimes.Pause(int.MaxValue).TotalSeconds);
    }

    [Fact]
    public async Task A_grant_is_due_by_its_sessions_and_its_callers_and_by_its_end_else()
    {
        await using GatewayWorld world = await StartAsync();
        await world.SignInAsync();
        HytaleAccount account = (await world.Hytale.FindAsync())!;
        DateTimeOffset now = world.Clock.GetUtcNow();
        DateTimeOffset late = account.SignInExpiresAt!.Value.AddDays(-7);
        Assert.Equal(late, GrantTimes.DueAt(account, new AccountRow(), isInUse: false, now));
        AccountRow called = new() { CalledAt = now.AddHours(-23), AccessEndsAt = now.AddMinutes(40) };
        Assert.Equal(now.AddMinutes(35), GrantTimes.DueAt(account, called, GrantTimes.WasCalled(called, now), now));
        Assert.Equal(now, GrantTimes.DueAt(account, called with { AccessEndsAt = null }, isInUse: true, now));
        Assert.False(GrantTimes.WasCalled(called with { CalledAt = now.AddHours(-24) }, now));
        Assert.False(GrantTimes.WasCalled(called with { CalledAt = null }, now));
        Assert.Equal(late, GrantTimes.DueAt(account, called, isInUse: false, now));
    }
}
