using System.Globalization;
using System.Reflection;
using System.Text;

namespace GameAuth.Server.Tests.Http;

/// <summary>One table of errors, from which the documentation is written.</summary>
public sealed class ErrorPageTests
{
    private const string Begin = "<!-- The table of AuthError. It is written by: GAMEAUTH_WRITE_ERRORS=1 dotnet test tests/GameAuth.Server.Tests --filter ErrorPage -->";
    private const string End = "<!-- The end of the table. -->";

    [Fact]
    public void Section_6_2_The_page_of_errors_is_the_table()
    {
        string path = Path.Combine(Root(), "docs", "errors.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int to = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(from >= Begin.Length && to > from, "docs/errors.md has no place for the table.");
        if (Environment.GetEnvironmentVariable("GAMEAUTH_WRITE_ERRORS") == "1")
        {
            File.WriteAllText(path, page[..from] + Table() + page[to..]);
            return;
        }

        Assert.Equal(Table(), page[from..to]);
    }

    [Fact]
    public void The_table_has_every_error_once()
    {
        IEnumerable<AuthError> fields = typeof(AuthError).GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field.FieldType == typeof(AuthError)).Select(static field => (AuthError)field.GetValue(null)!);
        Assert.Equal(fields.OrderBy(static error => (error.Code, error.Status)), AuthError.All.OrderBy(static error => (error.Code, error.Status)));
        Assert.Equal(AuthError.All.Count, AuthError.All.Select(static error => (error.Code, error.Status)).Distinct().Count());
    }

    [Fact]
    public void Section_6_1_Each_row_has_a_code_a_sentence_and_something_to_do()
    {
        Assert.All(AuthError.All, static error =>
        {
            Assert.Matches("^[a-z]+(_[a-z]+)*$", error.Code);
            Assert.InRange(error.Status, 400, 503);
            Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(error.ClientAction);

            // Who shall come again later is told when; who need not wait is not.
            Assert.Equal(error.Status is 429 or 503, error.RetryAfter > TimeSpan.Zero);
        });
    }

    [Fact]
    public void Section_6_2_The_rows_of_the_text_are_in_the_table()
    {
        (int Status, string Code)[] rows =
        [
            (401, "invalid_discord_auth"), (409, "nonce_reused"), (401, "token_expired"), (401, "token_invalid"), (401, "refresh_invalid"), (401, "refresh_reuse_detected"), (403, "session_revoked"),
            (403, "room_forbidden"), (400, "invalid_request"), (403, "origin_forbidden"), (401, "dpop_nonce_required"), (429, "rate_limited"), (503, "temporarily_unavailable"),
        ];
        Assert.All(rows, static row => Assert.Single(AuthError.All, error => (error.Status, error.Code) == row));
    }

    private static string Table()
    {
        StringBuilder table = new("\n| `error` | status | `recoverable` | `retry_after_ms` | `message` | the client |\n|---|---|---|---|---|---|\n");
        foreach (AuthError error in AuthError.All)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| `{error.Code}` | {error.Status} | {(error.IsRecoverable ? "yes" : "no")} | {(long)error.RetryAfter.TotalMilliseconds} | {error.Message} | {error.ClientAction} |\n");
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
