using GameAuth.Emulator.Xbox;

namespace GameAuth.Emulator;

/// <summary>How the Xbox hosts behave. The defaults are as strict as the live services are known to be, or stricter.</summary>
public sealed class XboxEmulatorOptions
{
    /// <summary>The client id that the configuration hands to the SDK. Other client ids are served too. Default: a synthetic one.</summary>
    public string ClientId { get; set; } = "emulator-client-0001";

    /// <summary>The interval between polls that a device code announces. Default: 5 seconds.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Answers <c>slow_down</c> to a poll that comes before its interval is over (RFC 8628 section 3.5), and lengthens that
    /// interval by five seconds. Default: false, the event only carries a note.
    /// </summary>
    public bool EnforcePollInterval { get; set; }

    /// <summary>
    /// A refresh token that was already used ends its whole family (RFC 9700 section 4.14.2). Default: true; with false an old
    /// refresh token works until it expires.
    /// </summary>
    public bool DetectRefreshTokenReuse { get; set; } = true;

    /// <summary>Whether device tokens are bound to their key. Default: strict.</summary>
    public DeviceKeyBinding DeviceKey { get; set; }

    /// <summary>
    /// Whether the API hosts (profile, achievements, titlehub, userpresence, peoplehub, social) answer 403 to a request without a
    /// signature. Default: false, for whether the live ones look is not known; a signature that is there must always be right.
    /// </summary>
    public bool RequireApiSignatures { get; set; }

    /// <summary>How long an RTA connection lives before the server closes it. Default: 2 hours.</summary>
    public TimeSpan RtaLifetime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How many subscriptions an RTA connection may have at a time; the next one gets status 2. Default: 1000, a choice.</summary>
    public int RtaSubscriptionLimit { get; set; } = 1000;

    /// <summary>How long tokens live.</summary>
    public XboxLifetimes Lifetimes { get; set; } = new();

    /// <summary>How old signatures may be.</summary>
    public XboxFreshness Freshness { get; set; } = new();

    /// <summary>
    /// The client ids that title.auth.xboxlive.com answers with 403 and an empty JSON object, so that they must use SISU; case
    /// does not matter. Starts with Minecraft Java's, which is reported to be turned away; add your own, or take it out. Azure
    /// applications are turned away always.
    /// </summary>
    public ISet<string> SisuOnlyClientIds { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "00000000402b5328" };

    /// <summary>
    /// The client ids that api.minecraftservices.com turns away with 403 "Invalid app registration", as it does with applications
    /// that nobody has approved for Minecraft; case does not matter. Default: none.
    /// </summary>
    public ISet<string> MinecraftUnapprovedClientIds { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// What the list of endpoints says beside the public entries, after them. Empty by default. Read at every request for the list;
    /// fill it before the start, for the list itself is not thread safe.
    /// </summary>
    public IList<EmulatedTitleEndpoint> TitleEndpoints { get; } = [];

    /// <summary>
    /// The relying parties that XSTS knows, as exact strings: a trailing slash makes another one. Starts with those in public
    /// use, those of the list of endpoints among them; add your own.
    /// </summary>
    public ISet<string> RelyingParties { get; } = new HashSet<string>(PublicEndpoints.RelyingParties, StringComparer.Ordinal)
    {
        "http://auth.xboxlive.com",
        "http://xboxlive.com",
        "http://accounts.xboxlive.com",
        "http://events.xboxlive.com",
        "http://gssv.xboxlive.com/",
        "http://licensing.xboxlive.com",
        "http://playfab.xboxlive.com/",
        "https://b980a380.minecraft.playfabapi.com/",
        "https://multiplayer.minecraft.net/",
        "https://pocket.realms.minecraft.net/",
        "rp://api.minecraftservices.com/",
        "rp://streaming.xboxlive.com/",
    };
}
