using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>What the origin keeps between starts, and what it makes of failures.</summary>
public class OriginStateDefectTests
{
    [Fact]
    public async Task A_device_token_without_its_end_one_that_has_ended_is_not_sent_after_a_restart()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.Xbox.Lifetimes.Device = TimeSpan.FromHours(20));
        await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(21));
        XboxAccount me = (await (await world.OpenAsync()).FindAsync())!;
        Assert.Equal("device.authenticate:200 sisu.authorize:200 profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
    }

    [Fact]
    public async Task A_device_token_without_its_end_one_that_has_not_is_used_again_after_a_restart()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(13));
        XboxAccount me = (await (await world.OpenAsync()).FindAsync())!;
        Assert.Equal("login.refresh:200 xsts.authorize:200 profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
    }

    [Fact]
    public async Task A_limit_never_looked_at_a_renewal_waits_for_its_end()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Faults.Add(Fault.TooManyRequests("login.refresh", TimeSpan.FromMinutes(3)));
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfileAsync());
        Assert.InRange(error.RetryAt - world.Clock.GetUtcNow(), TimeSpan.FromMinutes(2.9), TimeSpan.FromMinutes(3.1));
        Assert.Equal("", await world.CallsAsync(() => Assert.ThrowsAsync<ThrottledException>(() => me.GetProfileAsync())));
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Fact]
    public async Task Codes_never_looked_at_a_renewal_that_is_refused_has_one_and_keeps_the_grant()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Faults.Add(new Fault { At = "sisu.authorize", XErr = (long)XboxErrorCode.ParentallyRestricted, XErrForm = XErrForm.Header });
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => me.GetProfileAsync());
        Assert.Equal(("2148916229", AccountStatus.Restricted), (error.Code, me.Status));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await (await world.SignInAsync(await world.OpenAsync())).GetProfileAsync();
        Assert.Equal(1, world.Prompt.Asked);
    }

    [Fact]
    public async Task A_sign_out_that_keeps_the_device_keeps_nothing_of_the_player()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        await (await world.SignInAsync(xbox)).SignOutAsync();
        Assert.Null(await (await world.OpenAsync()).FindAsync());
        await world.SignInAsync(xbox);
        Assert.Equal((2, 1, 1), (world.Prompt.Asked, world.Count("device.authenticate"), world.Emulator.Log.Of("sisu.authorize").Select(static one => one.KeyThumbprint).Distinct().Count()));
    }
}
