namespace GameAuth.Xbox.Tests.Browser;

/// <summary>A clock that is hours off: SISU takes signatures of 240 s, device.auth any.</summary>
public class BrowserClockTests
{
    [Theory]
    [InlineData(10_800)]
    [InlineData(-10_800)]
    public async Task A_sign_in_works_and_is_signed_right_at_once(int seconds)
    {
        await using XboxWorld world = await StartAsync(seconds);
        Assert.Equal(BrowserWorld.SisuSteps, await world.CallsAsync(async () => await (await world.OpenBrowserAsync()).SignInByBrowserAsync()));
    }

    [Theory]
    [InlineData(10_800)]
    [InlineData(-10_800)]
    public async Task With_a_stored_device_token_the_first_call_learns_the_time_from_its_refusal(int seconds)
    {
        await using XboxWorld world = await StartAsync(seconds);
        await (await world.OpenBrowserAsync()).SignInByBrowserAsync();
        IXboxAuth restarted = await world.OpenBrowserAsync();
        Assert.Equal(
            "sisu.authenticate:403 sisu.authenticate:200 login.authorize:302 login.code:200 sisu.authorize:200",
            await world.CallsAsync(() => restarted.SignInByBrowserAsync(force: true)));
    }

    [Fact]
    public async Task With_the_correction_off_the_offset_is_told_and_no_browser_opens()
    {
        await using XboxWorld world = await StartAsync(10_800);
        IXboxAuth xbox = await world.OpenBrowserAsync(options: static one => one.UseServerClock = false);
        VisitingPrompt prompt = new();
        ClockSkewException error = await Assert.ThrowsAsync<ClockSkewException>(() => xbox.SignInByBrowserAsync(prompt));
        Assert.Equal(("sisu authenticate", 0), (error.Step, prompt.Shown.Count));
        Assert.InRange(error.Offset.TotalSeconds, 10_798, 10_802);
    }

    private static Task<XboxWorld> StartAsync(int seconds) => XboxWorld.StartAsync(emulator =>
    {
        emulator.ClockSkew = TimeSpan.FromSeconds(seconds);
        emulator.Xbox.Freshness.Sisu = TimeSpan.FromSeconds(240);
    });
}
