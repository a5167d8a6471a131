using GameAuth.Emulator.Xbox;

namespace GameAuth.Emulator;

/// <summary>How the Xbox hosts behave. The defaults are as strict as the live services are known to be, or stricter.</summary>
public sealed class XboxEmulatorOptions
{
    /// <summary>The client id that the configuration hands to the SDK. Other client ids are served too. Default: a synthetic one.</summary>
    public string ClientId { get; set; } = "emulator-client-0001";

    /// <summary>The interval between polls that a device code announces, in whole seconds, rounded up. Default: 5 seconds.</summary>
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
        "https://b980a380.minecraft.playfabapi.com/",
        "https://multiplayer.minecraft.net/",
        "https://pocket.realms.minecraft.net/",
        "rp://api.minecraftservices.com/",
        "rp://streaming.xboxlive.com/",
    };
}

/// <summary>Whether a device token may be used under another key than the one it was issued for.</summary>
public enum DeviceKeyBinding
{
    /// <summary>Every signature beside a device token must be made with that token's key.</summary>
    Strict,

    /// <summary>
    /// A signature made with the proof key in the body is accepted too. Some clients make a new key in every process and keep
    /// the old device token; whether the live services accept that is not known.
    /// </summary>
    Lenient,
}

/// <summary>
/// How old (or how far ahead) a signature's timestamp may be, per host; null for any age. Only SISU is known to look: about
/// four minutes. A device token was issued live for a signature months old.
/// </summary>
public sealed class XboxFreshness
{
    /// <summary>device.auth.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Device { get; set; }

    /// <summary>user.auth.xboxlive.com. Default: any age.</summary>
    public TimeSpan? User { get; set; }

    /// <summary>title.auth.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Title { get; set; }

    /// <summary>sisu.xboxlive.com. Default: 240 seconds.</summary>
    public TimeSpan? Sisu { get; set; } = TimeSpan.FromSeconds(240);

    /// <summary>xsts.auth.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Xsts { get; set; }

    /// <summary>profile.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Profile { get; set; }

    /// <summary>achievements.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Achievements { get; set; }

    /// <summary>titlehub.xboxlive.com. Default: any age.</summary>
    public TimeSpan? TitleHub { get; set; }

    /// <summary>userpresence.xboxlive.com. Default: any age.</summary>
    public TimeSpan? UserPresence { get; set; }

    /// <summary>peoplehub.xboxlive.com. Default: any age.</summary>
    public TimeSpan? PeopleHub { get; set; }

    /// <summary>social.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Social { get; set; }

    /// <summary>The handshake of rta.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Rta { get; set; }
}

/// <summary>How long tokens live. The defaults are what was seen on the live services; clients must go by what an answer says.</summary>
public sealed class XboxLifetimes
{
    /// <summary>A device code and its user code. Default: 15 minutes.</summary>
    public TimeSpan DeviceCode { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>An authorization code. Default: 10 minutes, the most that RFC 6749 section 4.1.2 recommends.</summary>
    public TimeSpan AuthorizationCode { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A Microsoft account access token of the <c>MBI_SSL</c> scope. Default: 24 hours.</summary>
    public TimeSpan MsaAccess { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A Microsoft account access token of an Azure application's scopes. Default: one hour.</summary>
    public TimeSpan AzureAccess { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A refresh token. Default: 90 days.</summary>
    public TimeSpan MsaRefresh { get; set; } = TimeSpan.FromDays(90);

    /// <summary>A device token. Default: 14 days.</summary>
    public TimeSpan Device { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A user token. Default: 14 days.</summary>
    public TimeSpan User { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A title token. Default: 14 days.</summary>
    public TimeSpan Title { get; set; } = TimeSpan.FromDays(14);

    /// <summary>An XSTS token. Default: 16 hours.</summary>
    public TimeSpan Xsts { get; set; } = TimeSpan.FromHours(16);

    /// <summary>An access token of the Minecraft services. Default: 24 hours.</summary>
    public TimeSpan Minecraft { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The two certificates of a Bedrock chain. Default: 24 hours.</summary>
    public TimeSpan MinecraftChain { get; set; } = TimeSpan.FromHours(24);

    internal TimeSpan Of(XboxTokenKind kind) => kind switch
    {
        XboxTokenKind.MsaAccess => MsaAccess,
        XboxTokenKind.MsaRefresh => MsaRefresh,
        XboxTokenKind.Device => Device,
        XboxTokenKind.User => User,
        XboxTokenKind.Title => Title,
        XboxTokenKind.Minecraft => Minecraft,
        _ => Xsts,
    };
}

/// <summary>The tokens that the Xbox hosts give out.</summary>
public enum XboxTokenKind
{
    /// <summary>The Microsoft account access token, sent as an RPS ticket (<c>msa_access</c> in the log).</summary>
    MsaAccess,

    /// <summary>The rotating Microsoft account refresh token (<c>msa_refresh</c>).</summary>
    MsaRefresh,

    /// <summary>The device token, bound to a proof key (<c>device</c>).</summary>
    Device,

    /// <summary>The user token (<c>user</c>).</summary>
    User,

    /// <summary>The title token (<c>title</c>).</summary>
    Title,

    /// <summary>The authorization token for one relying party (<c>xsts</c>).</summary>
    Xsts,

    /// <summary>The access token of the Minecraft services (<c>minecraft</c>).</summary>
    Minecraft,
}
