using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests;

/// <summary>What it costs to stay signed in, counted by the emulator.</summary>
public class RefreshEconomyTests
{
    [Fact]
    public async Task An_expired_XSTS_token_costs_one_XSTS_call_and_no_refresh_while_the_Microsoft_token_lives()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(17));
        Assert.Equal("xsts.authorize", await CallsOfAsync(world, me));
    }

    [Fact]
    public async Task With_both_expired_it_is_one_refresh_and_one_XSTS_call()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("login.refresh xsts.authorize", await CallsOfAsync(world, me));
    }

    [Fact]
    public async Task An_expired_device_token_is_minted_again_with_the_current_Microsoft_token()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.Xbox.Lifetimes.Device = TimeSpan.FromHours(16));
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(17));
        Assert.Equal("device.authenticate sisu.authorize", await CallsOfAsync(world, me));
    }

    [Fact]
    public async Task With_everything_expired_each_is_asked_for_once_and_XSTS_comes_with_SISU()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal("device.authenticate login.refresh sisu.authorize", await CallsOfAsync(world, me));
    }

    [Fact]
    public async Task A_refused_token_costs_one_XSTS_call_and_one_replay()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Xbox.ExpireNow(XboxTokenKind.Xsts);
        world.Emulator.Log.Clear();
        await me.GetProfileAsync();
        Assert.Equal("profile.settings:401 xsts.authorize:200 profile.settings:200", Said(world));
    }

    [Fact]
    public async Task A_refusal_that_goes_on_is_handed_out_after_one_replay()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "profile.settings", Status = 401, Times = null });
        world.Emulator.Log.Clear();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetProfileAsync());
        Assert.Equal((401, "profile"), (error.Status, error.Step));
        Assert.Equal("profile.settings:401 xsts.authorize:200 profile.settings:401", Said(world));
    }

    [Fact]
    public async Task Relying_parties_are_told_apart_by_their_trailing_slash()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.Xbox.RelyingParties.Add("https://multiplayer.minecraft.net"));
        XboxAccount me = await world.SignInAsync();
        XstsToken one = await me.GetXstsTokenAsync("https://multiplayer.minecraft.net/");
        XstsToken other = await me.GetXstsTokenAsync("https://multiplayer.minecraft.net");
        Assert.NotEqual(one.Token, other.Token);
        Assert.Same(one, await me.GetXstsTokenAsync("https://multiplayer.minecraft.net/"));
        Assert.Equal(
            ["https://multiplayer.minecraft.net/", "https://multiplayer.minecraft.net"],
            world.Emulator.Log.Of("xsts.authorize").Select(call => call.Audience));
    }

    [Fact]
    public async Task A_hundred_callers_share_one_mint()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(25));
        world.Emulator.Log.Clear();
        XstsToken[] tokens = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => me.GetXstsTokenAsync(XboxDefaults.RelyingParty).AsTask())));
        Assert.Single(tokens.Distinct());
        Assert.Equal("login.refresh:200 xsts.authorize:200", Said(world));
    }

    [Fact]
    public async Task A_login_host_that_is_down_does_not_stop_an_XSTS_token_that_needs_nothing_from_it()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(25));
        world.Emulator.Faults.Add(new Fault { At = "login.refresh", Status = 503 });
        world.Emulator.Log.Clear();
        await me.GetProfileAsync();
        Assert.Equal("login.refresh:503 xsts.authorize:200 profile.settings:200", Said(world));
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Fact]
    public async Task A_link_of_the_applications_own_hangs_on_the_chain()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = (await world.StartApplicationAsync(static app => app.Services.AddSingleton<MinecraftTokens>())).Services.GetRequiredService<IXboxAuth>();
        XboxAccount me = await world.SignInAsync(xbox);
        MinecraftTokens source = world.Services.GetRequiredService<MinecraftTokens>();
        MinecraftToken token = await me.GetTokenAsync(source);
        Assert.Equal((await me.GetXstsTokenAsync(MinecraftTokens.RelyingParty)).Token, token.Token);
        Assert.Equal(1, world.Count("xsts.authorize"));
    }

    private static async Task<string> CallsOfAsync(XboxWorld world, XboxAccount me)
    {
        world.Emulator.Log.Clear();
        await me.GetProfileAsync();
        string[] steps = [.. world.Emulator.Log.Events.Select(one => one.Step)];
        Assert.Equal("profile.settings", steps[^1]);
        Assert.All(world.Emulator.Log.Events, static one => Assert.Equal(200, one.Status));
        return string.Join(' ', steps[..^1]);
    }

    private static string Said(XboxWorld world) => string.Join(' ', world.Emulator.Log.Events.Select(one => $"{one.Step}:{one.Status}"));
}
