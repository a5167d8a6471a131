namespace GameAuth.Xbox;

/// <summary>The part of Microsoft's public default list that a player's application calls: Xbox Live, its store, PlayFab and Game Pass.</summary>
/// <remarks>
/// Facts: the list at <c>title.mgt.xboxlive.com/titles/default/endpoints?type=1</c>, contract version 1. Left out are hosts of other companies, of services that have ended,
/// of tests, and of the telemetry and settings of Windows and consoles: no token goes to what is not here.
/// </remarks>
internal static class BundledEndpoints
{
    private const string XboxLive = "http://xboxlive.com";
    private const string Store = "http://mp.microsoft.com/";

    private static readonly XboxRequestSigner Start = new(XboxSignaturePolicy.Default);
    private static readonly XboxRequestSigner Whole = new(new XboxSignaturePolicy { MaxBodyBytes = uint.MaxValue });

    /// <summary>What follows is one line per relying party and policy. After a slash comes a path; a star stands for all hosts below.</summary>
    public static IReadOnlyList<EndpointRule> Rules { get; } =
    [
        .. To(XboxLive, Start, "xboxlive.com", "*.xboxlive.com", "*.gamepass.com"),
        .. To(XboxLive, Whole, "settings.xboxlive.com", "privileges.xboxlive.com/upsell"),
        .. To("http://xlink.xboxlive.com", Start, "xlink.xboxlive.com"),
        .. To("http://music.xboxlive.com", Start, "music.xboxlive.com", "musicdelivery-ssl.xboxlive.com", "cloudcollection-ssl.xboxlive.com"),
        .. To("http://licensing.xboxlive.com", Start, "licensing.xboxlive.com", "inventory.xboxlive.com", "licensing.mp.microsoft.com", "collections.mp.microsoft.com"),
        .. To("http://accounts.xboxlive.com", Start, "accountstroubleshooter.xboxlive.com", "gamertag.xboxlive.com"),
        .. To("http://accounts.xboxlive.com", signer: null, "user.mgt.xboxlive.com"),
        .. To("http://uxservices.xboxlive.com", Start, "help.ui.xboxlive.com"),
        .. To("http://data-vef.xboxlive.com", Whole, "data-vef.xboxlive.com"),
        .. To("http://update.xboxlive.com", Start, "update.xboxlive.com", "updatepc.xboxlive.com", "update-cdn.xboxlive.com", "packages.xboxlive.com", "packagespc.xboxlive.com"),
        .. To("http://instance.mgt.xboxlive.com", Whole, "instance.mgt.xboxlive.com"),
        .. To("http://device.mgt.xboxlive.com", Whole, "device.mgt.xboxlive.com"),
        .. To("http://bestv.device.mgt.xboxlive.com", Whole, "device.mgt.xboxlive.com/registrations/bestv"),
        .. To("http://unlock.device.mgt.xboxlive.com", Whole, "device.mgt.xboxlive.com/devices/current/unlock"),
        .. To("http://xkms.xboxlive.com", Start, "xkms.xboxlive.com"),
        .. To("http://banning.xboxlive.com", Whole, "privileges.xboxlive.com"),
        .. To("http://attestation.xboxlive.com", Whole, "attestation.xboxlive.com"),
        .. To("http://experimentation.xboxlive.com/", Whole, "*.experimentation.xboxlive.com"),
        .. To("http://events.xboxlive.com", signer: null, "vortex-events.xboxlive.com"),
        .. To(Store, signer: null, "*.xboxservices.com", "*.mp.microsoft.com", "account.microsoft.com", "*.account.microsoft.com"),
        .. To("http://xdes.xboxlive.com/", signer: null, "xdes.xboxlive.com"),
        .. To("https://gameservices.xboxlive.com/", signer: null, "*.gameservices.xboxlive.com"),
        .. To("http://gssv.xboxlive.com/", signer: null, "gssv-auth-prod.xboxlive.com", "gssv-auth-strs.xboxlive.com"),
        .. To("http://playfab.xboxlive.com/", signer: null, "playfabapi.com"),
        .. To("http://sisu.xboxlive.com/", Start, "sisu.xboxlive.com", "beta-sisu.xboxlive.com"),
        .. To("http://download-notification.gamepass.com/", Start, "downloadnotifications.xboxlive.com"),
        .. To("http://xflight.xboxlive.com/", Start, "xflight.xboxlive.com"),
        .. To("rp://rap.xboxflight.com/", Start, "xrap.xboxlive.com"),
        .. To("rp://streaming.xboxlive.com/", Start, "streaming.xboxlive.com", "streaming-ppe.xboxlive.com"),
        .. To("rp://support.xboxlive.com/", Start, "*.support.xboxlive.com"),
        .. To("rp://xoobe.xboxlive.com/", Start, "xoobe.xboxlive.com"),
        .. To(relyingParty: null, signer: null, "*.ui.xboxlive.com", "musicimage.xboxlive.com", "assets.xboxservices.com"),
    ];

    public static EndpointList List { get; } = new(Rules);

    private static IEnumerable<EndpointRule> To(string? relyingParty, XboxRequestSigner? signer, params string[] hosts) => hosts.Select(host =>
    {
        int path = host.IndexOf('/', StringComparison.Ordinal);
        string name = path < 0 ? host : host[..path];
        bool isBelow = name[0] == '*';
        return new EndpointRule
        {
            Scheme = Uri.UriSchemeHttps,
            Kind = isBelow ? EndpointHostKind.Below : EndpointHostKind.Name,
            Host = isBelow ? name[2..] : name,
            Port = 443,
            Path = path < 0 ? "" : host[path..],
            RelyingParty = relyingParty,
            Signer = signer,
        };
    });
}
