using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>What an application asks of the player in a browser (RFC 6749 section 4.1.1, RFC 7636 section 4.3).</summary>
internal sealed record AuthorizationRequest(string ClientId, string RedirectUri, string Scope, string? State, string? Challenge)
{
    /// <summary>What of the request a redirect may not carry: without a known client and address nobody is sent anywhere.</summary>
    public static string? ProblemOfAddress(Exchange exchange)
    {
        if (exchange.Query.FirstOrDefault(one => one.Value.Count > 1) is { Key: { } twice }) return $"{twice} comes more than once";
        if (Value(exchange, "client_id") is not { } clientId) return "client_id is required";
        return Value(exchange, "redirect_uri") is { } redirectUri && RedirectAddress.IsAllowed(redirectUri, clientId)
            ? null
            : "redirect_uri must be http on loopback, the desktop address, or ms-xal-{client_id}://auth";
    }

    /// <summary>The error word and description that go to the redirect address; null when the request is fine.</summary>
    public static (string Error, string Description)? ProblemOfRequest(Exchange exchange)
    {
        if (Value(exchange, "response_type") != "code") return ("unsupported_response_type", "response_type must be code.");
        if (Value(exchange, "scope") is null) return ("invalid_scope", "scope is required.");
        string? challenge = Value(exchange, "code_challenge");
        string? method = Value(exchange, "code_challenge_method");
        if (challenge is null && method is null) return null;
        return method == "S256" && PkceChallenge.IsWellFormed(challenge)
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
