using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>What the code that this package's flow comes from did wrong, each as a test that would find it again.</summary>
public class OriginDefectTests
{
    [Fact]
    public async Task Seconds_divided_by_a_thousand_a_refreshed_token_lives_as_long_as_the_first_one()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        foreach (int refreshes in (int[])[1, 2, 3])
        {
            world.Clock.Advance(TimeSpan.FromHours(25));
            await me.GetProfileAsync();
            Assert.Equal(refreshes, world.Count("login.refresh"));
            world.Clock.Advance(TimeSpan.FromHours(17));
            await me.GetProfileAsync();
            Assert.Equal(refreshes, world.Count("login.refresh"));
        }
    }

    [Fact]
    public async Task Steps_run_twice_a_sign_in_asks_each_host_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        Assert.All(
            (string[])["login.connect", "device.authenticate", "sisu.authorize"],
            step => Assert.Equal((step, 1), (step, world.Count(step))));
        Assert.Equal((0, 0), (world.Count("login.refresh"), world.Count("xsts.authorize")));
    }

    [Theory]
    [InlineData(503, null)]
    [InlineData(null, "temporarily_unavailable")]
    [InlineData(null, "server_error")]
    public async Task Any_failure_taken_for_no_identity_a_refresh_that_fails_for_now_costs_nothing(int? status, string? word)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Faults.Add(new Fault { At = "login.refresh", Status = status, OAuthError = word });
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetProfileAsync());
        Assert.Equal((true, AccountStatus.Active), (error.IsTransient, me.Status));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await me.GetProfileAsync();
        Assert.Equal((2, 1), (world.Count("login.refresh"), world.Prompt.Asked));
    }

    [Fact]
    public async Task Lifetimes_taken_from_a_document_odd_ones_are_kept_to_the_minute()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator =>
        {
            emulator.Xbox.Lifetimes.MsaAccess = TimeSpan.FromMinutes(113);
            emulator.Xbox.Lifetimes.Xsts = TimeSpan.FromMinutes(37);
        });
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(25));
        Assert.Equal("profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
        world.Clock.Advance(TimeSpan.FromMinutes(13));
        Assert.Equal("xsts.authorize:200 profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
        world.Clock.Advance(TimeSpan.FromMinutes(76));
        Assert.Equal("login.refresh:200 xsts.authorize:200 profile.settings:200", await world.CallsAsync(() => me.GetProfileAsync()));
    }
}
