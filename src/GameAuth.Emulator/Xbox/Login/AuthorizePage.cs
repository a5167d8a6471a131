using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>GET /oauth20_authorize.srf: the scripted player decides at once, or a person does on the page; the answer is a redirect.</summary>
internal sealed class AuthorizePage(XboxAuthority authority)
{
    public const string Path = "/oauth20_authorize.srf";

    private readonly Dictionary<string, (AuthorizationRequest Request, SignInScript Script)> _waiting = new(StringComparer.Ordinal);

    public Reply Show(Exchange exchange)
    {
        if (AuthorizationRequest.ProblemOfAddress(exchange) is { } problem)
        {
            exchange.Note = problem;
            return SignInMarkup.Page(SignInMarkup.Safe(problem), "", 400);
        }

        AuthorizationRequest request = AuthorizationRequest.Read(exchange);
        if (AuthorizationRequest.ProblemOfRequest(exchange) is var (error, description))
            return Refused(exchange, request, error, description, 302);
        SignInScript script = authority.Core.SignIns.Next();
        return script.Decision switch
        {
            SignInDecision.Approve => Approved(exchange, request, authority.Core.PlayerOf(script), 302),
            SignInDecision.Decline => Declined(exchange, request, 302),
            SignInDecision.Manual => Ask(request, script),
            _ => SignInMarkup.Page("The script of this emulator lets nobody come.", ""),
        };
    }

    public Reply Decide(Exchange exchange)
    {
        if (SignInMarkup.ComesFromElsewhere(exchange)) return XboxReply.Forbidden(exchange, "the decision came from another site");
        RequestForm? form = RequestForm.Parse(exchange);
        if (form?["request"] is not { } id || !_waiting.Remove(id, out (AuthorizationRequest Request, SignInScript Script) asked))
            return SignInMarkup.Page("That sign-in is unknown or was decided.", "", 400);
        // RFC 9700 section 4.12: a form is answered with 303, so that the browser does not send it on.
        return form["decision"] == "approve"
            ? Approved(exchange, asked.Request, authority.Core.PlayerCalled(form["player"]) ?? authority.Core.PlayerOf(asked.Script), 303)
            : Declined(exchange, asked.Request, 303);
    }

    private Reply Ask(AuthorizationRequest request, SignInScript script)
    {
        string id = XboxTokenText.NewRequestId();
        _waiting.Add(id, (request, script));
        string form = SignInMarkup.DecisionForm(Path, "request", id, authority.Core.Players, authority.Core.PlayerOf(script));
        string asks = $"The client <code>{SignInMarkup.Safe(request.ClientId)}</code> asks to sign in.";
        return SignInMarkup.Page(asks, form, formTarget: RedirectAddress.FormTarget(request.RedirectUri));
    }

    private Reply Approved(Exchange exchange, AuthorizationRequest request, EmulatedPlayer player, int status)
    {
        AuthorizationCode code = new()
        {
            Value = XboxTokenText.NewAuthorizationCode(),
            NotAfter = exchange.Now + authority.Options.Lifetimes.AuthorizationCode,
            Family = new GrantFamily(player, request.ClientId, request.Scope),
            RedirectUri = request.RedirectUri,
            Challenge = request.Challenge,
        };
        authority.Codes.Add(code);
        exchange.MentionIssued(code);
        exchange.Note = "approved";
        return Redirect(status, RedirectAddress.With(exchange.Host, request, ("code", code.Value)));
    }

    private static Reply Declined(Exchange exchange, AuthorizationRequest request, int status) =>
        Refused(exchange, request, "access_denied", "The user has denied access to the scope requested by the client application.", status);

    private static Reply Refused(Exchange exchange, AuthorizationRequest request, string error, string description, int status)
    {
        exchange.Note = error;
        return Redirect(status, RedirectAddress.With(exchange.Host, request, ("error", error), ("error_description", description)));
    }

    private static Reply Redirect(int status, string address) =>
        Reply.Empty(status).With("Location", address).With("Referrer-Policy", "no-referrer");
}
