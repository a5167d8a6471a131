using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Account;
using GameAuth.Emulator.Psn.Api;

namespace GameAuth.Emulator.Psn;

/// <summary>PlayStation Network: the account host, the page where a player signs in, and three hosts that tell of players.</summary>
internal sealed class PsnProvider : EmulatedProvider
{
    public PsnProvider(EmulatorCore core, PsnEmulatorOptions options)
        : base("Psn")
    {
        Authority = new PsnAuthority(core, options);
        EmulatedHost account = AccountHost.Of(Authority);
        Hosts = [account, Authority.SignIn = SignInHost.Of(Authority, account), ApiHost.Of(Authority), CommunityHost.Of(Authority), DevicesHost.Of(Authority)];
    }

    public PsnAuthority Authority { get; }

    public override IReadOnlyList<EmulatedHost> Hosts { get; }

    public override IEnumerable<string> Steps => PsnSteps.All;

    protected override string ClientId => Authority.Options.ClientId;

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("ClientSecret", Authority.Options.ClientSecret),
        new("RedirectUri", Authority.Options.RedirectUri.OriginalString),
        new("Scope", Authority.Options.Scope),
        new("AppVersion", "GameAuthEmulated/1.0"),
        new("Locale", "en-US"),
        new("Country", "US"),
    ];
}

/// <summary>The names that events and faults use for the requests to PlayStation Network.</summary>
internal static class PsnSteps
{
    public const string Authorize = "psn.authorize";
    public const string SignIn = "psn.sign-in";
    public const string Code = "psn.code";
    public const string Refresh = "psn.refresh";
    public const string Sso = "psn.sso";
    public const string ClientCredentials = "psn.client-credentials";
    public const string Token = "psn.token";
    public const string SsoCookie = "psn.ssocookie";
    public const string Titles = "psn.titles";
    public const string Groups = "psn.groups";
    public const string Trophies = "psn.trophies";
    public const string EarnedGroups = "psn.earned-groups";
    public const string Earned = "psn.earned";
    public const string Summary = "psn.summary";
    public const string Presence = "psn.presence";
    public const string Presences = "psn.presences";
    public const string Friends = "psn.friends";
    public const string Profile = "psn.profile";
    public const string Profile2 = "psn.profile2";
    public const string Devices = "psn.devices";

    public static IReadOnlyList<string> All { get; } =
    [
        Authorize, SignIn, Code, Refresh, Sso, ClientCredentials, Token, SsoCookie, Titles, Groups, Trophies, EarnedGroups, Earned, Summary,
        Presence, Presences, Friends, Profile, Profile2, Devices,
    ];

    /// <summary>What a fault may name: a step, a host by its short name, or everything.</summary>
    public static IReadOnlySet<string> Places { get; } = new HashSet<string>(
    [
        .. All, "*",
        "account", "signin", "api", "community", "profiles",
    ], StringComparer.Ordinal);

    /// <summary>The places of the account host: its errors are OAuth's.</summary>
    public static IReadOnlySet<string> OfAccount { get; } = new HashSet<string>(
        ["account", "signin", Authorize, SignIn, Code, Refresh, Sso, ClientCredentials, Token, SsoCookie], StringComparer.Ordinal);
}
