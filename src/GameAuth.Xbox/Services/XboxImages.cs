using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Checks the addresses of pictures: http becomes https, and an address on a host that is not Microsoft's is left out.</summary>
internal sealed class XboxImages(bool allowLoopback)
{
    private const string Http = "http://";
    private const string Insecure = Http + "images-eds.xboxlive.com/";
    private const string Secure = "https://images-eds-ssl.xboxlive.com/";

    private readonly ServerUriPolicy _hosts =
        new(XboxDefaults.Provider, "*.xboxlive.com", "*.xboxservices.com", "*.xbox.com", "*.microsoft.com", "*.s-microsoft.com") { AllowLoopback = allowLoopback };

    /// <summary>The address over https; null where there is none, or it is not Microsoft's.</summary>
    public Uri? Find(string? address) => address is null ? null : _hosts.Find(Upgrade(address.Trim()), "picture");

    private string Upgrade(string address)
    {
        if (!address.StartsWith(Http, StringComparison.OrdinalIgnoreCase)
            || (allowLoopback && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.IsLoopback))
        {
            return address;
        }

        // This host has another name for https; the others answer it under their own.
        return address.StartsWith(Insecure, StringComparison.OrdinalIgnoreCase) ? Secure + address[Insecure.Length..] : "https://" + address[Http.Length..];
    }
}
