using GameAuth.Pd2;
using Spectre.Console;

namespace Pd2Trade;

/// <summary>What a player has and what is on the market, as tables. Texts of the service are written verbatim, never as markup.</summary>
internal static class Show
{
    private const int MostListings = 20;

    public static async Task PlayerAsync(Pd2Account me, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{me.Username} is signed in until {me.SignInExpiresAt?.ToLocalTime():d}; the token is renewed before that.");
        Pd2StashView view = await me.Stash.GetAsync(await StashOfAsync(me, cancellationToken), cancellationToken);
        Console.WriteLine($"The stash of {view.Stash.Id.GameAccount}, {(view.IsStale ? "old: " : "")}asked for {view.Age.TotalSeconds:0} seconds ago:");
        Write(["Item", "Quality", "Does"], view.Stash.Items.Select(static item => (string[])[item.Name ?? "?", item.Quality ?? "", string.Join(", ", item.Modifiers.Select(static one => one.Label ?? one.Name))]));
        Console.WriteLine("For sale:");
        Write(await me.Listings.ListOwnAsync(cancellationToken).ToListAsync(cancellationToken));
    }

    public static async Task MarketAsync(Pd2Account me, string name, CancellationToken cancellationToken)
    {
        Pd2ListingFilter filter = new() { NameContains = name, PageSize = MostListings };
        Console.WriteLine($"On the market, the latest {MostListings}:");
        Write(await me.Listings.SearchAsync(filter, cancellationToken).Take(MostListings).ToListAsync(cancellationToken));
    }

    /// <summary>The stash that the player looks at on the website.</summary>
    public static async Task<Pd2StashId> StashOfAsync(Pd2Account me, CancellationToken cancellationToken)
    {
        Pd2Profile profile = await me.GetProfileAsync(cancellationToken);
        string account = profile.Preferences.GameAccount ?? (profile.GameAccounts is [string first, ..] ? first : "");
        return new Pd2StashId(account, profile.Preferences.IsHardcore ?? false, profile.Preferences.IsLadder ?? true);
    }

    private static void Write(IEnumerable<Pd2Listing> listings) => Write(
        ["Listing", "Item", "High runes", "Price", "Seller", "Bumped"],
        listings.Select(static one => (string[])[one.Id, one.Item?.Name ?? "?", $"{one.HighRunes}", one.Price ?? "", one.SellerName ?? "", $"{one.BumpedAt?.ToLocalTime():g}"]));

    private static void Write(string[] columns, IEnumerable<string[]> rows)
    {
        // The first column stays whole: an id is copied from it.
        Table table = new Table().RoundedBorder().AddColumn(new TableColumn(columns[0]).NoWrap()).AddColumns(columns[1..]);
        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(static cell => new Text(cell)));
        }

        AnsiConsole.Write(table);
    }
}
