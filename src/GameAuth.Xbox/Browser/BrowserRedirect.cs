using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Where the browser comes back to: an address that is caught here, or one that the player pastes.</summary>
internal static class BrowserRedirect
{
    private const string Localhost = "localhost";
    private const string Literal = "127.0.0.1";

    /// <summary>What is wrong with an address; null for a good one.</summary>
    public static string? Fault(Uri? redirect, string clientId)
    {
        const string Kinds = "https, http on 127.0.0.1 or localhost, or a scheme of your application's own such as ms-xal-{client id}://auth";
        const string Xal = "ms-xal-";
        if (redirect is null)
        {
            return null;
        }

        if (!redirect.IsAbsoluteUri || redirect.OriginalString.Any(static c => c is <= ' ' or > '~'))
        {
            return $"is not an absolute address in plain characters; leave it out to listen on loopback, or use {Kinds}.";
        }

        if (redirect.Query.Length > 0 || redirect.OriginalString.Contains('#', StringComparison.Ordinal) || redirect.UserInfo.Length > 0)
        {
            return "has a query, a fragment or user information; set the bare address that is registered for the client id.";
        }

        if (redirect.Scheme.StartsWith(Xal, StringComparison.OrdinalIgnoreCase) && !redirect.Scheme.AsSpan(Xal.Length).Equals(clientId, StringComparison.OrdinalIgnoreCase))
        {
            return "is the address of another client id; write ms-xal-, the registration's ClientId, and ://auth.";
        }

        bool isOwn = redirect.Scheme.AsSpan().ContainsAny(".-+");
        return isOwn || redirect.Scheme == Uri.UriSchemeHttps || IsCaught(redirect) ? null : $"is of a kind that no sign-in comes back to; leave it out to listen on loopback, or use {Kinds}.";
    }

    /// <param name="settings">The sign-in.</param>
    /// <param name="redirect">The option; null listens on loopback.</param>
    /// <param name="login">The base address of the login host.</param>
    public static AuthorizationCodeSettings Apply(AuthorizationCodeSettings settings, Uri? redirect, Uri login)
    {
        if (redirect is null)
        {
            return settings;
        }

        // The live page at the end of a sign-in is a page of the login host, so an emulator that stands in for that host shows its own.
        bool isOnLogin = redirect.Scheme == Uri.UriSchemeHttps && redirect.Host == XboxDefaults.Endpoints[XboxEndpoint.Login].Host;
        return settings.At(redirect) with { Landing = isOnLogin ? new Uri(login, redirect.AbsolutePath) : null };
    }

    private static bool IsCaught(Uri redirect) => redirect.Scheme == Uri.UriSchemeHttp && redirect.Host is (Localhost or Literal);
}
