using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Gateway;
using GameAuth.Emulator.Hytale.OAuth;
using GameAuth.Emulator.Hytale.Profiles;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale;

/// <summary>Hytale's official hosts, and a gateway as a hoster runs it before them.</summary>
internal sealed class HytaleProvider : EmulatedProvider
{
    private readonly HytaleEmulatorOptions _options;

    public HytaleProvider(EmulatorCore core, HytaleEmulatorOptions options)
    {
        _options = options;
        Authority = new HytaleAuthority(core, options);
        EmulatedHost oauth = OAuthHost.Of(Authority);
        Hosts = [oauth, AccountDataHost.Of(Authority), SessionsHost.Of(Authority), GatewayHost.Of(Authority, oauth)];
    }

    public HytaleAuthority Authority { get; }

    public override string Name => "hytale";

    public override IReadOnlyList<EmulatedHost> Hosts { get; }

    public override IEnumerable<string> Steps => HytaleSteps.All;

    public override IEnumerable<KeyValuePair<string, string?>> Configuration =>
    [
        new("GameAuth:Hytale:ClientId", _options.ClientId),
        .. Hosts.Select(host => new KeyValuePair<string, string?>($"GameAuth:Hytale:Endpoints:{host.Name}", host.BaseAddress.AbsoluteUri.TrimEnd('/'))),
    ];
}
