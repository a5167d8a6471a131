using GameAuth.Xbox;
using Spectre.Console;

namespace XboxConsole;

/// <summary>What a player has, as tables. Texts of the service are written verbatim, never as markup.</summary>
internal static class Show
{
    public static async Task TitlesAsync(XboxAccount me, CancellationToken cancellationToken)
    {
        Table table = Begin("Title", "Title id", "Achievements", "Gamerscore", "Last played");
        foreach (XboxTitle title in await me.Titles.GetHistoryAsync(cancellationToken: cancellationToken))
        {
            // Newer titles have their achievements counted, but not how many there are.
            XboxTitleProgress progress = title.Achievements ?? new();
            string achievements = progress.TotalAchievements > 0 ? $"{progress.CurrentAchievements} of {progress.TotalAchievements}" : $"{progress.CurrentAchievements}";
            Add(table, title.Name, title.TitleId, achievements, $"{progress.CurrentGamerscore} of {progress.TotalGamerscore}", Day(title.LastPlayed));
        }

        AnsiConsole.Write(table);
    }

    public static async Task<IReadOnlyList<XboxAchievement>> AchievementsAsync(XboxAccount me, string? title, CancellationToken cancellationToken)
    {
        Table table = Begin("Title", "Achievement", "Gamerscore", "Progress", "Unlocked");
        List<XboxAchievement> shown = [];
        XboxAchievementQuery query = new() { TitleIds = title is null ? [] : [title] };
        await foreach (XboxAchievement achievement in me.Achievements.ListAsync(query, cancellationToken))
        {
            shown.Add(achievement);
            bool isUnlocked = achievement.ProgressState is XboxAchievementState.Achieved;
            string name = achievement.IsSecret && !isUnlocked ? "A secret" : achievement.Name;
            Add(table, achievement.Titles is [{ Name: { } of }, ..] ? of : "", name, $"{achievement.Gamerscore}", $"{Math.Floor(achievement.Fraction * 100)} %", Day(achievement.TimeUnlocked));
        }

        AnsiConsole.Write(table);
        return shown;
    }

    public static async Task FriendsAsync(XboxAccount me, CancellationToken cancellationToken)
    {
        Table table = Begin("Friend", "Gamerscore", "Is", "With");
        foreach (XboxPerson friend in await me.People.GetFriendsAsync(cancellationToken: cancellationToken))
        {
            string name = friend.UniqueModernGamertag.Length > 0 ? friend.UniqueModernGamertag : friend.Gamertag;
            Add(table, name, $"{friend.Gamerscore}", $"{friend.PresenceState}", friend.PresenceText);
        }

        AnsiConsole.Write(table);
    }

    private static Table Begin(params string[] columns) => new Table().RoundedBorder().AddColumns(columns);

    private static void Add(Table table, params string[] cells) => table.AddRow(cells.Select(static cell => new Text(cell)));

    private static string Day(DateTimeOffset? time) => time is { } at ? $"{at.ToLocalTime():d}" : "";
}
