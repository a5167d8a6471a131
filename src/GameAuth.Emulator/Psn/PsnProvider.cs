using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Account;
using GameAuth.Emulator.Psn.Api;
using GameAuth.Emulator.Psn.Push;

namespace GameAuth.Emulator.Psn;

/// <summary>PlayStation Network: the account host, the page where a player signs in, three hosts that tell of players and hold their parties, and the push server.</summary>
internal sealed class PsnProvider : EmulatedProvider
{
    public PsnProvider(EmulatorCore core, PsnEmulatorOptions options)
        : base("Psn")
    {
        Authority = new PsnAuthority(core, options);
        EmulatedHost account = AccountHost.Of(Authority);
        Hosts = [account, Authority.SignIn = SignInHost.Of(Authority, account), ApiHost.Of(Authority), CommunityHost.Of(Authority), DevicesHost.Of(Authority), PushHost.Of(Authority)];
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
    public const string Parties = "psn.parties";
    public const string PartiesById = "psn.parties-by-id";
    public const string Invitations = "psn.invitations";
    public const string PartyCreate = "psn.party-create";
    public const string PartyRename = "psn.party-rename";
    public const string PartyJoin = "psn.party-join";
    public const string PartyReady = "psn.party-ready";
    public const string PartyLeave = "psn.party-leave";
    public const string PartyInvite = "psn.party-invite";
    public const string PartyBridge = "psn.party-bridge";
    public const string PartyMessage = "psn.party-message";
    public const string BridgeCreate = "psn.bridge-create";
    public const string BridgeRead = "psn.bridge-read";
    public const string BridgeDrop = "psn.bridge-drop";
    public const string PeerAdd = "psn.peer-add";
    public const string PeerOffer = "psn.peer-offer";
    public const string PeerAnswer = "psn.peer-answer";
    public const string PeerDrop = "psn.peer-drop";
    public const string PushAddress = "psn.push-address";
    public const string PushConnect = "psn.push-connect";
    public const string PushEvent = "psn.push-event";

    /// <summary>Steps that only the log has.</summary>
    public const string PushPing = "psn.push-ping";
    public const string PushMessage = "psn.push-message";
    public const string PushClose = "psn.push-close";
    public const string Restart = "psn.restart";

    /// <summary>The steps of a party and its voice.</summary>
    public static IReadOnlySet<string> OfParty { get; } = new HashSet<string>(
    [
        Parties, PartiesById, Invitations, PartyCreate, PartyRename, PartyJoin, PartyReady, PartyLeave, PartyInvite, PartyBridge, PartyMessage,
        BridgeCreate, BridgeRead, BridgeDrop, PeerAdd, PeerOffer, PeerAnswer, PeerDrop,
    ], StringComparer.Ordinal);

    public static IReadOnlyList<string> All { get; } =
    [
        Authorize, SignIn, Code, Refresh, Sso, ClientCredentials, Token, SsoCookie, Titles, Groups, Trophies, EarnedGroups, Earned, Summary,
        Presence, Presences, Friends, Profile, Profile2, Devices, .. OfParty, PushAddress, PushConnect, PushEvent,
    ];

    /// <summary>What a fault may name: a step, a host by its short name, or everything.</summary>
    public static IReadOnlySet<string> Places { get; } =
        new HashSet<string>([.. All, "*", "account", "signin", "api", "community", "profiles", PushHost.Name], StringComparer.Ordinal);

    /// <summary>The places of the account host: its errors are OAuth's.</summary>
    public static IReadOnlySet<string> OfAccount { get; } = new HashSet<string>(
        ["account", "signin", Authorize, SignIn, Code, Refresh, Sso, ClientCredentials, Token, SsoCookie], StringComparer.Ordinal);
}
