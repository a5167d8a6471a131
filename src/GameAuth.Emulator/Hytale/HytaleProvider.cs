using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Hytale.Gateway;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale;

/// <summary>Hytale's official hosts, and a gateway as a hoster runs it before them.</summary>
internal sealed class HytaleProvider : EmulatedProvider
{
    public HytaleProvider(EmulatorCore core, HytaleEmulatorOptions options)
        : base("Hytale")
    {
        Authority = new HytaleAuthority(core, options);
        EmulatedHost oauth = OAuthHost.Of(Authority);
        Hosts = [oauth, AccountDataHost.Of(Authority), SessionsHost.Of(Authority), GatewayHost.Of(Authority, oauth)];
    }

    public HytaleAuthority Authority { get; }

    public override IReadOnlyList<EmulatedHost> Hosts { get; }

    public override IEnumerable<string> Steps => HytaleSteps.All;

    protected override string ClientId => Authority.Options.ClientId;
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

    /// <summary>What a fault may name: a step, a host by its short name, or everything.</summary>
    public static IReadOnlySet<string> Places { get; } = new HashSet<string>(
    [
        .. All, "*",
        "oauth", "account-data", "sessions", "gateway",
    ], StringComparer.Ordinal);
}
