using System.Globalization;

namespace GameAuth.Emulator.Psn;

/// <summary>The people of an emulator whose options name none: enough for pages, groups, both service names, secrets and refusals.</summary>
internal static class DefaultPsnData
{
    private static readonly DateTimeOffset Begin = new(2025, 10, 26, 18, 11, 3, TimeSpan.Zero);

    public static IReadOnlyList<EmulatedPsnPlayer> Players { get; } =
    [
        new EmulatedPsnPlayer
        {
            OnlineId = "EmuTrophies", AccountId = "9100000000000000001", AboutMe = "Emulated: schöne Grüße", IsPlus = true, TrophyLevel = 312, TrophyProgress = 43,
            Friends = ["9100000000000000002", "9100000000000000003"],
            Presence = new EmulatedPsnPresence { IsOnline = true, NpTitleId = "PPSA90001_00", TitleName = "Emulated Odyssey" },
            Titles =
            [
                Title(1, "Emulated Odyssey", "PS5", earned: 6, groups: true),
                Title(2, "Emulated Racer: Überholspur", "PS5,PSPC", earned: 2),
                Title(3, "Emulated Quest", "PS4", earned: 4),
                Title(4, "Emulated Vintage", "PS3,PSVITA", earned: 1),
                Title(5, "Emulated Beginnings", "PS5", earned: 0),
            ],
        },
        new EmulatedPsnPlayer
        {
            OnlineId = "EmuSilver", AccountId = "9100000000000000002", TrophyLevel = 27, Friends = ["9100000000000000001"],
            Presence = new EmulatedPsnPresence { Platform = "PS4", LastOnline = Begin.AddDays(3) },
            Titles = [Title(3, "Emulated Quest", "PS4", earned: 1)],
        },
        new EmulatedPsnPlayer { OnlineId = "EmuPrivate", AccountId = "9100000000000000003", IsPrivate = true, Friends = ["9100000000000000001"] },
    ];

    private static EmulatedTrophyTitle Title(int number, string name, string platform, int earned, bool groups = false) => new()
    {
        NpCommunicationId = string.Create(CultureInfo.InvariantCulture, $"NPWR9000{number}_00"),
        Name = name,
        Platform = platform,
        Trophies =
        [
            .. Enumerable.Range(0, 10).Select(id => new EmulatedTrophy
            {
                Id = id,
                Name = string.Create(CultureInfo.InvariantCulture, $"Trophy {id}"),
                Detail = string.Create(CultureInfo.InvariantCulture, $"Do number {id}."),
                Grade = id switch { 0 => EmulatedTrophyGrade.Platinum, 1 => EmulatedTrophyGrade.Gold, < 4 => EmulatedTrophyGrade.Silver, _ => EmulatedTrophyGrade.Bronze },
                GroupId = groups && id >= 7 ? "001" : "default",
                IsHidden = id == 5,
                EarnedRate = 2.5m + (id * 8),
                // The platinum trophy comes last.
                EarnedAt = id > 0 && id <= earned ? Begin.AddDays(-number).AddHours(id) : null,
            }),
        ],
    };
}
