namespace GameAuth.Emulator.Xbox;

/// <summary>The entries that are public, in an order without meaning: policy 0 signs 8192 bytes of a body, 1 all of it.</summary>
internal static class PublicEndpoints
{
    private const string XboxLive = "http://xboxlive.com";
    private const string Accounts = "http://accounts.xboxlive.com";
    private const string Licensing = "http://licensing.xboxlive.com";
    private const string Update = "http://update.xboxlive.com";
    private const string Market = "http://mp.microsoft.com/";
    private const string Streaming = "http://gssv.xboxlive.com/";
    private const string Sisu = "http://sisu.xboxlive.com/";

    public static IReadOnlyList<PublicEndpoint> All { get; } =
    [
        PublicEndpoint.Wildcard("*.xboxlive.com", XboxLive, 0),
        new("xboxlive.com", XboxLive, 0),
        new("*.xboxlive.com", null, HostType: "wildcard", Protocol: "http"),
        new("xlink.xboxlive.com", "http://xlink.xboxlive.com", 0),
        PublicEndpoint.Wildcard("music*.xboxlive.com", "http://music.xboxlive.com", 0),
        new("musicimage.xboxlive.com", null),
        new("inventory.xboxlive.com", Licensing, 0),
        new("licensing.xboxlive.com", Licensing, 0),
        new("accountstroubleshooter.xboxlive.com", Accounts, 0),
        new("gamertag.xboxlive.com", Accounts, 0),
        new("accounts.xboxlive.com", Accounts, 0),
        new("user.mgt.xboxlive.com", Accounts),
        new("help.ui.xboxlive.com", "http://uxservices.xboxlive.com", 0),
        PublicEndpoint.Wildcard("*.ui.xboxlive.com", null),
        new("data-vef.xboxlive.com", "http://data-vef.xboxlive.com", 1),
        new("update.xboxlive.com", Update, 0),
        new("update-cdn.xboxlive.com", Update, 0),
        new("packages.xboxlive.com", Update, 0),
        new("instance.mgt.xboxlive.com", "http://instance.mgt.xboxlive.com", 1),
        new("device.mgt.xboxlive.com", "http://device.mgt.xboxlive.com", 1),
        new("device.mgt.xboxlive.com", "http://bestv.device.mgt.xboxlive.com", 1, Path: "/registrations/bestv"),
        new("device.mgt.xboxlive.com", "http://unlock.device.mgt.xboxlive.com", 1, Path: "/devices/current/unlock"),
        new("xkms.xboxlive.com", "http://xkms.xboxlive.com", 0),
        new("privileges.xboxlive.com", "http://banning.xboxlive.com", 1),
        new("privileges.xboxlive.com", XboxLive, 1, Path: "/upsell"),
        new("attestation.xboxlive.com", "http://attestation.xboxlive.com", 1),
        new("settings.xboxlive.com", XboxLive, 1),
        PublicEndpoint.Wildcard("*.experimentation.xboxlive.com", "http://experimentation.xboxlive.com/", 1),
        new("vortex-events.xboxlive.com", "http://events.xboxlive.com"),
        new("xdes.xboxlive.com", "http://xdes.xboxlive.com/"),
        new("gssv-auth-prod.xboxlive.com", Streaming),
        new("gssv-auth-strs.xboxlive.com", Streaming),
        new("sisu.xboxlive.com", Sisu, 0),
        new("beta-sisu.xboxlive.com", Sisu, 0),
        new("downloadnotifications.xboxlive.com", "http://download-notification.gamepass.com/", 0),
        new("xflight.xboxlive.com", "http://xflight.xboxlive.com/", 0),
        new("xrap.xboxlive.com", "rp://rap.xboxflight.com/", 0),
        PublicEndpoint.Wildcard("*.gameservices.xboxlive.com", "https://gameservices.xboxlive.com/"),
        PublicEndpoint.Wildcard("*.xboxservices.com", Market),
        new("assets.xboxservices.com", null),
        PublicEndpoint.Wildcard("*.mp.microsoft.com", Market),
        new("licensing.mp.microsoft.com", Licensing, 0),
        new("collections.mp.microsoft.com", Licensing, 0),
        new("account.microsoft.com", Market),
        new("playfabapi.com", "http://playfab.xboxlive.com/"),
        PublicEndpoint.Wildcard("*.playfabapi.com", "http://playfab.xboxlive.com/"),
        PublicEndpoint.Wildcard("*.gamepass.com", XboxLive, 0),
        new("192.0.2.0/24", XboxLive, HostType: "cidr"),
    ];

    /// <summary>Everybody who takes a token, as exact strings.</summary>
    public static IEnumerable<string> RelyingParties => All.Select(one => one.RelyingParty).OfType<string>().Distinct(StringComparer.Ordinal);
}

/// <summary>An entry of the list of endpoints. Without a relying party no token goes there; without a policy nothing is signed.</summary>
internal sealed record PublicEndpoint(
    string Host, string? RelyingParty, int? Policy = null, string HostType = "fqdn", string? Path = null, string Protocol = "https", int? Port = null)
{
    public static PublicEndpoint Wildcard(string host, string? relyingParty, int? policy = null) => new(host, relyingParty, policy, "wildcard");
}
