using System.Text.RegularExpressions;

namespace GameAuth.Emulator.Tests.Scenarios;

public sealed partial class A_scenario
{
    [Fact]
    public async Task From_the_documentation_says_what_it_says_and_starts()
    {
        EmulatorOptions options = EmulatorScenario.Parse(DocumentedExample());

        Assert.Equal(["EmuAda", "EmuBen"], options.Players.Select(player => player.Gamertag));
        Assert.Equal(2148916238, options.Players[1].XErr);
        EmulatedTitle title = Assert.Single(options.Players[0].Titles);
        Assert.Equal((true, 40, "e0000000-0000-4000-8000-00000000000d"), (title.Achievements[0].UnlockedAt is not null, title.Achievements[1].Current, title.ServiceConfigId));
        Assert.Equal((EmulatedPresenceState.Online, "EmuCleo"), (options.Players[0].Presence.State, options.Players[0].Friends.Single().Gamertag));
        Assert.Equal((true, TimeSpan.FromMinutes(90), 50), (options.Xbox.RequireApiSignatures, options.Xbox.RtaLifetime, options.Xbox.RtaSubscriptionLimit));
        Assert.Equal(TimeSpan.FromMinutes(5), options.ClockSkew);
        Assert.Equal([SignInDecision.Approve, SignInDecision.Manual], options.SignIns.Select(script => script.Decision));
        Assert.Equal(8, options.Faults.Count);
        Assert.Equal((1001, "[4]"), (options.Faults[6].FrameStatus, options.Faults[6].ExtraFrames.Single()));
        Assert.Equal(RateLimit.Sustain, options.Faults[4].RateLimit);
        Assert.Equal((BodyDamage.NullClaims, XErrForm.Header), (options.Faults[^1].Damage, options.Faults[3].XErrForm));
        Assert.Null(options.Faults[5].Times);
        Assert.Equal(TimeSpan.FromMinutes(1), options.Xbox.Lifetimes.Xsts);
        Assert.Equal((null, TimeSpan.FromMinutes(2)), (options.Xbox.Freshness.Sisu, options.Xbox.Freshness.Device));
        Assert.Contains("emulator-client-0002", options.Xbox.SisuOnlyClientIds);
        Assert.Contains("https://example.test/", options.Xbox.RelyingParties);
        Assert.Contains("emulator-client-0003", options.Xbox.MinecraftUnapprovedClientIds);
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromHours(2)), (options.Xbox.Lifetimes.Minecraft, options.Xbox.Lifetimes.MinecraftChain));
        Assert.Equal(new EmulatedMinecraft { ProfileName = "Emu_Ada", ProfileId = new Guid("00000000-0000-4000-8000-0000000000aa") }, options.Players[0].Minecraft);
        Assert.Equal(new EmulatedMinecraft { License = MinecraftLicense.GamePass, HasProfile = false }, options.Players[1].Minecraft);
        Assert.Equal(("EmuWarden", 5, TimeSpan.FromMinutes(15)), (options.Hytale.Accounts.Single().Profiles.Single().Username, options.Hytale.SessionLimit, options.Hytale.Lifetimes.Session));
        Assert.Equal(("EmuHunter", true, TimeSpan.FromDays(10)), (options.Psn.Players.Single().OnlineId, options.Psn.RotateRefreshTokens, options.Psn.Lifetimes.Refresh));
        DiscordEmulatorOptions discord = options.Discord;
        Assert.Equal(("930000000000000010", 5000, "emulyra", "i-1", 200, DiscordBanStyle.Json), (discord.Applications.Single().Id, discord.Applications.Single().WebhookUri!.Port, discord.Users.Single().Username, discord.Instances.Single().InstanceId, discord.InvalidRequestLimit, discord.BanStyle));
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
    }

    [Fact]
    public void That_is_empty_changes_nothing()
    {
        EmulatorOptions options = EmulatorScenario.Parse("{}");

        Assert.Empty(options.Players);
        Assert.Equal(TimeSpan.FromSeconds(240), options.Xbox.Freshness.Sisu);
        Assert.Equal(DeviceKeyBinding.Strict, options.Xbox.DeviceKey);
        Assert.True(options.Xbox.DetectRefreshTokenReuse);
    }

    [Theory]
    [InlineData("[]", "$", "object")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\" } ] }", "$.players[0].xuid", "required")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"abc\" } ] }", "$.players[0].xuid", "digits")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"minecraft\": { \"licence\": \"none\" } } ] }", "$.players[0].minecraft.licence", "license")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"minecraft\": { \"license\": \"stolen\" } } ] }", "$.players[0].minecraft.license", "purchase, gamePass, none")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"minecraft\": { \"hasProfile\": 1 } } ] }", "$.players[0].minecraft.hasProfile", "true or false")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"minecraft\": { \"profileName\": \"A B\" } } ] }", "$.players[0].minecraft.profileName", "underscores")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"minecraft\": { \"profileId\": \"7\" } } ] }", "$.players[0].minecraft.profileId", "UUID")]
    [InlineData("{ \"players\": {} }", "$.players", "list")]
    [InlineData("{ \"playes\": [] }", "$.playes", "players")]
    [InlineData("{ \"signIns\": [ { \"decision\": \"maybe\" } ] }", "$.signIns[0].decision", "approve, decline, never, manual")]
    [InlineData("{ \"signIns\": [ { \"decision\": \"2\" } ] }", "$.signIns[0].decision", "approve, decline, never, manual")]
    [InlineData("{ \"signIns\": [ { \"player\": \"Zoe\" } ] }", "$.signIns[0].player", "EmuPlayer1")]
    [InlineData("{ \"signIns\": [ { \"after\": \"soon\" } ] }", "$.signIns[0].after", "00:04:00")]
    [InlineData("{ \"signIns\": [ { \"afterPolls\": -1 } ] }", "$.signIns[0].afterPolls", "from 0")]
    [InlineData("{ \"faults\": [ { \"status\": 500 } ] }", "$.faults[0].at", "required")]
    [InlineData("{ \"faults\": [ { \"at\": \"xsts.authorise\" } ] }", "$.faults[0]", "xsts.authorize")]
    [InlineData("{ \"faults\": [ { \"at\": \"xsts\", \"times\": 0 } ] }", "$.faults[0].times", "forever")]
    [InlineData("{ \"faults\": [ { \"at\": \"xsts\", \"status\": 1000 } ] }", "$.faults[0].status", "200 to 599")]
    [InlineData("{ \"faults\": [ { \"at\": \"xsts\", \"status\": 99999999999 } ] }", "$.faults[0].status", "599")]
    [InlineData("{ \"faults\": [ { \"at\": \"xsts\", \"drop\": \"yes\" } ] }", "$.faults[0].drop", "true or false")]
    [InlineData("{ \"faults\": [ { \"at\": \"xsts\", \"headers\": { \"A\": 1 } } ] }", "$.faults[0].headers.A", "text")]
    [InlineData("{ \"xbox\": { \"lifetimes\": { \"xtst\": \"00:01:00\" } } }", "$.xbox.lifetimes.xtst", "xsts")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"titles\": [ { \"titleId\": \"7\", \"name\": \"T\" } ] } ] }", "$.players[0].titles[0].serviceConfigId", "required")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"titles\": [ { \"titleId\": \"7\", \"name\": \"T\", \"serviceConfigId\": \"X\" } ] } ] }", "$.players[0]", "lower case")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"titles\": [ { \"titleId\": \"-7\", \"name\": \"T\", \"serviceConfigId\": \"X\" } ] } ] }", "$.players[0]", "32-bit")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"titles\": [ { \"titleId\": \"7\", \"name\": \"T\", \"serviceConfigId\": \"X\", \"score\": 1 } ] } ] }", "$.players[0].titles[0].score", "achievements")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"titles\": [ { \"achievements\": [ { \"id\": \"1\", \"name\": \"N\", \"unlockedAt\": \"yesterday\" } ], \"titleId\": \"7\", \"name\": \"T\", \"serviceConfigId\": \"X\" } ] } ] }", "$.players[0].titles[0].achievements[0].unlockedAt", "UTC")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"friends\": [ { \"gamertag\": \"B\", \"xuid\": \"1\" } ] } ] }", "$.players[0]", "their own")]
    [InlineData("{ \"players\": [ { \"gamertag\": \"A\", \"xuid\": \"1\", \"presence\": { \"state\": \"busy\" } } ] }", "$.players[0].presence.state", "away")]
    [InlineData("{ \"faults\": [ { \"at\": \"userpresenc\" } ] }", "$.faults[0]", "userpresence")]
    [InlineData("{ \"xbox\": { \"freshness\": { \"sisu\": \"never\" } } }", "$.xbox.freshness.sisu", "duration")]
    public void That_makes_no_sense_is_refused_at_its_place_with_the_fix(string json, string path, string fix)
    {
        ScenarioException error = Assert.Throws<ScenarioException>(() => EmulatorScenario.Parse(json, "my.json"));

        Assert.Equal(path, error.JsonPath);
        Assert.Contains(fix, error.Problem, StringComparison.Ordinal);
        Assert.StartsWith($"my.json: {path}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void That_is_no_json_is_refused_with_its_line()
    {
        ScenarioException error = Assert.Throws<ScenarioException>(() => EmulatorScenario.Parse("{\n  \"players\": [\n"));

        Assert.Contains("line 3", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void That_is_not_there_is_refused_by_its_name()
    {
        ScenarioException error = Assert.Throws<ScenarioException>(() => EmulatorScenario.Load(Path.Combine(Path.GetTempPath(), "no-such-scenario.json")));

        Assert.Contains("no-such-scenario.json", error.Message, StringComparison.Ordinal);
    }

    private static string DocumentedExample() =>
        Example().Match(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "emulator.md"))).Groups[1].Value;

    [GeneratedRegex("```jsonc\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
