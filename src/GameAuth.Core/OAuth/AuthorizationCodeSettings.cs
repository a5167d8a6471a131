namespace GameAuth.Providers;

/// <summary>A sign-in in the system browser (RFC 6749 section 4.1, RFC 8252), as a provider has it. Immutable.</summary>
/// <param name="Provider">The provider, such as <c>discord</c>.</param>
/// <param name="Authorize">The authorization endpoint; not looked at where <see cref="Begin"/> gets the address.</param>
/// <param name="ClientId">The application's client id.</param>
public sealed record AuthorizationCodeSettings(string Provider, Uri Authorize, string ClientId)
{
    private const string Localhost = "localhost";

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

    /// <summary>The provider's option that path and port come from, for errors: an application can't set those of this record. Default null: the provider has none.</summary>
    public string? RedirectOption { get; init; }

    /// <summary>
    /// Whether the loopback redirect says <c>localhost</c>, for a server that knows no literal address. Default false, since that name may lead elsewhere (RFC 8252 section
    /// 8.3). The listener is on 127.0.0.1 and, where the machine has it, on [::1], at the same port.
    /// </summary>
    public bool UsesLocalhost { get; init; }

    /// <summary>Whether a proof key goes with the request. Default true; false only for a server that refuses it.</summary>
    public bool UsesPkce { get; init; } = true;

    /// <summary>The server's issuer identifier: an <c>iss</c> in the redirect must be it, character for character (RFC 9207). Null checks none.</summary>
    public string? Issuer { get; init; }

    /// <summary>Whether the server announces <c>authorization_response_iss_parameter_supported</c>, so that a redirect without <c>iss</c> is refused. Default false.</summary>
    public bool RequiresIssuer { get; init; }

    /// <summary>
    /// A further parameter that the server repeats in the redirect, for a server that may leave out <c>state</c>: a redirect without <c>state</c> is
    /// taken when this one is right. The flow adds it to the request. A <c>state</c> that is there is checked all the same. Null, the default, takes no redirect without
    /// <c>state</c>.
    /// </summary>
    public EchoedParameter? Echoed { get; init; }

    /// <summary>
    /// Whether a redirect may repeat a parameter with the same value; with different values it is always refused. Default false, as RFC 6749 section 3.1 wants it.
    /// </summary>
    public bool AllowsRepeatedParameters { get; init; }

    /// <summary>
    /// Turns a redirect that holds an <c>error</c> into the provider's own error, by the redirect's parameters, for a provider that says more in further ones; null, or null from it, leaves the error to
    /// what the standards say. It must repeat nothing that it has not cleaned. Default null.
    /// </summary>
    public Func<IReadOnlyDictionary<string, string>, GameAuthException?>? MapError { get; init; }

    /// <summary>How long the player has. Default 10 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The same sign-in with a redirect that the client is registered with: one at http on 127.0.0.1 or localhost is caught, any other is pasted.</summary>
    /// <param name="redirect">The address.</param>
    /// <returns>The settings.</returns>
    public AuthorizationCodeSettings At(Uri redirect)
    {
        ArgumentNullException.ThrowIfNull(redirect);
        return redirect.Scheme == Uri.UriSchemeHttp && redirect.Host is (Localhost or "127.0.0.1")
            ? this with { LoopbackPath = redirect.AbsolutePath, LoopbackPort = redirect.IsDefaultPort ? 0 : redirect.Port, UsesLocalhost = redirect.Host == Localhost, Redirect = null }
            : this with { Redirect = redirect };
    }
}

/// <summary>A parameter of the authorization request that the server repeats in the redirect, such as the <c>cid</c> of PSN. Immutable; it prints without the value.</summary>
public sealed record EchoedParameter
{
    private const int ShortestValue = 16;

    /// <summary>Names the parameter and the value that is sent.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="value">The value: random, made for this sign-in only, and known to nobody else, since it stands in for <c>state</c>.</param>
    /// <exception cref="ArgumentException">The name is empty, or the value has fewer than 16 characters and could be guessed.</exception>
    public EchoedParameter(string name, Secret value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Reveal().Length < ShortestValue)
        {
            throw new ArgumentException($"The value needs at least {ShortestValue} random characters, since it stands in for the state.", nameof(value));
        }

        Name = name;
        Value = value;
    }

    /// <summary>The name of the parameter.</summary>
    public string Name { get; }

    /// <summary>The value that is sent, and that the redirect has to bring back.</summary>
    public Secret Value { get; }
}

/// <summary>An authorization request that the server is told of before the player is sent anywhere. Immutable; it prints without the state.</summary>
/// <param name="Redirect">The redirect address, character for character as the code exchange will repeat it.</param>
/// <param name="State">What the redirect has to bring back; the flow checks it.</param>
/// <param name="CodeChallenge">The PKCE challenge, whose method is <see cref="Pkce.Method"/>; null where the settings want none.</param>
/// <param name="Form">All fields of the request as the address would have had them: the body of a pushed authorization request (RFC 9126 section 2.1).</param>
public sealed record AuthorizationRequest(string Redirect, Secret State, string? CodeChallenge, OAuthForm Form);

/// <summary>An authorization code and what must be presented with it. Immutable; it prints without secrets.</summary>
/// <param name="Code">The code of the redirect.</param>
/// <param name="Redirect">The redirect address, character for character as the authorization request had it (RFC 6749 section 4.1.3).</param>
/// <param name="Verifier">The PKCE verifier (RFC 7636 section 4.5); null where the request had no challenge.</param>
public sealed record AuthorizationCode(Secret Code, string Redirect, Secret? Verifier);
