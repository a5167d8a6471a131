using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>The name of a player as the tokens' answers say it: it follows a renaming, and is never somebody else's.</summary>
public class PlayerNameTests
{
    private const string Xuid = "2814600000000001";

    [Theory]
    [InlineData(XboxDefaults.RelyingParty)]
    [InlineData("rp://api.minecraftservices.com/")]
    public async Task A_renamed_player_is_renamed_with_the_next_token_and_stays_so_after_a_restart(string relyingParty)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        Assert.Equal("EmuPlayer1", me.Gamertag);

        await xbox.ForgetDeviceAsync();
        world.Emulator.Faults.Add(Sisu($"\"gtg\":\"EmuNew\",\"xid\":\"{Xuid}\"") with { Times = null });
        await Record.ExceptionAsync(() => me.GetXstsTokenAsync(relyingParty).AsTask());

        Assert.Equal(("EmuNew", Xuid), (me.Gamertag, me.Xuid));
        Assert.Equal("EmuNew", (await (await world.OpenAsync()).FindAsync())!.Gamertag);
    }

    [Fact]
    public async Task The_name_of_another_player_is_not_taken()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        await xbox.ForgetDeviceAsync();
        world.Emulator.Faults.Add(Sisu("\"gtg\":\"Somebody\",\"xid\":\"2814600000000099\""));
        await Record.ExceptionAsync(() => me.GetXstsTokenAsync(XboxDefaults.RelyingParty).AsTask());

        Assert.Equal("EmuPlayer1", me.Gamertag);
    }

    [Theory]
    [InlineData("Ada\\ud83d", "Ada\uFFFD")]
    [InlineData("No\u200btch", null)]
    [InlineData("\u202eNotch", null)]
    [InlineData("Notch\ue000", null)]
    [InlineData("Not\u3164ch", null)]
    public async Task An_odd_gamertag_blocks_no_sign_in_and_is_never_shown_as_another_s(string written, string? shown)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(Sisu($"\"gtg\":\"{written}\",\"xid\":\"{Xuid}\""));

        XboxAccount me = await world.SignInAsync();

        Assert.Equal((shown, Xuid, AccountStatus.Active), (me.Gamertag, me.Xuid, me.Status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"xid\":null,")]
    [InlineData("\"xid\":\"none\",")]
    public async Task An_answer_of_SISU_that_names_no_player_is_refused_before_it_is_stored(string xid)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(Sisu($"{xid}\"gtg\":\"EmuPlayer1\""));
        IXboxAuth xbox = await world.OpenAsync();

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.SignInAsync(xbox));
        Assert.Equal("sisu", error.Step);
        Assert.Contains("xid", error.Message, StringComparison.Ordinal);

        // The next one asks SISU again, and signs in.
        XboxAccount me = await world.SignInAsync(xbox);
        Assert.Equal((Xuid, 2), (me.Xuid, world.Count("sisu.authorize")));
    }

    private static Fault Sisu(string claims)
    {
        const string Token = "\"IssueInstant\":\"2029-12-31T00:00:00Z\",\"NotAfter\":\"2031-01-01T00:00:00Z\",\"Token\":\"made.up.token\",\"DisplayClaims\":{\"xui\":[{";
        return new Fault
        {
            At = "sisu.authorize",
            Status = 200,
            Body = $$$"""{"DeviceToken":"made.up","TitleToken":{{{{Token}}}"uhs":"1"}]}},"UserToken":{{{{Token}}}"uhs":"1"}]}},"AuthorizationToken":{{{{Token}}}{{{claims}}},"uhs":"1"}] } } }""",
        };
    }
}
