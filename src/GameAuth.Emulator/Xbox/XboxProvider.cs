using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Achievements;
using GameAuth.Emulator.Xbox.Login;
using GameAuth.Emulator.Xbox.Minecraft;
using GameAuth.Emulator.Xbox.People;
using GameAuth.Emulator.Xbox.Presence;
using GameAuth.Emulator.Xbox.Profile;
using GameAuth.Emulator.Xbox.Realtime;
using GameAuth.Emulator.Xbox.Titles;

namespace GameAuth.Emulator.Xbox;

/// <summary>The hosts of an Xbox sign-in, the one that says how requests are signed, the services that a signed-in player uses, and the two of Minecraft.</summary>
internal sealed class XboxProvider : EmulatedProvider
{
    private readonly XboxEmulatorOptions _options;

    public XboxProvider(EmulatorCore core, XboxEmulatorOptions options)
    {
        _options = options;
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

    public override string Name => "xbox";

    public override IReadOnlyList<EmulatedHost> Hosts { get; }

    public override IEnumerable<string> Steps => XboxSteps.All;

    public override IEnumerable<KeyValuePair<string, string?>> Configuration =>
    [
        new("GameAuth:Xbox:ClientId", _options.ClientId),
        .. Hosts.Select(host => new KeyValuePair<string, string?>($"GameAuth:Xbox:Endpoints:{host.Name}", host.BaseAddress.AbsoluteUri.TrimEnd('/'))),
    ];
}
