namespace GameAuth.Providers;

/// <summary>A sign-in in the system browser (RFC 6749 section 4.1, RFC 8252), as a provider has it. Immutable.</summary>
/// <param name="Provider">The provider, such as <c>discord</c>.</param>
/// <param name="Authorize">The authorization endpoint; not looked at where <see cref="Begin"/> gets the address.</param>
/// <param name="ClientId">The application's client id.</param>
public sealed record AuthorizationCodeSettings(string Provider, Uri Authorize, string ClientId)
{
    /// <summary>The scopes, with spaces between them; null sends none.</summary>
    public string? Scope { get; init; }

    /// <summary>Further fields of the authorization request, such as <c>prompt</c>; null for none.</summary>
    public OAuthForm? More { get; init; }

    /// <summary>
    /// Tells the server of the request and returns the page that it hands out for it: a pushed authorization request (RFC 9126) or a dialect. The provider checks the
    /// address by <see cref="ServerUriPolicy"/>; the flow insists on https, or http on loopback. Called once per sign-in, before the prompt. Null, the default, makes
    /// the address here.
    /// </summary>
    public Func<AuthorizationRequest, CancellationToken, Task<Uri>>? Begin { get; init; }

    /// <summary>
    /// The registered redirect of a provider that allows no loopback address, sent as it was written; the player pastes the address that
    /// the browser ends at. Null, the default, listens on loopback.
    /// </summary>
    public Uri? Redirect { get; init; }

    /// <summary>Where the browser ends if not at <see cref="Redirect"/>: where an emulator stands in for the redirect's host. Default null. Not looked at while the flow listens.</summary>
    public Uri? Landing { get; init; }

    /// <summary>The path of the loopback redirect. Default <c>/callback</c>.</summary>
    public string LoopbackPath { get; init; } = "/callback";

    /// <summary>The port of the loopback redirect. Default 0: a free one each time, which RFC 8252 section 7.3 asks servers to allow.</summary>
    public int LoopbackPort { get; init; }

    /// <summary>
    /// Whether the loopback redirect says <c>localhost</c>, for a server that knows no literal address. Default false, since that name may lead elsewhere (RFC 8252 section
    /// 8.3). The listener is on 127.0.0.1 all the same.
    /// </summary>
    public bool UsesLocalhost { get; init; }

    /// <summary>Whether a proof key goes with the request. Default true; false only for a server that refuses it.</summary>
    public bool UsesPkce { get; init; } = true;

    /// <summary>The server's issuer identifier: an <c>iss</c> in the redirect must be it, character for character (RFC 9207). Null checks none.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whether the server announces <c>authorization_response_iss_parameter_supported</c>, so that a redirect without <c>iss</c> is refused. Default false.</summary>
    public bool RequiresIssuer { get; init; }

    /// <summary>How long the player has. Default 10 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);
}
