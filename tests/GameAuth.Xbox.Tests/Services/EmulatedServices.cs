using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>Two players with a life: titles, achievements, friends, and a place where they are.</summary>
internal static class EmulatedServices
{
    public const string Ada = "2814600000000010";
    public const string Ben = "2814600000000011";
    public const string Cleo = "2814600000000012";
    public const string Nobody = "2814600000000099";
    public const string Quest = "1900000104";
    public const string QuestScid = "e0000000-0000-4000-8000-00000000000d";

    public static readonly DateTimeOffset Unlocked = new(2026, 1, 1, 19, 30, 0, TimeSpan.Zero);

    public static Task<XboxWorld> StartAsync(Action<EmulatorOptions>? more = null) => XboxWorld.StartAsync(emulator =>
    {
        emulator.Players.Add(new EmulatedPlayer
        {
            Gamertag = "EmuAda",
            Xuid = Ada,
            Gamerscore = 1200,
            Titles =
            [
                new EmulatedTitle
                {
                    TitleId = Quest, ServiceConfigId = QuestScid, Name = "Emu Quest", LastPlayed = Unlocked.AddHours(1), Devices = ["PC"],
                    Achievements =
                    [
                        new EmulatedAchievement { Id = "1", Name = "First light", Description = "You lit it.", LockedDescription = "Light it.", Gamerscore = 15, Target = 1, Current = 1, UnlockedAt = Unlocked },
                        new EmulatedAchievement { Id = "2", Name = "Hundred lights", Current = 40, Target = 100 },
                        .. Enumerable.Range(3, 68).Select(static id => new EmulatedAchievement { Id = $"{id}", Name = $"Light {id}", IsSecret = id == 3 }),
                    ],
                },
                new EmulatedTitle { TitleId = "1900000105", ServiceConfigId = "e0000000-0000-4000-8000-00000000000e", Name = "Emu Classic", LastPlayed = Unlocked, SourceVersion = 1 },
            ],
            Friends = [new EmulatedFriend { Gamertag = "EmuCleo", Xuid = Cleo, Gamerscore = 7, IsFavorite = true, IsFollowingBack = false }],
            Presence = new EmulatedPresence { State = EmulatedPresenceState.Online, TitleId = Quest, TitleName = "Emu Quest", RichPresence = "In the woods" },
        });
        emulator.Players.Add(new EmulatedPlayer { Gamertag = "EmuBen", Xuid = Ben, Gamerscore = 30 });
        emulator.SignIns.Add(new SignInScript { Player = "EmuAda" });
        more?.Invoke(emulator);
    });
}
