using System.Buffers.Text;
using System.Globalization;
using GameAuth.Hytale;

namespace GameAuth.Server.Hytale;

/// <summary>The administrators' page: forms, tables and no script.</summary>
internal static class AdminPage
{
    public const int RowsAtATime = 100;
    public const int AccountsAtATime = 100;

    private const string Style = "body{font:14px sans-serif;margin:1.5em}table{border-collapse:collapse;margin:.5em 0 1.5em}th,td{border:1px solid #bbb;padding:.2em .5em;text-align:left;vertical-align:top;max-width:24em;overflow-wrap:anywhere}form{display:inline}.bad{background:#fdd}label{margin-right:1em}";

    public static string Write(AdminView view)
    {
        AdminHtml html = new();
        html.Raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Hytale gateway</title><style nonce=\"").Text(view.Nonce).Raw("\">").Raw(Style).Raw("</style></head><body><h1>Hytale gateway</h1>");
        if (view.Note is { } note)
        {
            html.Raw("<p class=\"bad\">").Text(note).Raw("</p>");
        }

        WriteFilter(html, view);
        WriteAccounts(html, view);
        WriteSessions(html, view);
        WriteRows(html, view);
        return html.Raw("</body></html>").ToString();
    }

    private static void WriteFilter(AdminHtml html, AdminView view)
    {
        AdminQuery query = view.Query;
        html.Raw("<form method=\"get\" action=\"").Whole(view.Path).Raw("\"><label>Account (owner's id) <input name=\"owner\" size=\"38\" value=\"").Text(query.Owner?.ToString("D"))
            .Raw("\"></label><label>Event <select name=\"event\"><option value=\"\">all</option>");
        foreach (string name in HytaleGatewayEventNames.All)
        {
            html.Raw(name == query.Event ? "<option selected>" : "<option>").Text(name).Raw("</option>");
        }

        html.Raw("</select></label><label>Result <select name=\"result\"><option value=\"\">all</option>");
        foreach (string result in (string[])["ok", "refused"])
        {
            html.Raw(result == query.Result ? "<option selected>" : "<option>").Text(result).Raw("</option>");
        }

        html.Raw("</select></label><label>From <input name=\"from\" value=\"").Text(TimeOf(query.From)).Raw("\"></label><label>To <input name=\"to\" value=\"").Text(TimeOf(query.To))
            .Raw("\"></label><button>Filter</button></form> <a href=\"").Whole(view.Path + "/export" + query.ToQuery()).Raw("\">Export</a>");
    }

    private static void WriteAccounts(AdminHtml html, AdminView view)
    {
        html.Raw("<h2>Accounts</h2><table><tr><th>Owner</th><th>Name</th><th>Status</th><th>Sign-in ends</th><th>Last call</th><th></th></tr>");
        foreach ((HytaleAccount account, AccountRow row) in view.Accounts)
        {
            html.Raw(account.Status is AccountStatus.Active ? "<tr>" : "<tr class=\"bad\">").Raw("<td><a href=\"").Whole($"{view.Path}?owner={account.Subject}").Raw("\">").Text(account.Subject).Raw("</a></td>")
                .Cell(account.DisplayName).Cell(account.Status.ToString()).Cell(account.SignInExpiresAt).Cell(row.CalledAt).Raw("<td>");
            WriteButton(html, view, "callers/end", "owner", account.Subject, "End callers");
            html.Raw("</td></tr>");
        }

        html.Raw("</table>");
        if (view.NextAccounts is { } after)
        {
            html.Raw("<a href=\"").Whole(view.Path + view.Query.ToQuery(after: after)).Raw("\">More accounts</a>");
        }
    }

    private static void WriteSessions(AdminHtml html, AdminView view)
    {
        if (view.Query.Owner is null)
        {
            return;
        }

        html.Raw("<h2>Game sessions</h2><table><tr><th>Session</th><th>Profile</th><th>Made</th><th>Ends</th><th>Renewed</th><th>Fetched</th><th>Failures</th><th></th></tr>");
        foreach (Held<SessionRow> held in view.Sessions)
        {
            SessionRow row = held.Value;
            html.Raw(row.Failures > 0 || row.IsEnding ? "<tr class=\"bad\">" : "<tr>").Cell(GatewaySessions.IdOf(held)).Cell(row.Profile.ToString("D")).Cell(row.CreatedAt).Cell(row.ExpiresAt).Cell(row.RenewedAt)
                .Cell(row.IsEnding ? "is being ended" : row.IsTaken ? "yes" : "no").Cell(row.Failures.ToString(CultureInfo.InvariantCulture)).Raw("<td>");
            WriteButton(html, view, "session/end", "session", held.Id, "End");
            html.Raw("</td></tr>");
        }

        html.Raw("</table>");
    }

    private static void WriteRows(AdminHtml html, AdminView view)
    {
        html.Raw("<h2>Audit</h2><table><tr><th>Time</th><th>Event</th><th>Result</th><th>Reason</th><th>Account</th><th>Token</th><th>Address</th><th>User agent</th><th>Actor</th></tr>");
        foreach (AuditRow row in view.Rows)
        {
            html.Raw(row.Result == "ok" ? "<tr>" : "<tr class=\"bad\">").Cell(row.At).Cell(row.Event).Cell(row.Result).Cell(row.Reason).Cell(HashOf(row.AccountHash)).Cell(row.TokenId)
                .Cell(HashOf(row.IpHash)).Cell(HashOf(row.UserAgentHash)).Cell(row.Actor).Raw("</tr>");
        }

        html.Raw("</table>");
        if (view.Rows.Count == RowsAtATime)
        {
            html.Raw("<a href=\"").Whole(view.Path + view.Query.ToQuery(view.Rows[^1].Position, view.Query.After)).Raw("\">Older</a>");
        }
    }

    private static void WriteButton(AdminHtml html, AdminView view, string path, string field, string? value, string label) => html
        .Raw("<form method=\"post\" action=\"").Whole($"{view.Path}/{path}").Raw("\"><input type=\"hidden\" name=\"").Text(field).Raw("\" value=\"").Text(value).Raw("\"><input type=\"hidden\" name=\"")
        .Text(view.Antiforgery.Field).Raw("\" value=\"").Whole(view.Antiforgery.Token).Raw("\"><button>").Text(label).Raw("</button></form>");

    private static string? TimeOf(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Enough to tell one from another.
    private static string HashOf(ReadOnlyMemory<byte> hash) => hash.IsEmpty ? "" : Base64Url.EncodeToString(hash.Span[..8]);
}

/// <summary>What the page shows.</summary>
internal sealed record AdminView(
    AdminQuery Query, IReadOnlyList<AuditRow> Rows, IReadOnlyList<(HytaleAccount Account, AccountRow Row)> Accounts, IReadOnlyList<Held<SessionRow>> Sessions, string? Note)
{
    /// <summary>Where the page is.</summary>
    public required string Path { get; init; }

    /// <summary>The key of the last account, where there are more after it.</summary>
    public string? NextAccounts { get; init; }

    /// <summary>The field and the token against forged requests.</summary>
    public required (string Field, string Token) Antiforgery { get; init; }

    /// <summary>What permits the page's own style.</summary>
    public required string Nonce { get; init; }
}
