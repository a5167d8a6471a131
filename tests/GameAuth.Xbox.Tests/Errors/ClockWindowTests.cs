using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>A server that takes signatures of 240 s, and clocks on both sides of that.</summary>
public class ClockWindowTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(240);

    public static TheoryData<int> Seconds() => [239, -239, 241, -241, 600, -600, 10_800, -10_800];

    [Theory]
    [MemberData(nameof(Seconds))]
    public async Task A_sign_in_works_and_is_signed_right_at_once(int seconds)
    {
        await using XboxWorld world = await StartAsync(seconds);
        XboxAccount me = await world.SignInAsync();
        await me.GetProfileAsync();
        Assert.All(world.Emulator.Log.Events, static one => Assert.NotEqual(403, one.Status));
        Assert.Equal((1, 1, AccountStatus.Active), (world.Count("device.authenticate"), world.Count("sisu.authorize"), me.Status));
    }

    [Theory]
    [MemberData(nameof(Seconds))]
    public async Task With_the_correction_off_a_clock_within_the_window_works_and_any_other_is_told(int seconds)
    {
        await using XboxWorld world = await StartAsync(seconds);
        IXboxAuth xbox = await world.OpenAsync(static options => options.UseServerClock = false);
        if (Math.Abs(seconds) < Window.TotalSeconds)
        {
            await (await world.SignInAsync(xbox)).GetProfileAsync();
            return;
        }

        ClockSkewException error = await Assert.ThrowsAsync<ClockSkewException>(() => world.SignInAsync(xbox));
        Assert.Equal(("xbox", "device"), (error.Provider, error.Step));
        Assert.InRange(error.Offset.TotalSeconds, seconds - 2, seconds + 2);
        Assert.Equal((1, 0), (world.Count("device.authenticate"), world.Count("sisu.authorize")));

        // The player's consent is kept: once the clock is right, nobody is asked again.
        world.Emulator.ClockSkew = TimeSpan.Zero;
        await world.SignInAsync(xbox);
        Assert.Equal(1, world.Prompt.Asked);
    }

    [Theory]
    [InlineData(10_800)]
    [InlineData(-10_800)]
    public async Task Tokens_end_when_the_server_says_so_whatever_this_clock_says(int seconds)
    {
        await using XboxWorld world = await StartAsync(seconds, static lifetimes =>
        {
            lifetimes.Device = lifetimes.User = lifetimes.Title = TimeSpan.FromHours(2);
            lifetimes.Xsts = TimeSpan.FromHours(1);
        });
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal("profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
        world.Clock.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal("xsts.authorize:200 profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
        world.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal("device.authenticate:200 sisu.authorize:200 profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    public async Task With_the_correction_off_the_end_is_judged_by_this_clock_too(int seconds)
    {
        await using XboxWorld world = await StartAsync(seconds);
        XboxAccount me = await world.SignInAsync(static options => options.UseServerClock = false);
        DateTimeOffset end = (await me.GetXstsTokenAsync(XboxDefaults.RelyingParty)).ExpiresAt!.Value;
        Assert.InRange((end - world.Clock.GetUtcNow() - TimeSpan.FromHours(16)).TotalSeconds, seconds - 2, seconds + 2);
    }

    [Fact]
    public async Task With_the_correction_off_nothing_is_signed_again()
    {
        await using XboxWorld world = await StartAsync(0);
        IXboxAuth xbox = await world.OpenAsync(static options => options.UseServerClock = false);
        XboxAccount me = await world.SignInAsync(xbox);
        await xbox.ForgetDeviceAsync();
        world.Emulator.ClockSkew = TimeSpan.FromMinutes(10);
        ClockSkewException? error = null;
        string calls = await world.CallsAsync(async () => error = await Assert.ThrowsAsync<ClockSkewException>(() => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask()));
        Assert.Equal(("device.authenticate:403", 10), (calls, (int)Math.Round(error!.Offset.TotalMinutes)));
    }

    [Fact]
    public async Task A_clock_that_is_set_right_while_the_application_runs_is_believed_at_once()
    {
        await using XboxWorld world = await StartAsync(10_800);
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        await xbox.ForgetDeviceAsync();
        world.Emulator.ClockSkew = TimeSpan.Zero;
        string calls = await world.CallsAsync(() => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask());
        Assert.Equal("device.authenticate:403 device.authenticate:200 sisu.authorize:200 xsts.authorize:200", calls);
    }

    [Fact]
    public async Task Two_registrations_learn_their_clocks_apart()
    {
        await using XboxWorld world = await StartAsync(10_800);
        await world.SignInAsync();
        world.Emulator.ClockSkew = TimeSpan.Zero;
        await world.SignInAsync(await world.OpenAsync());
        Assert.All(world.Emulator.Log.Events, static one => Assert.NotEqual(403, one.Status));
    }

    private static Task<XboxWorld> StartAsync(int seconds, Action<XboxLifetimes>? lifetimes = null) => XboxWorld.StartAsync(emulator =>
    {
        emulator.ClockSkew = TimeSpan.FromSeconds(seconds);
        emulator.Xbox.Freshness.Sisu = Window;
        emulator.Xbox.Freshness.Device = Window;
        emulator.Xbox.Freshness.Xsts = Window;
        lifetimes?.Invoke(emulator.Xbox.Lifetimes);
    });
}
