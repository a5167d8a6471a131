namespace GameAuth.Emulator.Xbox;

/// <summary>The names that events and faults use for the requests of an Xbox sign-in: host, dot, what it asks.</summary>
internal static class XboxSteps
{
    public const string Connect = "login.connect";
    public const string Poll = "login.poll";
    public const string Refresh = "login.refresh";
    public const string Code = "login.code";
    public const string Token = "login.token";
    public const string Authorize = "login.authorize";
    public const string Page = "login.page";
    public const string Device = "device.authenticate";
    public const string User = "user.authenticate";
    public const string Title = "title.authenticate";
    public const string SisuAuthenticate = "sisu.authenticate";
    public const string Sisu = "sisu.authorize";
    public const string Xsts = "xsts.authorize";
    public const string Profile = "profile.settings";
    public const string ProfileBatch = "profile.batch";
    public const string Endpoints = "titlemgt.endpoints";

    public const string MinecraftLogin = "minecraftservices.login";
    public const string MinecraftStore = "minecraftservices.mcstore";
    public const string MinecraftLicenses = "minecraftservices.license";
    public const string MinecraftProfile = "minecraftservices.profile";
    public const string Multiplayer = "multiplayer.authentication";

    public static IReadOnlyList<string> All { get; } =
    [
        Connect, Poll, Refresh, Code, Token, Authorize, Page, Device, User, Title, SisuAuthenticate, Sisu, Xsts, Profile, ProfileBatch, Endpoints,
        MinecraftLogin, MinecraftStore, MinecraftLicenses, MinecraftProfile, Multiplayer,
    ];

    /// <summary>What a fault may name.</summary>
    public static IReadOnlySet<string> Places { get; } =
        new HashSet<string>([.. All, .. All.Select(step => step.Split('.')[0]), "*"], StringComparer.Ordinal);
}
