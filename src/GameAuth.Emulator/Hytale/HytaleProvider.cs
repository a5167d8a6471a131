using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Gateway;
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

/// <summary>The names that events and faults use for the requests to the official hosts (<c>hytale.</c>) and to the gateway (<c>gateway.</c>).</summary>
internal static class HytaleSteps
{
    public const string DeviceCode = "hytale.device-code";
    public const string Poll = "hytale.poll";
    public const string Refresh = "hytale.refresh";
    public const string Token = "hytale.token";
    public const string Authorize = "hytale.authorize";
    public const string OAuthJwks = "hytale.oauth-jwks";
    public const string Profiles = "hytale.profiles";
    public const string Profile = "hytale.profile";
    public const string SessionNew = "hytale.session-new";
    public const string SessionRefresh = "hytale.session-refresh";
    public const string SessionEnd = "hytale.session-end";
    public const string Jwks = "hytale.jwks";
    public const string AuthGrant = "hytale.auth-grant";
    public const string AuthToken = "hytale.auth-token";

    public const string GatewayDeviceCode = "gateway.device-code";
    public const string GatewayToken = "gateway.token";
    public const string GatewayRefresh = "gateway.refresh";
    public const string GatewayProfiles = "gateway.profiles";
    public const string GatewaySelectProfile = "gateway.select-profile";
    public const string GatewaySessionNew = "gateway.session-new";
    public const string GatewaySessionRefresh = "gateway.session-refresh";
    public const string GatewaySessionDelete = "gateway.session-delete";
    public const string GatewayUnknown = "gateway.unknown";

    public static IReadOnlyList<string> All { get; } =
    [
        DeviceCode, Poll, Refresh, Token, Authorize, OAuthJwks, Profiles, Profile, SessionNew, SessionRefresh, SessionEnd, Jwks, AuthGrant, AuthToken,
        GatewayDeviceCode, GatewayToken, GatewayRefresh, GatewayProfiles, GatewaySelectProfile, GatewaySessionNew, GatewaySessionRefresh,
        GatewaySessionDelete, GatewayUnknown,
    ];

    /// <summary>The short names of the hosts, in the order of their ports.</summary>
    public static IReadOnlyList<string> Hosts { get; } = ["oauth", "account-data", "sessions", "gateway"];

    /// <summary>What a fault may name.</summary>
    public static IReadOnlySet<string> Places { get; } = new HashSet<string>([.. All, .. Hosts, "*"], StringComparer.Ordinal);
}
