using System.Collections.Frozen;

namespace GameAuth.Xbox;

/// <summary>Names and addresses of Xbox Live. No client id is among them: it is the application's own.</summary>
public static class XboxDefaults
{
    /// <summary>The provider's name in account ids, errors and events: <c>xbox</c>.</summary>
    public const string Provider = "xbox";

    /// <summary>The section of the host's configuration that holds the default registration: <c>GameAuth:Xbox</c>.</summary>
    public const string ConfigurationSection = "GameAuth:Xbox";

    /// <summary>The OAuth scope of a title's client id, asked for at sign-in and repeated at each refresh.</summary>
    public const string Scope = "service::user.auth.xboxlive.com::MBI_SSL";

    /// <summary>The OAuth scope of an Azure client id, asked for at sign-in and repeated at each refresh. Without <c>offline_access</c> no refresh token would come.</summary>
    public const string AzureScope = "XboxLive.signin XboxLive.offline_access";

    /// <summary>The relying party of the Xbox services at <c>*.xboxlive.com</c>: <c>http://xboxlive.com</c>, without a trailing slash.</summary>
    public const string RelyingParty = "http://xboxlive.com";

    /// <summary>The sandbox of released games: <c>RETAIL</c>.</summary>
    public const string Sandbox = "RETAIL";

    /// <summary>The operating system version that a device token is asked for with: <c>0.0.0.0</c>.</summary>
    public const string DeviceVersion = "0.0.0.0";

    /// <summary>The language that names and descriptions are asked for in: <c>en-US</c>.</summary>
    public const string Language = "en-US";

    internal const string AuthRelyingParty = "http://auth.xboxlive.com";
    internal const string SiteName = "user.auth.xboxlive.com";

    /// <summary>
    /// The live base addresses by name. Sign-in: <c>login</c>, <c>device</c>, <c>user</c>, <c>title</c>, <c>sisu</c>, <c>xsts</c>. Services: <c>profile</c>, <c>achievements</c>, <c>titlehub</c>,
    /// <c>userpresence</c>, <c>peoplehub</c>, <c>social</c>, <c>rta</c>; <c>titlemgt</c> has the list of endpoints. For your own clients: <c>minecraftservices</c>, <c>multiplayer</c>. Names are compared without regard to case.
    /// </summary>
    public static IReadOnlyDictionary<string, Uri> Endpoints { get; } = new Dictionary<string, Uri>
    {
        [XboxEndpoint.Login] = new("https://login.live.com"),
        [XboxEndpoint.Device] = new("https://device.auth.xboxlive.com"),
        [XboxEndpoint.User] = new("https://user.auth.xboxlive.com"),
        [XboxEndpoint.Title] = new("https://title.auth.xboxlive.com"),
        [XboxEndpoint.Sisu] = new("https://sisu.xboxlive.com"),
        [XboxEndpoint.Xsts] = new("https://xsts.auth.xboxlive.com"),
        [XboxEndpoint.Profile] = new("https://profile.xboxlive.com"),
        [XboxEndpoint.TitleManagement] = new("https://title.mgt.xboxlive.com"),
        [XboxEndpoint.Achievements] = new("https://achievements.xboxlive.com"),
        [XboxEndpoint.TitleHub] = new("https://titlehub.xboxlive.com"),
        [XboxEndpoint.Presence] = new("https://userpresence.xboxlive.com"),
        [XboxEndpoint.PeopleHub] = new("https://peoplehub.xboxlive.com"),
        [XboxEndpoint.Social] = new("https://social.xboxlive.com"),
        [XboxEndpoint.Rta] = new("https://rta.xboxlive.com"),
        [XboxEndpoint.MinecraftServices] = new("https://api.minecraftservices.com"),
        [XboxEndpoint.Multiplayer] = new("https://multiplayer.minecraft.net"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}

/// <summary>The names of the endpoints, as configuration has them.</summary>
internal static class XboxEndpoint
{
    public const string Login = "login";
    public const string Device = "device";
    public const string User = "user";
    public const string Title = "title";
    public const string Sisu = "sisu";
    public const string Xsts = "xsts";
    public const string Profile = "profile";
    public const string TitleManagement = "titlemgt";
    public const string Achievements = "achievements";
    public const string TitleHub = "titlehub";
    public const string Presence = "userpresence";
    public const string PeopleHub = "peoplehub";
    public const string Social = "social";
    public const string Rta = "rta";
    public const string MinecraftServices = "minecraftservices";
    public const string Multiplayer = "multiplayer";
}
