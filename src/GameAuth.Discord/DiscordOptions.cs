using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>The settings of one registration. Read once, when the registration is first used; checked at the start of the host. <see cref="ProviderOptions.ClientId"/> is the application id at Discord.</summary>
public sealed class DiscordOptions : ProviderOptions
{
    /// <summary>
    /// The game's own backend, which runs <c>GameAuth.Server</c> and <c>GameAuth.Server.Discord</c>: scheme, host and port, such as <c>https://auth.my-game.example</c>. It is the same as
    /// <c>Endpoints:backend</c>, and one of the server's <c>PublicBaseUrls</c>. No default.
    /// </summary>
    public Uri? Backend
    {
        get => Endpoints.TryGetValue(DiscordEndpoint.Backend, out Uri? address) ? address : null;
        set
        {
            if (value is null)
            {
                Endpoints.Remove(DiscordEndpoint.Backend);
            }
            else
            {
                Endpoints[DiscordEndpoint.Backend] = value;
            }
        }
    }

    /// <summary>
    /// Where <see cref="DiscordSignIn.Browser"/> comes back to, sent as it was written: registered at Discord (page OAuth2) and in the backend's <c>RedirectUris</c>, character by character. At
    /// http on 127.0.0.1 or localhost the answer is caught, and the port is part of it: Discord compares it. At any other address the player pastes where the browser ended. Default null: only that
    /// door needs it.
    /// </summary>
    public Uri? RedirectUri { get; set; }

    /// <summary>The path of the backend's socket. Default <c>/realtime</c>, as the server's.</summary>
    public string RealtimePath { get; set; } = "/realtime";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints => DiscordDefaults.Endpoints;

    /// <inheritdoc/>
    protected override IEnumerable<string> EndpointNames => [DiscordEndpoint.Backend, DiscordEndpoint.Discord];

    /// <inheritdoc/>
    protected override Uri Issuer => BackendAddress;

    /// <summary>The backend; options without one are refused before anybody asks.</summary>
    internal Uri BackendAddress => Backend ?? NoBackend;

    private static Uri NoBackend { get; } = new("https://backend.invalid");
}

/// <summary>Checks a registration, and says the registration, the property and the fix.</summary>
internal static class DiscordOptionsValidator
{
    private const int ShortestId = 17;
    private const int LongestId = 20;
    private const int LongestPath = 256;

    public static void Check(DiscordOptions options, Action<string> fail)
    {
        if (options.ClientId.Length is < ShortestId or > LongestId || !options.ClientId.All(char.IsAsciiDigit))
        {
            fail("ClientId is missing or odd: it is the application id, 17 to 20 digits, of Discord's developer portal, page General Information.");
        }

        if (options.Backend is null)
        {
            fail("Backend is missing: set the address of your game's session server, such as https://auth.my-game.example.");
        }

        if (Fault(options.RedirectUri) is { } fault)
        {
            fail($"RedirectUri {fault}");
        }

        if (options.RealtimePath is (not ['/', ..]) or ['/', '/', ..] || options.RealtimePath.Length > LongestPath || options.RealtimePath.Any(static c => c is <= ' ' or > '~' or '?' or '#' or '\\'))
        {
            fail("RealtimePath is no plain path; leave it out for /realtime.");
        }
    }

    private static string? Fault(Uri? redirect) => redirect switch
    {
        null => null,
        { IsAbsoluteUri: false } => "is not an absolute address; set the one that is registered at Discord.",
        _ when redirect.OriginalString.Any(static c => c is <= ' ' or > '~') || redirect.Query.Length > 0 || redirect.UserInfo.Length > 0
            || redirect.OriginalString.Contains('#', StringComparison.Ordinal) => "has a query, a fragment, user information or odd characters; set the bare address that is registered at Discord.",
        _ when redirect.Scheme == Uri.UriSchemeHttp && redirect.Host is not ("localhost" or "127.0.0.1") => "is http elsewhere than on 127.0.0.1 or localhost; no sign-in comes back there.",
        _ when redirect.Scheme == Uri.UriSchemeHttp && redirect.IsDefaultPort => "names no port, and Discord compares it; set one that is free on players' machines and register it, such as http://127.0.0.1:53170/discord.",
        _ => null,
    };
}
