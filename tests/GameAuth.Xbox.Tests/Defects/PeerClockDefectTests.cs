namespace GameAuth.Xbox.Tests;

/// <summary>How other clients go by a wrong clock.</summary>
public class PeerClockDefectTests
{
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    [Fact]
    public async Task One_offset_for_the_whole_process_two_clients_of_servers_six_hours_apart_do_not_disturb_each_other()
    {
        await using XboxWorld ahead = await XboxWorld.StartAsync(static emulator => emulator.ClockSkew = TimeSpan.FromHours(3));
        await using XboxWorld behind = await XboxWorld.StartAsync(static emulator => emulator.ClockSkew = TimeSpan.FromHours(-3));
        IXboxAuth one = await ahead.OpenAsync();
        IXboxAuth other = await behind.OpenAsync();
        XboxAccount here = await ahead.SignInAsync(one);
        XboxAccount there = await behind.SignInAsync(other);
        await one.ForgetDeviceAsync();
        await other.ForgetDeviceAsync();
        Assert.Equal("device.authenticate:200 sisu.authorize:200 xsts.authorize:200", await ahead.CallsAsync(() => here.GetXstsTokenAsync(RelyingParty).AsTask()));
        Assert.Equal("device.authenticate:200 sisu.authorize:200 xsts.authorize:200", await behind.CallsAsync(() => there.GetXstsTokenAsync(RelyingParty).AsTask()));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task Ends_judged_by_the_clock_that_nobody_corrected_they_are_judged_by_the_one_that_signs(int hours)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator =>
        {
            emulator.ClockSkew = TimeSpan.FromHours(hours);
            emulator.Xbox.Lifetimes.Xsts = TimeSpan.FromHours(1);
        });
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal("profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
        world.Clock.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal("xsts.authorize:200 profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
    }
}
