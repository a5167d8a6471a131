using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>The page behind verification_uri: a person sees the code and approves or declines.</summary>
internal sealed class SignInPage(XboxAuthority authority)
{
    public const string Path = "/oauth20_remoteconnect.srf";

    public Reply Show(Exchange exchange)
    {
        string? typed = exchange.Query["otc"];
        if (string.IsNullOrEmpty(typed)) return Page("Enter the code that your application shows.", CodeForm());
        if (authority.DeviceGrants.FindByUserCode(typed) is not { } grant)
            return Page($"No application waits for the code {Safe(typed)}.", CodeForm());
        if (!grant.IsOpen(exchange.Now)) return Page($"The code {Safe(grant.UserCode)} is used or expired.", "");
        string asks = $"Code <strong>{Safe(grant.UserCode)}</strong>: the client <code>{Safe(grant.Family.ClientId)}</code> asks to sign in.";
        return Page(asks, grant.Script.Decision is SignInDecision.Manual ? DecisionForm(grant) : ScriptedForm(grant));
    }

    public Reply Decide(Exchange exchange)
    {
        string origin = exchange.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsOwn(origin, exchange.Host.Port))
            return XboxReply.Forbidden(exchange, "the decision came from another site");
        LoginForm? form = LoginForm.Parse(exchange);
        if (authority.DeviceGrants.FindByUserCode(form?["otc"]) is not { } grant || !grant.IsOpen(exchange.Now))
            return Page("That code is unknown, used or expired.", CodeForm(), 400);
        EmulatedPlayer? player = authority.Core.Players.FirstOrDefault(one => form?["player"] is { } name && one.IsCalled(name));
        bool approves = form?["decision"] == "approve";
        grant.Decide(approves ? SignInDecision.Approve : SignInDecision.Decline, player);
        exchange.Note = approves ? "approved on the page" : "declined on the page";
        return Page(approves ? "Approved. Return to your application." : "Declined. Return to your application.", "");
    }

    private static bool IsOwn(string origin, int port) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.IsLoopback && from.Port == port;

    private static string CodeForm() =>
        $"""<form method="get" action="{Path}"><input name="otc" autofocus autocomplete="off" aria-label="Code"><button>Next</button></form>""";

    private static string ScriptedForm(DeviceGrant grant) =>
        $"<p>The script of this emulator decides by itself ({Safe(grant.Script.Decision.ToString())}).</p>";

    private string DecisionForm(DeviceGrant grant)
    {
        StringBuilder players = new();
        foreach (EmulatedPlayer player in authority.Core.Players)
        {
            string chosen = player.IsCalled(grant.Family.Player.Gamertag) ? " selected" : "";
            players.Append(CultureInfo.InvariantCulture, $"<option{chosen}>{Safe(player.Gamertag)}</option>");
        }

        return $"""
            <form method="post" action="{Path}">
            <input type="hidden" name="otc" value="{Safe(grant.UserCode)}">
            <label>Player <select name="player">{players}</select></label>
            <button name="decision" value="approve">Approve</button>
            <button name="decision" value="decline">Decline</button>
            </form>
            """;
    }

    private static Reply Page(string says, string form, int status = 200) => Reply.Html(status, $"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Emulated sign-in</title></head>
        <body><h1>Emulated sign-in</h1><p>This is the GameAuth emulator, not Microsoft. Type no password anywhere.</p>
        <p>{says}</p>
        {form}
        </body></html>
        """).With("Referrer-Policy", "same-origin").With("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'");

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
