namespace GameAuth.Xbox.Tests;

public class RestartTests
{
    [Fact]
    public async Task A_restart_from_the_store_prompts_nobody_and_asks_no_authentication_host()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount before = await world.SignInAsync();
        world.Emulator.Log.Clear();

        XboxAccount? me = await (await world.OpenAsync()).FindAsync();
        Assert.Equal((before.Id, before.Gamertag, before.Xuid), (me!.Id, me.Gamertag, me.Xuid));
        await me.GetProfileAsync();
        Assert.Equal(["profile.settings"], world.Emulator.Log.Events.Select(one => one.Step));
        Assert.Equal(1, world.Prompt.Asked);
    }

    [Fact]
    public async Task The_device_survives_a_sign_out_and_the_tokens_do_not()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        await me.SignOutAsync();
        Assert.Null(await xbox.FindAsync());
        await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfileAsync());

        await world.SignInAsync(await world.OpenAsync());
        Assert.Equal(1, world.Count("device.authenticate"));
        Assert.Single(world.Emulator.Log.Of("sisu.authorize").Select(one => one.KeyThumbprint).Distinct());
    }

    [Fact]
    public async Task A_forgotten_device_comes_back_as_another_one_and_the_account_stays()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        await xbox.ForgetDeviceAsync();

        await me.GetProfileAsync();
        Assert.Equal((2, 2, 0, 1), (world.Count("device.authenticate"), world.Count("sisu.authorize"), world.Count("login.refresh"), world.Prompt.Asked));
        Assert.Equal(2, world.Emulator.Log.Of("sisu.authorize").Select(one => one.KeyThumbprint).Distinct().Count());
    }

    [Fact]
    public async Task Accounts_share_the_device_unless_each_is_to_have_its_own()
    {
        Assert.Equal((1, 1), await DevicesOfTwoPlayersAsync(DeviceIdentityScope.PerInstall));
        Assert.Equal((2, 2), await DevicesOfTwoPlayersAsync(DeviceIdentityScope.PerAccount));
    }

    private static async Task<(int Tokens, int Keys)> DevicesOfTwoPlayersAsync(DeviceIdentityScope scope)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        IXboxAuth xbox = await world.OpenAsync(options => options.DeviceIdentity = scope);
        XboxAccount first = await world.SignInAsync(xbox);
        XboxAccount second = await world.SignInAsync(xbox, XboxSignIn.DeviceCode(world.Prompt) with { ForcePrompt = true });
        Assert.NotEqual(first.Xuid, second.Xuid);
        return (world.Count("device.authenticate"), world.Emulator.Log.Of("sisu.authorize").Select(one => one.KeyThumbprint).Distinct().Count());
    }
}
