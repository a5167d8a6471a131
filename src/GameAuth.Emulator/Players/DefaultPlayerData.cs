using System.Globalization;

namespace GameAuth.Emulator;

/// <summary>What the default player has played, achieved, and whom that player follows: enough for pages, secrets and progress.</summary>
internal static class DefaultPlayerData
{
    private static readonly DateTimeOffset Begin = new DateTimeOffset(2025, 10, 26, 18, 11, 3, TimeSpan.Zero).AddTicks(6_689_508);

    public static IReadOnlyList<EmulatedTitle> Titles { get; } =
    [
        new EmulatedTitle
        {
            TitleId = "1900000101", ServiceConfigId = "e0000000-0000-4000-8000-00000000000a", Name = "Emulated Quest",
            Devices = ["PC", "XboxOne", "XboxSeries"], LastPlayed = Begin.AddDays(30), Achievements = Achievements(unlocked: 4, inProgress: 5, secret: 12),
        },
        new EmulatedTitle
        {
            TitleId = "1900000102", ServiceConfigId = "e0000000-0000-4000-8000-00000000000b", Name = "Emulated Racer: Überholspur",
            LastPlayed = Begin.AddDays(2), Achievements = Achievements(unlocked: 1, inProgress: 2, secret: 3),
        },
    ];

    public static IReadOnlyList<EmulatedFriend> Friends { get; } =
    [
        new EmulatedFriend
        {
            Gamertag = "EmuFriend1", Xuid = "2814600000000101", Gamerscore = 27210, IsFavorite = true,
            Presence = new EmulatedPresence { State = EmulatedPresenceState.Online, TitleId = "1900000102", TitleName = "Emulated Racer: Überholspur", RichPresence = "Lap 2 of 3" },
        },
        new EmulatedFriend
        {
            Gamertag = "EmuFriend2", Xuid = "2814600000000102", Gamerscore = 15,
            Presence = new EmulatedPresence { DeviceType = "Android", TitleId = "328178078", TitleName = "Xbox App", LastSeen = Begin.AddDays(1) },
        },
        new EmulatedFriend { Gamertag = "EmuFriend3", Xuid = "2814600000000103", IsFollowingBack = false },
    ];

    private static EmulatedAchievement[] Achievements(int unlocked, int inProgress, int secret) =>
    [
        .. Enumerable.Range(1, 12).Select(number => new EmulatedAchievement
        {
            Id = number.ToString(CultureInfo.InvariantCulture),
            Name = string.Create(CultureInfo.InvariantCulture, $"Milestone {number}"),
            Description = string.Create(CultureInfo.InvariantCulture, $"You passed milestone {number}."),
            LockedDescription = string.Create(CultureInfo.InvariantCulture, $"Pass milestone {number}."),
            Gamerscore = number * 5,
            IsSecret = number == secret,
            Target = number == inProgress ? 100 : 1,
            Current = number == inProgress ? 40 : number <= unlocked ? 1 : 0,
            UnlockedAt = number <= unlocked ? Begin.AddHours(number) : null,
        }),
    ];
}
