using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>What the pages have in common on which a person approves or declines: markup, policy, and who may send a decision.</summary>
/// <param name="vendor">Whom the page is not from.</param>
/// <param name="ownerField">The field that names who signs in, such as <c>player</c>.</param>
/// <param name="choiceOf">What the list shows of an owner, and what it sends where that is something else.</param>
internal sealed class SignInPage<TOwner>(string vendor, string ownerField, Func<TOwner, (string Text, string? Value)> choiceOf)
    where TOwner : class
{
    public string OwnerField => ownerField;

    /// <param name="says">Markup: what the page says.</param>
    /// <param name="form">Markup: what can be done on it.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="formTarget">Where a form may lead besides this host.</param>
    /// <param name="script">The file of the page's script, which may fetch from this host; null for a page without one.</param>
    public Reply Show(string says, string form = "", int status = 200, string? formTarget = null, string? script = null) => Reply.Html(status, $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Emulated sign-in</title></head>
        <body><h1>Emulated sign-in</h1><p>This is the GameAuth emulator, not {vendor}. Type no password anywhere.</p>
        <p>{says}</p>
        {form}{(script is null ? "" : $"<script src=\"{script}\" defer></script>")}
        </body></html>
        """).With("Referrer-Policy", "same-origin")
        .With("Content-Security-Policy", $"default-src 'none'; {(script is null ? "" : "script-src 'self'; connect-src 'self'; ")}form-action {(formTarget is null ? "'self'" : "'self' " + formTarget)}; frame-ancestors 'none'");

    /// <summary>A form that decides: the hidden member says about what.</summary>
    public string DecisionForm(string path, string about, string value, IReadOnlyList<TOwner> owners, TOwner first)
    {
        StringBuilder options = new();
        foreach (TOwner owner in owners)
        {
            (string text, string? sent) = choiceOf(owner);
            string sentValue = sent is null ? "" : $" value=\"{Safe(sent)}\"";
            string selected = owner.Equals(first) ? " selected" : "";
            options.Append(CultureInfo.InvariantCulture, $"<option{sentValue}{selected}>{Safe(text)}</option>");
        }

        return $"""
            <form method="post" action="{path}">
            <input type="hidden" name="{about}" value="{Safe(value)}">
            <label>{char.ToUpperInvariant(ownerField[0])}{ownerField[1..]} <select name="{ownerField}">{options}</select></label>
            <button name="decision" value="approve">Approve</button>
            <button name="decision" value="decline">Decline</button>
            </form>
            """;
    }

    /// <summary>A page with its GET and its POST.</summary>
    public static IEnumerable<EmulatedRoute> Routes(string path, string step, Func<Exchange, Reply> show, Func<Exchange, Reply> decide) =>
    [
        EmulatedRoute.At("GET", path, step, show),
        EmulatedRoute.At("POST", path, step, exchange => RefuseOtherSite(exchange) ?? decide(exchange)),
    ];

    public static string Safe(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>The refusal of a decision whose form was on another site: a browser names the site, other clients name none.</summary>
    private static Reply? RefuseOtherSite(Exchange exchange)
    {
        string origin = exchange.Headers.Origin.ToString();
        bool isOwn = Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.IsLoopback && from.Port == exchange.Host.Port;
        return origin.Length == 0 || isOwn ? null : exchange.Refuse(403, "the decision came from another site");
    }
}

/// <summary>The page behind verification_uri (RFC 8628 section 3.3): a person sees the user code and approves or declines.</summary>
/// <param name="server">Who gave the code out.</param>
/// <param name="path">Where the page is.</param>
/// <param name="codeField">The parameter that carries the user code.</param>
internal sealed class VerificationPage<TOwner>(AuthorizationServer<TOwner> server, string path, string codeField)
    where TOwner : class
{
    private SignInPage<TOwner> Page => server.Page;

    private string CodeForm =>
        $"""<form method="get" action="{path}"><input name="{codeField}" autofocus autocomplete="off" aria-label="Code"><button>Next</button></form>""";

    public IEnumerable<EmulatedRoute> Routes(string step) => SignInPage<TOwner>.Routes(path, step, Show, Decide);

    private Reply Show(Exchange exchange)
    {
        string? typed = exchange.Query[codeField];
        if (string.IsNullOrEmpty(typed)) { return Page.Show("Enter the code that your application shows.", CodeForm); }
        if (server.Devices.FindByUserCode(typed) is not { } device) { return Page.Show($"No application waits for the code {Safe(typed)}.", CodeForm); }
        if (!device.IsOpen(exchange.Now)) { return Page.Show($"The code {Safe(device.UserCode)} is used or expired."); }
        string asks = $"Code <strong>{Safe(device.UserCode)}</strong>: the client <code>{Safe(device.Family.ClientId)}</code> asks to sign in.";
        return Page.Show(asks, device.Script.Decision is SignInDecision.Manual
            ? Page.DecisionForm(path, codeField, device.UserCode, server.Owners, device.Family.Owner)
            : $"<p>The script of this emulator decides by itself ({device.Script.Decision}).</p>");
    }

    private Reply Decide(Exchange exchange)
    {
        RequestForm? form = RequestForm.Parse(exchange);
        if (server.Devices.FindByUserCode(form?[codeField]) is not { } device || !device.IsOpen(exchange.Now))
        {
            return Page.Show("That code is unknown, used or expired.", CodeForm, 400);
        }

        bool approves = form?["decision"] == "approve";
        device.Decide(approves ? SignInDecision.Approve : SignInDecision.Decline, server.OwnerCalled(form?[Page.OwnerField]));
        exchange.Note = approves ? "approved on the page" : "declined on the page";
        return Page.Show(approves ? "Approved. Return to your application." : "Declined. Return to your application.");
    }

    private static string Safe(string text) => SignInPage<TOwner>.Safe(text);
}
