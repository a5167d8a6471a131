using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.OAuth;

/// <summary>The page behind verification_uri: a person sees the code and approves or declines.</summary>
internal sealed class VerifyPage(HytaleAuthority authority)
{
    public const string Path = "/oauth2/device/verify";

    public Reply Show(Exchange exchange)
    {
        string? typed = exchange.Query["user_code"];
        if (string.IsNullOrEmpty(typed)) return Page("Enter the code that your application shows.", CodeForm());
        if (authority.DeviceGrants.FindByUserCode(typed) is not { } grant) return Page($"No application waits for the code {Safe(typed)}.", CodeForm());
        if (!grant.IsOpen(exchange.Now)) return Page($"The code {Safe(grant.UserCode)} is used or expired.", "");
        string asks = $"Code <strong>{Safe(grant.UserCode)}</strong>: the client <code>{Safe(grant.Family.ClientId)}</code> asks to sign in.";
        return Page(asks, grant.Script.Decision is SignInDecision.Manual ? DecisionForm(grant) : $"<p>The script of this emulator decides by itself ({grant.Script.Decision}).</p>");
    }

    public Reply Decide(Exchange exchange)
    {
        if (ComesFromElsewhere(exchange))
        {
            exchange.Note = "the decision came from another site";
            return Reply.Empty(403);
        }

        RequestForm? form = RequestForm.Parse(exchange);
        if (authority.DeviceGrants.FindByUserCode(form?["user_code"]) is not { } grant || !grant.IsOpen(exchange.Now))
            return Page("That code is unknown, used or expired.", CodeForm(), 400);
        bool approves = form?["decision"] == "approve";
        grant.Decide(approves ? SignInDecision.Approve : SignInDecision.Decline, authority.AccountCalled(form?["account"]));
        exchange.Note = approves ? "approved on the page" : "declined on the page";
        return Page(approves ? "Approved. Return to your application." : "Declined. Return to your application.", "");
    }

    private string DecisionForm(HytaleDeviceGrant grant)
    {
        StringBuilder options = new();
        foreach (EmulatedHytaleAccount account in authority.Accounts)
        {
            string chosen = account == grant.Family.Account ? " selected" : "";
            string names = string.Join(", ", account.Profiles.Select(profile => profile.Username));
            options.Append(CultureInfo.InvariantCulture, $"<option value=\"{Safe(account.Owner)}\"{chosen}>{Safe(names)}</option>");
        }

        return $"""
            <form method="post" action="{Path}">
            <input type="hidden" name="user_code" value="{Safe(grant.UserCode)}">
            <label>Account <select name="account">{options}</select></label>
            <button name="decision" value="approve">Approve</button>
            <button name="decision" value="decline">Decline</button>
            </form>
            """;
    }

    private static string CodeForm() =>
        $"""<form method="get" action="{Path}"><input name="user_code" autofocus autocomplete="off" aria-label="Code"><button>Next</button></form>""";

    private static Reply Page(string says, string form, int status = 200) => Reply.Html(status, $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Emulated sign-in</title></head>
        <body><h1>Emulated sign-in</h1><p>This is the GameAuth emulator, not Hytale. Type no password anywhere.</p>
        <p>{says}</p>
        {form}
        </body></html>
        """).With("Referrer-Policy", "same-origin").With("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'");

    /// <summary>A browser names the site that a form was on; other clients name none.</summary>
    private static bool ComesFromElsewhere(Exchange exchange)
    {
        string origin = exchange.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.IsLoopback && from.Port == exchange.Host.Port);
    }

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
