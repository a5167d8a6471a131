using System.Globalization;
using System.Reflection;
using System.Text;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Realtime;

/// <summary>The page of the protocol: its table of close codes is the server's, and its example is right.</summary>
public sealed class RealtimePageTests
{
    private const string Begin = "<!-- The table of RealtimeClose. It is written by: GAMEAUTH_WRITE_ERRORS=1 dotnet test tests/GameAuth.Server.Tests --filter RealtimePage -->";
    private const string End = "<!-- The end of the table. -->";

    private static string PagePath => Path.Combine(Root(), "docs", "realtime.md");

    [Fact]
    public void The_page_has_the_table_of_close_codes()
    {
        string page = File.ReadAllText(PagePath).ReplaceLineEndings("\n");
        int from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int to = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(from >= Begin.Length && to > from, "docs/realtime.md has no place for the table.");
        if (Environment.GetEnvironmentVariable("GAMEAUTH_WRITE_ERRORS") == "1")
        {
            File.WriteAllText(PagePath, page[..from] + Table() + page[to..]);
            return;
        }

        Assert.Equal(Table(), page[from..to]);
    }

    [Fact]
    public void Each_close_is_in_the_table_once_and_each_error_has_one()
    {
        IEnumerable<RealtimeClose> fields = typeof(RealtimeClose).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (RealtimeClose)field.GetValue(null)!);
        Assert.Equal(fields.OrderBy(static close => close.Code), RealtimeClose.All.OrderBy(static close => close.Code));
        Assert.Equal(RealtimeClose.All.Count, RealtimeClose.All.Select(static close => close.Code).Distinct().Count());
        Assert.All(RealtimeClose.All, static close => Assert.True(close.ClientAction.EndsWith('.') && close.Reason.Length is > 0 and < 124));

        // Whoever may go on is told to come back, and who may not is not.
        Assert.All(AuthError.All.Where(static error => error.Status >= 500 || error.Status is 408 or 429), static error => Assert.Contains("omes back", RealtimeClose.For(error).ClientAction, StringComparison.Ordinal));
        Assert.Equal([4410, 4419, 4401, 4403, 4400], ((AuthError[])[AuthError.SessionRevoked, AuthError.TokenExpired, AuthError.TokenInvalid, AuthError.RoomForbidden, AuthError.InvalidRequest]).Select(static error => RealtimeClose.For(error).Code));
    }

    [Fact]
    public void The_example_of_the_hash_is_right() => Assert.Contains($"the hash is that of `AAAA.abc`: `{RealtimeClient.HashOf("AAAA", "abc")}`", File.ReadAllText(PagePath), StringComparison.Ordinal);

    private static string Table()
    {
        StringBuilder table = new("\n| code | reason | the client |\n|---|---|---|\n");
        foreach (RealtimeClose close in RealtimeClose.All)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {close.Code} | `{close.Reason}` | {close.ClientAction} |\n");
        }

        return table.ToString();
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "GameAuth.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not lie in a checkout.");
    }
}
