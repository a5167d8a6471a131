using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

public class SignInTests
{
    [Fact]
    public async Task A_device_code_sign_in_ends_with_a_profile()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        XboxProfile profile = await me.GetProfileAsync();

        EmulatedPlayer player = world.Emulator.Players[0];
        Assert.Equal((player.Gamertag, player.Xuid), (me.Gamertag, me.Xuid));
        Assert.Equal((player.Xuid, player.Gamertag, player.Gamerscore), (profile.Xuid, profile.Gamertag, profile.Gamerscore));
        Assert.Equal(player.AgeGroup, (await me.GetAgeGroupAsync()).ToString());
        Assert.Equal(
            ["login.connect", "login.poll", "login.poll", "device.authenticate", "sisu.authorize", "profile.settings"],
            world.Emulator.Log.Events.Select(one => one.Step));
    }

    [Fact]
    public async Task Every_signed_call_is_verified_and_carries_its_contract_version()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        await me.GetXstsTokenAsync("rp://api.minecraftservices.com/");

        Assert.Equal(
            [
                ("device.authenticate", SignatureVerdict.Verified, "1"),
                ("sisu.authorize", SignatureVerdict.Verified, null),
                ("xsts.authorize", SignatureVerdict.Verified, "1"),
            ],
            world.Emulator.Log.Events.Where(one => one.Host.EndsWith("xboxlive.com", StringComparison.Ordinal))
                .Select(one => (one.Step, one.Signature, one.ContractVersion)));
    }

    [Fact]
    public async Task The_contract_version_of_SISU_is_a_switch()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync(options => options.SisuContractVersion = 1);
        Assert.Equal("1", world.Emulator.Log.Of("sisu.authorize").Single().ContractVersion);
    }

    [Fact]
    public async Task The_page_that_is_shown_has_the_code_filled_in()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        DeviceCodeChallenge shown = world.Prompt.Shown!;
        Assert.Equal(shown.Page + "?otc=" + shown.UserCode, shown.PageWithCode!.AbsoluteUri);
    }

    [Fact]
    public async Task A_player_who_says_no_is_told_apart_and_nothing_is_stored()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator => emulator.SignIns.Add(new SignInScript { Decision = SignInDecision.Decline }));
        IXboxAuth xbox = await world.OpenAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(xbox));
        Assert.Equal(SignInReason.Declined, error.Reason);
        Assert.Null(await xbox.FindAsync());
    }

    [Fact]
    public async Task A_code_that_nobody_approves_is_shown_anew_and_then_given_up()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator => emulator.SignIns.Add(new SignInScript { Decision = SignInDecision.Never }));
        IXboxAuth xbox = await world.OpenAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(xbox));
        Assert.Equal((SignInReason.TimedOut, 3), (error.Reason, world.Prompt.Asked));
    }

    [Fact]
    public async Task A_second_sign_in_is_silent()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount first = await world.SignInAsync(xbox);
        world.Emulator.Log.Clear();
        Assert.Same(first, await world.SignInAsync(xbox));
        Assert.Equal((1, 0), (world.Prompt.Asked, world.Emulator.Log.Events.Count));
    }

    [Fact]
    public async Task The_same_player_again_is_the_older_account()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount first = await world.SignInAsync(xbox);
        XboxAccount again = await world.SignInAsync(xbox, XboxSignIn.DeviceCode(world.Prompt) with { ForcePrompt = true });
        Assert.Same(first, again);
        Assert.Equal(2, world.Prompt.Asked);
        await again.GetProfileAsync();
    }

    [Fact]
    public async Task A_restricted_player_keeps_the_grant_and_gets_in_later_without_a_prompt()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "sisu.authorize", XErr = 2148916233, XErrForm = XErrForm.Header });
        IXboxAuth xbox = await world.OpenAsync();
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => world.SignInAsync(xbox));
        Assert.Equal(("2148916233", "sisu"), (error.Code, error.Step));
        Assert.Contains("Xbox profile", error.UserMessage, StringComparison.Ordinal);

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        XboxAccount me = await world.SignInAsync(xbox);
        Assert.Equal((1, AccountStatus.Active), (world.Prompt.Asked, me.Status));
        await me.GetProfileAsync();
    }
}
