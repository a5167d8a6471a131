using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Services;

public sealed class A_player_plays : ServiceTest
{
    [Theory]
    [InlineData(Quest)]
    [InlineData(QuestScid)]
    public async Task And_achieves_something_which_every_service_tells(string title)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Emulator.Xbox.Unlock("EmuPlayer1", title, "7"));

        JsonNode one = (await CallAsync("achievements", $"/users/me/achievements/{QuestScid}/7")).Json["achievement"]!;
        JsonNode hub = (await CallAsync("titlehub", $"/users/me/titles/titleId({Quest})/decoration/achievement")).Json["titles"]![0]!["achievement"]!;
        JsonNode profile = (await CallAsync("profile", "/users/me/profile/settings?settings=Gamerscore")).Json;

        Assert.Equal(("Achieved", "2026-01-02T03:05:05.0000000Z"), (one["progressState"]!.GetValue<string>(), one["progression"]!["timeUnlocked"]!.GetValue<string>()));
        Assert.Equal((5, 85), (hub["currentAchievements"]!.GetValue<int>(), hub["currentGamerscore"]!.GetValue<int>()));
        Assert.Equal("4277", profile["profileUsers"]![0]!["settings"]![0]!["value"]!.GetValue<string>());
    }

    [Fact]
    public void And_achieves_nothing_twice()
    {
        Assert.False(Emulator.Xbox.Unlock("EmuPlayer1", Quest, "1"));
        Assert.Equal(4242, Emulator.Xbox.PlayerNow("EmuPlayer1").Gamerscore);
    }

    [Fact]
    public void And_comes_nearer_until_the_target_is_there()
    {
        Assert.True(Emulator.Xbox.Progress("EmuPlayer1", Quest, "5", 99));
        EmulatedAchievement near = Emulator.Xbox.PlayerNow("EmuPlayer1").Titles[0].Achievements[4];
        Assert.False(Emulator.Xbox.Progress("EmuPlayer1", Quest, "5", 99));
        Assert.True(Emulator.Xbox.Progress("EmuPlayer1", Quest, "5", 100));
        EmulatedAchievement there = Emulator.Xbox.PlayerNow("EmuPlayer1").Titles[0].Achievements[4];
        Assert.False(Emulator.Xbox.Progress("EmuPlayer1", Quest, "5", 3));

        Assert.Equal((99, null), (near.Current, near.UnlockedAt));
        Assert.Equal(Time.GetUtcNow(), there.UnlockedAt);
    }

    [Fact]
    public void And_only_what_there_is()
    {
        Assert.Contains("Zoe", Assert.Throws<EmulatorException>(() => Emulator.Xbox.Unlock("Zoe", Quest, "1")).Message, StringComparison.Ordinal);
        Assert.Contains("'77'", Assert.Throws<EmulatorException>(() => Emulator.Xbox.Unlock("EmuPlayer1", "77", "1")).Message, StringComparison.Ordinal);
        Assert.Contains("1, 2, 3", Assert.Throws<EmulatorException>(() => Emulator.Xbox.Unlock("EmuPlayer1", Quest, "99")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Emulator.Xbox.Progress("EmuPlayer1", Quest, "5", -1));
    }

    [Fact]
    public async Task And_must_make_sense()
    {
        EmulatorOptions options = new() { Players = { EmulatedPlayer.Default with { Titles = [EmulatedPlayer.Default.Titles[0], EmulatedPlayer.Default.Titles[0]] } } };

        EmulatorException error = await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(options));

        Assert.Contains(Quest, error.Message, StringComparison.Ordinal);
    }
}
