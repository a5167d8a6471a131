using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Api;
using GameAuth.Emulator.Xbox.Minecraft;
using GameAuth.Emulator.Xbox.Realtime;
using GameAuth.Emulator.Xbox.Tokens;

namespace GameAuth.Emulator.Xbox;

/// <summary>The hosts of an Xbox sign-in, the one that says how requests are signed, the services that a signed-in player uses, and the two of Minecraft.</summary>
internal sealed class XboxProvider : EmulatedProvider
{
    public XboxProvider(EmulatorCore core, XboxEmulatorOptions options)
        : base("Xbox")
    {
        Authority = new XboxAuthority(core, options);
        EmulatedHost login = LoginHost.Of(Authority);
        Hosts =
        [
            login, DeviceHost.Of(Authority), UserHost.Of(Authority), TitleHost.Of(Authority),
            SisuHost.Of(Authority, login), XstsHost.Of(Authority), ProfileHost.Of(Authority), TitleManagementHost.Of(Authority),
            AchievementsHost.Of(Authority), TitleHubHost.Of(Authority), PresenceHost.Of(Authority), PeopleHost.Of(Authority), SocialHost.Of(Authority),
            RtaHost.Of(Authority), MinecraftServicesHost.Of(Authority), MultiplayerHost.Of(Authority),
        ];
    }

    public XboxAuthority Authority { get; }

    public override IReadOnlyList<EmulatedHost> Hosts { get; }

    public override IEnumerable<string> Steps => XboxSteps.All;

    protected override string ClientId => Authority.Options.ClientId;
}

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

    public const string Achievements = "achievements.list";
    public const string Achievement = "achievements.get";
    public const string TitleHistory = "titlehub.history";
    public const string OneTitle = "titlehub.title";
    public const string Presence = "presence.get";
    public const string PresenceBatch = "presence.batch";
    public const string Friends = "people.friends";
    public const string PeopleBatch = "people.batch";
    public const string Summary = "social.summary";
    public const string RtaConnect = "rta.connect";
    public const string RtaSubscribe = "rta.subscribe";
    public const string RtaUnsubscribe = "rta.unsubscribe";
    public const string RtaEvent = "rta.event";

    /// <summary>A frame that is no request, and what the server says by itself beside events: logged, but struck by no fault of their own.</summary>
    public const string RtaBadFrame = "rta.bad_frame";
    public const string RtaResync = "rta.resync";
    public const string RtaClose = "rta.close";

    public const string MinecraftLogin = "minecraftservices.login";
    public const string MinecraftStore = "minecraftservices.mcstore";
    public const string MinecraftLicenses = "minecraftservices.license";
    public const string MinecraftProfile = "minecraftservices.profile";
    public const string Multiplayer = "multiplayer.authentication";

    public static IReadOnlyList<string> All { get; } =
    [
        Connect, Poll, Refresh, Code, Token, Authorize, Page, Device, User, Title, SisuAuthenticate, Sisu, Xsts, Profile, ProfileBatch, Endpoints,
        Achievements, Achievement, TitleHistory, OneTitle, Presence, PresenceBatch, Friends, PeopleBatch, Summary,
        RtaConnect, RtaSubscribe, RtaUnsubscribe, RtaEvent,
        MinecraftLogin, MinecraftStore, MinecraftLicenses, MinecraftProfile, Multiplayer,
    ];

    /// <summary>What a fault may name: a step, a host by its short name, or everything.</summary>
    public static IReadOnlySet<string> Places { get; } = new HashSet<string>(
    [
        .. All, "*",
        "login", "device", "user", "title", "sisu", "xsts", "profile", "titlemgt", "achievements", "titlehub",
        "userpresence", "peoplehub", "social", "rta", "minecraftservices", "multiplayer",
    ], StringComparer.Ordinal);
}
