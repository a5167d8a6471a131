using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>The settings of one registration. Read once, when the registration is first used; checked at the start of the host.</summary>
public sealed class Pd2Options : ProviderOptions
{
    /// <summary>
    /// Which kind of token the accounts of this registration live by. Default <see cref="Pd2TokenKind.Website"/>. The two are different sign-ins at the service; an application that wants both has
    /// two registrations.
    /// </summary>
    public Pd2TokenKind Tokens { get; set; } = Pd2TokenKind.Website;

    /// <summary>The client's secret at the authorization server. Default null: a public client. Whether the service takes one is not known; a secret that ships with a program is none.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Whether <see cref="ClientSecret"/> goes into the form of a token request (<c>client_secret_post</c>), as other programs send it, and not into its <c>Authorization</c> header. Default true.</summary>
    public bool SecretInForm { get; set; } = true;

    /// <summary>
    /// The redirect that the client is registered with, sent as it was written. At http on 127.0.0.1 or localhost the answer is caught; at any other the player pastes the address that the browser
    /// ended at. Default null: only <see cref="Pd2SignIn.OAuth"/> needs one.
    /// </summary>
    public Uri? RedirectUri { get; set; }

    /// <summary>The scopes of <see cref="Pd2SignIn.OAuth"/>, with spaces between them. Default: what the calls of this package need.</summary>
    public string Scope { get; set; } = "openid profile account:read stash:read listing:read listing:create listing:update listing:delete offer:read offer:update";

    /// <summary>Whether a proof key (PKCE, RFC 7636) goes with the authorization code. Default true; false for a server that refuses it.</summary>
    public bool UsePkce { get; set; } = true;

    /// <summary>
    /// Whether a website token may also go out in the <c>Authorization</c> header of REST requests. Default false: it goes over the socket alone, where the website itself sends it, and a REST
    /// request is an <see cref="IllegalStepException"/>. Accounts of <see cref="Pd2TokenKind.OAuth"/> use REST in any case.
    /// </summary>
    public bool SendWebsiteTokenOverRest { get; set; }

    /// <summary>
    /// The strategy that the socket is signed in with by an OAuth token, such as <c>jwt</c> or <c>oauth</c>. Default null: OAuth tokens go over REST alone, and there are no pushes, since it is not
    /// known which one the service takes. A website token always goes with <c>jwt</c>.
    /// </summary>
    public string? SocketStrategy { get; set; }

    /// <summary>Which revision of Engine.IO the socket speaks. Default <see cref="EngineVersion.V3"/>, as the service does.</summary>
    public EngineVersion EngineVersion { get; set; } = EngineVersion.V3;

    /// <summary>Whether a find or a get whose answer was lost with the connection is asked once more. Default false. What changes something is never sent twice.</summary>
    public bool RepeatReads { get; set; }

    /// <summary>How long a call waits for its answer. Default 10 seconds; from 1 second to 5 minutes.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How old a stash may be that is handed out again. Default 5 minutes; zero asks the service each time; at most a day.</summary>
    public TimeSpan StashAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints => Pd2Defaults.Endpoints;

    /// <inheritdoc/>
    protected override Uri Issuer => EndpointOf(Tokens is Pd2TokenKind.OAuth ? Pd2Endpoint.OAuth : Pd2Endpoint.Api);

    /// <summary>Whether calls of accounts go over the socket.</summary>
    internal bool UsesSocket => Tokens is Pd2TokenKind.Website || SocketStrategy is not null;

    /// <summary>Refreshes supplied tokens; null where the application does not.</summary>
    internal Func<Secret, CancellationToken, Task<Pd2Tokens>>? Refresher { get; private set; }

    /// <summary>
    /// Names who refreshes the OAuth tokens that <see cref="Pd2SignIn.Supplied"/> brought: usually a call to the application's own backend, which holds the client's secret. It is set in code at each
    /// start; without it the authorization server itself is asked, with <see cref="ProviderOptions.ClientId"/>.
    /// </summary>
    /// <param name="refresh">
    /// Gets the stored refresh token and returns the tokens that came for it. It is called from any thread, once at a time for each account, and never twice with a token that was answered. Where the
    /// player has to sign in again it throws <see cref="SignInRequiredException"/>, and where nobody was reached a <see cref="ProviderException"/>; after any other exception the token counts as
    /// perhaps spent.
    /// </param>
    public void RefreshWith(Func<Secret, CancellationToken, Task<Pd2Tokens>> refresh)
    {
        ArgumentNullException.ThrowIfNull(refresh);
        Refresher = refresh;
    }
}

/// <summary>What the accounts of a registration live by.</summary>
public enum Pd2TokenKind
{
    /// <summary>The token that the website gives a browser: a JWT, which names its own end and is sent over the socket.</summary>
    Website,

    /// <summary>The tokens of the service's authorization server: opaque, and refreshed.</summary>
    OAuth,
}

/// <summary>Checks a registration, and says the registration, the property and the fix.</summary>
internal static class Pd2OptionsValidator
{
    private const int MaxText = 512;
    private const int MaxStrategy = 64;

    public static void Check(Pd2Options options, Action<string> fail)
    {
        if (!Enum.IsDefined(options.Tokens))
        {
            fail("Tokens is neither Website nor OAuth.");
        }

        if (options.ClientId.Length > 0 && !IsWord(options.ClientId))
        {
            fail("ClientId is odd: it has 1 to 512 printable characters without blanks.");
        }

        if (options.ClientSecret is { } secret && (!IsWord(secret) || options.ClientId.Length == 0))
        {
            fail("ClientSecret is odd or has no ClientId: it has 1 to 512 printable characters without blanks; leave it out for a public client.");
        }

        if (!IsText(options.Scope))
        {
            fail("Scope is odd: it has 1 to 512 printable characters; leave it out for what the calls of this package need.");
        }

        if (options.SocketStrategy is { } strategy && !(strategy is { Length: > 0 and <= MaxStrategy } && strategy.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
        {
            fail("SocketStrategy is odd: it has 1 to 64 letters, digits, '_' and '-'; leave it out to keep OAuth tokens off the socket.");
        }

        if (options.SocketStrategy is not null && options.Tokens is Pd2TokenKind.Website)
        {
            fail("SocketStrategy is for OAuth tokens; a website token always goes with jwt. Leave it out, or set Tokens to OAuth.");
        }

        if (options.SendWebsiteTokenOverRest && options.Tokens is Pd2TokenKind.OAuth)
        {
            fail("SendWebsiteTokenOverRest is for website tokens; OAuth tokens go over REST anyway. Leave it out, or set Tokens to Website.");
        }

        if (options.CallTimeout < TimeSpan.FromSeconds(1) || options.CallTimeout > TimeSpan.FromMinutes(5))
        {
            fail("CallTimeout is from 1 second to 5 minutes.");
        }

        if (options.StashAge < TimeSpan.Zero || options.StashAge > TimeSpan.FromDays(1))
        {
            fail("StashAge is from zero to a day.");
        }

        if (Fault(options.RedirectUri) is { } fault)
        {
            fail($"RedirectUri {fault}");
        }
    }

    private static string? Fault(Uri? redirect) => redirect switch
    {
        null => null,
        { IsAbsoluteUri: false } => "is not an absolute address; set the one that your client is registered with.",
        _ when redirect.OriginalString.Any(static c => c is <= ' ' or > '~') || redirect.Query.Length > 0 || redirect.UserInfo.Length > 0
            || redirect.OriginalString.Contains('#', StringComparison.Ordinal) => "has a query, a fragment, user information or odd characters; set the bare address that your client is registered with.",
        _ when redirect.Scheme == Uri.UriSchemeHttp && redirect.Host is not ("localhost" or "127.0.0.1") => "is http elsewhere than on 127.0.0.1 or localhost; no sign-in comes back there.",
        _ => null,
    };

    private static bool IsWord(string? text) => IsText(text) && !text!.Contains(' ', StringComparison.Ordinal);

    private static bool IsText(string? text) => text is { Length: > 0 and <= MaxText } && text.All(static c => c is >= ' ' and <= '~');
}
