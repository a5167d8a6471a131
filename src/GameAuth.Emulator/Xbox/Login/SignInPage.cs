using GameAuth.Emulator.Hosting;
using static GameAuth.Emulator.Xbox.Login.SignInMarkup;

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
        return Page(asks, grant.Script.Decision is SignInDecision.Manual ? ManualForm(grant) : ScriptedForm(grant));
    }

    public Reply Decide(Exchange exchange)
    {
        if (ComesFromElsewhere(exchange)) return XboxReply.Forbidden(exchange, "the decision came from another site");
        RequestForm? form = RequestForm.Parse(exchange);
        if (authority.DeviceGrants.FindByUserCode(form?["otc"]) is not { } grant || !grant.IsOpen(exchange.Now))
            return Page("That code is unknown, used or expired.", CodeForm(), 400);
        bool approves = form?["decision"] == "approve";
        grant.Decide(approves ? SignInDecision.Approve : SignInDecision.Decline, authority.Core.PlayerCalled(form?["player"]));
        exchange.Note = approves ? "approved on the page" : "declined on the page";
        return Page(approves ? "Approved. Return to your application." : "Declined. Return to your application.", "");
    }

    private static string CodeForm() =>
        $"""<form method="get" action="{Path}"><input name="otc" autofocus autocomplete="off" aria-label="Code"><button>Next</button></form>""";

    private static string ScriptedForm(DeviceGrant grant) =>
        $"<p>The script of this emulator decides by itself ({Safe(grant.Script.Decision.ToString())}).</p>";

    private string ManualForm(DeviceGrant grant) =>
        DecisionForm(Path, "otc", grant.UserCode, authority.Core.Players, grant.Family.Player);
}
