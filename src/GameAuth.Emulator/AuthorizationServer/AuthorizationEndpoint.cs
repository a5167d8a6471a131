using GameAuth.Emulator.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>
/// The authorization endpoint (RFC 6749 section 3.1): the scripted owner decides at once, or a person does on the page; the answer is a
/// redirect.
/// </summary>
/// <param name="server">Who gives the codes out.</param>
/// <param name="path">Where the endpoint is.</param>
/// <param name="redirects">Where a browser may be sent.</param>
/// <param name="codes">How codes are made.</param>
internal sealed class AuthorizationEndpoint<TOwner>(AuthorizationServer<TOwner> server, string path, RedirectPolicy redirects, CodeSettings codes)
    where TOwner : class
{
    private readonly SignInDecisions<TOwner, AuthorizationRequest> _decisions = new(server);

    private SignInPage<TOwner> Page => server.Page;

    public IEnumerable<EmulatedRoute> Routes(string step) => SignInPage<TOwner>.Routes(path, step, Show, exchange => _decisions.Decide(exchange, Decided));

    private Reply Show(Exchange exchange)
    {
        if (AuthorizationRequest.ProblemOfAddress(exchange, redirects) is { } problem)
        {
            exchange.Note = problem;
            return Page.Show(SignInPage<TOwner>.Safe(problem), status: 400);
        }

        AuthorizationRequest request = AuthorizationRequest.Read(exchange);
        if (AuthorizationRequest.ProblemOfRequest(exchange) is var (error, description)) { return Refused(exchange, request, error, description); }
        string asks = $"The client <code>{SignInPage<TOwner>.Safe(request.ClientId)}</code> asks to sign in.";
        return _decisions.Ask(exchange, request, Decided, path, form => Page.Show(asks, form, formTarget: RedirectPolicy.FormTarget(request.RedirectUri)));
    }

    private Reply Decided(Exchange exchange, AuthorizationRequest request, TOwner? owner)
    {
        if (owner is null) { return Refused(exchange, request, "access_denied", codes.DeclinedDescription); }
        AuthorizationCode<TOwner> code = new(codes.KindName)
        {
            Value = codes.NewCode(),
            IssuedAt = exchange.Now,
            NotAfter = exchange.Now + codes.Lifetime(),
            Family = new TokenFamily<TOwner>(owner, request.ClientId, request.Scope),
            RedirectUri = request.RedirectUri,
            Challenge = request.Challenge,
        };
        server.Codes.Issue(exchange, code);
        exchange.Note = "approved";
        return Redirect(exchange, request, ("code", code.Value));
    }

    private Reply Refused(Exchange exchange, AuthorizationRequest request, string error, string description)
    {
        exchange.Note = error;
        return Redirect(exchange, request, ("error", error), ("error_description", description));
    }

    private Reply Redirect(Exchange exchange, AuthorizationRequest request, params (string Name, string? Value)[] answer)
    {
        IEnumerable<KeyValuePair<string, string?>> query = answer.Append(("state", request.State))
            .Where(one => one.Item2 is not null)
            .Select(one => KeyValuePair.Create(one.Item1, one.Item2));
        string address = QueryHelpers.AddQueryString(redirects.AddressOf(exchange.Host, request.RedirectUri), query);
        return Reply.Empty(302).With("Location", address).With("Referrer-Policy", "no-referrer");
    }
}

/// <summary>What a service's authorization codes are like.</summary>
/// <param name="KindName">The kind's name in the event log.</param>
/// <param name="NewCode">Makes a value.</param>
/// <param name="Lifetime">How long a code lives, as it is set now.</param>
/// <param name="DeclinedDescription">The <c>error_description</c> beside <c>access_denied</c>.</param>
internal sealed record CodeSettings(string KindName, Func<string> NewCode, Func<TimeSpan> Lifetime, string DeclinedDescription);

/// <summary>Where a service lets a browser be sent with a code.</summary>
/// <param name="Problem">What is said to any other address.</param>
/// <param name="IsAllowed">Whether a redirect address is good for a client id.</param>
/// <param name="AddressOf">What stands here for an address: a page of the live service is one of this emulator's.</param>
internal sealed record RedirectPolicy(string Problem, Func<string, string, bool> IsAllowed, Func<EmulatedHost, string, string> AddressOf)
{
    /// <summary>This machine (RFC 8252 section 7.3), over http and any port.</summary>
    public static bool IsLoopback(string redirectUri) =>
        redirectUri.All(one => one is > ' ' and <= '~') && Uri.TryCreate(redirectUri, UriKind.Absolute, out Uri? address)
        && address is { Scheme: "http", IsLoopback: true, Fragment: "", UserInfo: "" };

    /// <summary>What a content security policy must let a form on this host lead to.</summary>
    public static string FormTarget(string redirectUri)
    {
        Uri address = new(redirectUri);
        return address.Scheme == "http" ? address.GetLeftPart(UriPartial.Authority) : address.Scheme + ":";
    }
}

/// <summary>What an application asks of a person in a browser (RFC 6749 section 4.1.1, RFC 7636 section 4.3).</summary>
internal sealed record AuthorizationRequest(string ClientId, string RedirectUri, string Scope, string? State, string? Challenge)
{
    /// <summary>What of the request a redirect may not carry: without a known client and address nobody is sent anywhere.</summary>
    public static string? ProblemOfAddress(Exchange exchange, RedirectPolicy redirects)
    {
        if (exchange.Query.FirstOrDefault(one => one.Value.Count > 1) is { Key: { } twice }) { return $"{twice} comes more than once"; }
        if (Value(exchange, "client_id") is not { } clientId) { return "client_id is required"; }
        return Value(exchange, "redirect_uri") is { } redirectUri && redirects.IsAllowed(redirectUri, clientId) ? null : "redirect_uri " + redirects.Problem;
    }

    /// <summary>The error word and description that go to the redirect address; null when the request is fine.</summary>
    public static (string Error, string Description)? ProblemOfRequest(Exchange exchange)
    {
        if (Value(exchange, "response_type") != "code") { return ("unsupported_response_type", "response_type must be code."); }
        if (Value(exchange, "scope") is null) { return ("invalid_scope", "scope is required."); }
        string? challenge = Value(exchange, "code_challenge");
        string? method = Value(exchange, "code_challenge_method");
        return (challenge is null && method is null) || (method == "S256" && CodeChallenge.IsWellFormed(challenge))
            ? null
            : ("invalid_request", "code_challenge must be 43 characters of base64url with code_challenge_method S256.");
    }

    public static AuthorizationRequest Read(Exchange exchange) => new(
        Value(exchange, "client_id")!,
        Value(exchange, "redirect_uri")!,
        Value(exchange, "scope") ?? "",
        Value(exchange, "state"),
        Value(exchange, "code_challenge"));

    private static string? Value(Exchange exchange, string name) => exchange.Query[name] is [{ Length: > 0 } value] ? value : null;
}
