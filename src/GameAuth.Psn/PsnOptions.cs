using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The settings of one registration. Read once, when the registration is first used; checked at the start of the host. What the service knows your client by is yours to supply.</summary>
public sealed class PsnOptions : ProviderOptions
{
    /// <summary>The client's secret, sent in the <c>Authorization</c> header of token requests. Default null: a public client, whose id goes in the form.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// The redirect that the client is registered with, sent as it was written. At http on 127.0.0.1 or localhost the answer is caught; at any other, such as <c>com.example.app://redirect</c>,
    /// the player pastes the address that the browser ended at. Default null: only <see cref="PsnSignIn.SsoToken"/> needs none.
    /// </summary>
    public Uri? RedirectUri { get; set; }

    /// <summary>The scopes of the sign-in, with spaces between them. Required.</summary>
    public string Scope { get; set; } = "";

    /// <summary>What requests to the API carry as <c>x-psn-app-ver</c>. Default null: nothing.</summary>
    public string? AppVersion { get; set; }

    /// <summary>The one language that every request names (<c>Accept-Language</c>), as a tag of BCP 47. Default <c>en-US</c>.</summary>
    public string Locale { get; set; } = "en-US";

    /// <summary>The one country that every request names (<c>Country</c>), as two letters of ISO 3166. Default <c>US</c>.</summary>
    public string Country { get; set; } = "US";

    /// <summary>Whether a proof key (PKCE) goes with the authorization code. Default false: the service's own clients send none.</summary>
    public bool UsePkce { get; set; }

    /// <summary>Whether the id of this installation is part of the authorize address. Default false: a login page is known to break because of it. Push notifications are said to need it.</summary>
    public bool SendDeviceAtAuthorize { get; set; }

    /// <summary>Whether <see cref="PsnSignIn.SsoToken"/> sends client id and secret in the form, as a web view of the service's own app does. Default false: in the <c>Authorization</c> header.</summary>
    public bool SecretInForm { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints => PsnDefaults.Endpoints;

    /// <inheritdoc/>
    protected override Uri Issuer => EndpointOf(PsnEndpoint.Account);
}

/// <summary>Checks a registration, and says the registration, the property and the fix.</summary>
internal static class PsnOptionsValidator
{
    public static void Check(PsnOptions options, Action<string> fail)
    {
        if (!PsnText.IsWord(options.ClientId))
        {
            fail("ClientId is missing or odd; set the client id that you use at the service. None ships with this package.");
        }

        if (options.ClientSecret is { } secret && !PsnText.IsWord(secret))
        {
            fail("ClientSecret is odd: it has 1 to 512 printable characters without blanks; leave it out for a public client.");
        }

        if (!PsnText.IsText(options.Scope))
        {
            fail("Scope is missing or odd; set the scopes of your client, with spaces between them.");
        }

        if (options.AppVersion is { } version && !PsnText.IsText(version))
        {
            fail("AppVersion is odd: it has 1 to 512 printable characters; leave it out to send none.");
        }

        if (options.Locale is not { Length: >= 2 and <= 35 } locale || !char.IsAsciiLetter(locale[0]) || !locale.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-'))
        {
            fail("Locale is no language tag; leave it out for en-US.");
        }

        if (options.Country is not { Length: 2 } country || !country.All(char.IsAsciiLetter))
        {
            fail("Country is not two letters; leave it out for US.");
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
}

/// <summary>What can stand in a header or a form as it is.</summary>
internal static class PsnText
{
    private const int MaxText = 512;

    public static bool IsWord(string? text) => IsText(text) && !text!.Contains(' ', StringComparison.Ordinal);

    public static bool IsText(string? text) => text is { Length: > 0 and <= MaxText } && text.All(static c => c is >= ' ' and <= '~');
}
