using GameAuth.Psn;
using Spectre.Console;

namespace PsnTrophies;

/// <summary>What a player has, as a table. Texts of the service are written verbatim, never as markup.</summary>
internal static class Show
{
    public static async Task TitlesAsync(PsnAccount me, CancellationToken cancellationToken)
    {
        PsnTrophySummary summary = await me.Trophies.GetSummaryAsync(cancellationToken: cancellationToken);
        Console.WriteLine($"{me.OnlineId} has reached level {summary.Level} with {summary.Earned.Total} trophies, {summary.Earned.Platinum} of them platinum.");
        if (me.SignInExpiresAt is { } end)
        {
            Console.WriteLine($"The sign-in lasts until {end.ToLocalTime():d}, whatever is done in between.");
        }

        Table table = new Table().RoundedBorder().AddColumns("Title", "On", "Trophies", "Progress", "Last earned");
        await foreach (PsnTrophyTitle title in me.Trophies.ListTitlesAsync(cancellationToken: cancellationToken))
        {
            string last = title.LastUpdated is { } at && title.Earned.Total > 0 ? $"{at.ToLocalTime():d}" : "";
            string[] cells = [title.Name, string.Join(", ", title.Platforms), $"{title.Earned.Total} of {title.Defined.Total}", $"{title.Progress} %", last];
            table.AddRow(cells.Select(static cell => new Text(cell)));
        }

        AnsiConsole.Write(table);
    }
}
