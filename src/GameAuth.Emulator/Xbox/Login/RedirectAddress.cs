using GameAuth.Emulator.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>Where a browser may be sent with a code: this machine (RFC 8252 section 7.3), the desktop page, or the application itself.</summary>
internal static class RedirectAddress
{
    public const string Desktop = "https://login.live.com/oauth20_desktop.srf";

    public static bool IsAllowed(string redirectUri, string clientId)
    {
        if (redirectUri == Desktop) return true;
        if (clientId.All(char.IsAsciiLetterOrDigit) && redirectUri == $"ms-xal-{clientId}://auth") return true;
        return redirectUri.All(one => one is > ' ' and <= '~') && Uri.TryCreate(redirectUri, UriKind.Absolute, out Uri? address)
            && address is { Scheme: "http", IsLoopback: true, Fragment: "", UserInfo: "" };
    }

    /// <summary>The desktop page is one of login.live.com's own, so here it is this host's: nobody is sent to the live service.</summary>
    public static string With(EmulatedHost login, AuthorizationRequest request, params (string Name, string? Value)[] answer)
    {
        string address = request.RedirectUri == Desktop
            ? new Uri(login.BaseAddress, DesktopPage.Path).AbsoluteUri
            : request.RedirectUri;
        IEnumerable<KeyValuePair<string, string?>> query = answer.Append(("state", request.State))
            .Where(one => one.Item2 is not null)
            .Select(one => KeyValuePair.Create(one.Item1, one.Item2));
        return QueryHelpers.AddQueryString(address, query);
    }

    /// <summary>What a content security policy must let a form on this host lead to.</summary>
    public static string FormTarget(string redirectUri)
    {
        Uri address = new(redirectUri);
        return address.Scheme == "http" ? address.GetLeftPart(UriPartial.Authority) : address.Scheme + ":";
    }
}
