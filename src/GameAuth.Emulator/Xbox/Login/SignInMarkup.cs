using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>What the emulated sign-in pages have in common: markup, policy, and who may send a decision.</summary>
internal static class SignInMarkup
{
    /// <param name="says">Markup: what the page says.</param>
    /// <param name="form">Markup: what can be done on it.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="formTarget">Where a form may lead besides this host.</param>
    public static Reply Page(string says, string form, int status = 200, string? formTarget = null) => Reply.Html(status, $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Emulated sign-in</title></head>
        <body><h1>Emulated sign-in</h1><p>This is the GameAuth emulator, not Microsoft. Type no password anywhere.</p>
        <p>{says}</p>
        {form}
        </body></html>
        """).With("Referrer-Policy", "same-origin")
        .With("Content-Security-Policy", $"default-src 'none'; form-action {(formTarget is null ? "'self'" : "'self' " + formTarget)}; frame-ancestors 'none'");

    /// <summary>A form that decides: the hidden member says about what.</summary>
    public static string DecisionForm(string path, string about, string value, IReadOnlyList<EmulatedPlayer> players, EmulatedPlayer first)
    {
        StringBuilder options = new();
        foreach (EmulatedPlayer player in players)
        {
            string chosen = player.IsCalled(first.Gamertag) ? " selected" : "";
            options.Append(CultureInfo.InvariantCulture, $"<option{chosen}>{Safe(player.Gamertag)}</option>");
        }

        return $"""
            <form method="post" action="{path}">
            <input type="hidden" name="{about}" value="{Safe(value)}">
            <label>Player <select name="player">{options}</select></label>
            <button name="decision" value="approve">Approve</button>
            <button name="decision" value="decline">Decline</button>
            </form>
            """;
    }

    /// <summary>A browser names the site that a form was on; other clients name none.</summary>
    public static bool ComesFromElsewhere(Exchange exchange)
    {
        string origin = exchange.Headers.Origin.ToString();
        return origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.IsLoopback && from.Port == exchange.Host.Port);
    }

    public static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
