using System.Text;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Psn.Account;

/// <summary>
/// The authorization endpoint. It shows nothing itself: who has a browser session is sent back to the application with a code, and who has none to
/// the page where a player signs in, with all that was asked.
/// </summary>
internal sealed class AuthorizeEndpoint(PsnAuthority authority)
{
    private readonly PsnRedirects _redirects = new(authority);

    public Reply Show(Exchange exchange)
    {
        if (AuthorizationRequest.ProblemOfAddress(exchange, _redirects.Policy) is { } problem)
        {
            exchange.Note = problem;
            return authority.Page.Show(SignInPage<EmulatedPsnPlayer>.Safe(problem), status: 400);
        }

        AuthorizationRequest request = AuthorizationRequest.Read(exchange);
        string cid = exchange.Query["cid"] is [{ Length: > 0 } sent] ? sent : RandomId.Uuid();
        if (AuthorizationRequest.ProblemOfRequest(exchange) is var (error, description))
        {
            exchange.Note = error;
            return PsnRedirects.Back(request.RedirectUri, ("error", error), ("error_description", description), ("error_code", "0"), ("cid", cid));
        }

        return authority.PlayerOf(PsnCookie.NpssoOf(exchange), exchange.Now) is { } player
            ? SignedIn(exchange, request, player, cid)
            : NotSignedIn(exchange, cid);
    }

    private Reply SignedIn(Exchange exchange, AuthorizationRequest request, EmulatedPsnPlayer player, string cid)
    {
        AuthorizationCode<EmulatedPsnPlayer> code = new("psn_code")
        {
            Value = PsnText.NewCode(),
            IssuedAt = exchange.Now,
            NotAfter = exchange.Now + authority.Options.Lifetimes.AuthorizationCode,
            Family = new TokenFamily<EmulatedPsnPlayer>(player, request.ClientId, request.Scope),
            RedirectUri = request.RedirectUri,
            Challenge = request.Challenge,
        };
        authority.Codes.Issue(exchange, code);
        exchange.Note = "signed in";
        // The state is not sent back: an application knows its request by the cid.
        return PsnRedirects.Back(request.RedirectUri, ("code", code.Value), ("cid", cid));
    }

    /// <summary>What was asked is repeated as it came, and some of it twice.</summary>
    private Reply NotSignedIn(Exchange exchange, string cid)
    {
        exchange.Note = PsnCookie.NpssoOf(exchange) is null ? "login_required: no npsso" : "login_required: no browser session has this npsso";
        StringBuilder address = new(new Uri(authority.SignIn.BaseAddress, SignInHost.Path).AbsoluteUri);
        address.Append(exchange.Target.AsSpan(exchange.Target.IndexOf('?', StringComparison.Ordinal)));
        address.Append("&auth_ver=v3&error=login_required&error_code=4165&error_description=User+is+not+authenticated");
        if (exchange.Query.ContainsKey("no_captcha")) { address.Append("&no_captcha=true"); }
        address.Append("&cid=").Append(Uri.EscapeDataString(cid));
        return Reply.Empty(302).With("Location", address.ToString());
    }
}

/// <summary>Where a browser may be sent, and how the answer is put there.</summary>
internal sealed class PsnRedirects(PsnAuthority authority)
{
    public RedirectPolicy Policy { get; } = new(
        "must be the client's own",
        (redirectUri, clientId) => authority.Options.Lenient
            ? Uri.TryCreate(redirectUri, UriKind.Absolute, out Uri? address) && address.Scheme is not ("javascript" or "data") && redirectUri.All(one => one is > ' ' and <= '~')
            : clientId == authority.Options.ClientId && redirectUri == authority.Options.RedirectUri.OriginalString,
        (_, redirectUri) => redirectUri);

    /// <summary>An address without a path gets one: <c>app://redirect/?code=…</c>.</summary>
    public static Reply Back(string redirectUri, params (string Name, string Value)[] answer)
    {
        int authorityBegin = redirectUri.IndexOf("://", StringComparison.Ordinal);
        bool hasPath = authorityBegin < 0 || redirectUri.IndexOf('/', authorityBegin + 3) >= 0;
        string query = string.Join('&', answer.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"));
        string address = redirectUri + (hasPath ? "" : "/") + (redirectUri.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query;
        return Reply.Empty(302).With("Location", address).With("Referrer-Policy", "no-referrer");
    }
}
