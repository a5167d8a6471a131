using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Pd2.Feathers;
using GameAuth.Emulator.Pd2.Services;
using GameAuth.Emulator.Pd2.Site;
using GameAuth.Emulator.Pd2.Socket;

namespace GameAuth.Emulator.Pd2;

/// <summary>Project Diablo 2: the API host with its services over HTTP and over the socket, its OAuth half, and the website where a player signs in.</summary>
internal sealed class Pd2Provider : EmulatedProvider
{
    private readonly EmulatedHost _api;

    public Pd2Provider(EmulatorCore core, Pd2EmulatorOptions options)
        : base("Pd2")
    {
        Authority = new Pd2Authority(core, options);
        _api = new EmulatedHost(Pd2Hub.HostName, Pd2Hub.DnsName, [.. Authority.Hub.Routes(), .. new OAuthHost(Authority).Routes(), .. new RestHost(Authority).Routes()]);
        Hosts = [_api, LoginHost.Of(Authority)];
    }

    public Pd2Authority Authority { get; }

    public override IReadOnlyList<EmulatedHost> Hosts { get; }

    public override IEnumerable<string> Steps => Pd2Steps.All;

    protected override string ClientId => Authority.Options.ClientId;

    /// <summary>One live host has two names in the configuration, since OAuth could be elsewhere one day.</summary>
    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        .. Authority.Options.ClientSecret is { } secret ? [new("ClientSecret", secret)] : Array.Empty<KeyValuePair<string, string>>(),
        new("RedirectUri", Authority.Options.RedirectUri.OriginalString),
        new("Scope", Authority.Options.Scope),
        new("Endpoints:oauth", _api.BaseAddress.AbsoluteUri.TrimEnd('/')),
    ];
}

/// <summary>The names that events and faults use for the requests to Project Diablo 2.</summary>
internal static class Pd2Steps
{
    public const string Login = "pd2.login";
    public const string Popup = "pd2.popup";
    public const string LoginScript = "pd2.login-script";
    public const string LoginToken = "pd2.login-token";
    public const string Authorize = "pd2.authorize";
    public const string Code = "pd2.code";
    public const string Refresh = "pd2.refresh";
    public const string Token = "pd2.token";
    public const string Me = "pd2.me";
    public const string Connect = "pd2.connect";
    public const string Disconnect = "pd2.disconnect";
    public const string Close = "pd2.close";
    public const string Event = "pd2.event";
    public const string Push = "pd2.push";
    public const string Unknown = "pd2.unknown";

    /// <summary>The begin of the steps of <c>security/session</c>.</summary>
    public const string Session = "pd2.session.";

    private static readonly string[] Market = ["listing.find", "listing.get", "listing.create", "listing.update", "listing.patch", "listing.remove", "archive.find", "offer.find", "offer.get", "offer.create", "offer.patch"];
    private static readonly string[] Social = ["conversation.find", "conversation.get", "conversation.create", "conversation.remove", "message.find", "message.create", "message.patch", "notification.find", "notification.remove"];
    private static readonly string[] Game = ["stash.get", "online.find", "account.get", "character.get", "season.find"];

    public static IReadOnlyList<string> All { get; } =
    [
        Login, Popup, LoginScript, LoginToken, Authorize, Code, Refresh, Token, Me, Connect, Event, Push, Unknown, Session + FeathersMethod.Create, Session + FeathersMethod.Remove,
        .. Market.Concat(Social).Concat(Game).Select(step => "pd2." + step),
    ];

    /// <summary>What a fault may name: a step, a host by its short name, or everything. The host <c>api</c> is also another provider's.</summary>
    public static IReadOnlySet<string> Places { get; } = new HashSet<string>([.. All, "*", Pd2Hub.HostName, "website"], StringComparer.Ordinal);
}

/// <summary>What faults say at the hosts of Project Diablo 2.</summary>
internal static class Pd2Faults
{
    /// <summary>An error of Feathers; null where the place is another provider's.</summary>
    public static Reply? TooMany(string at) => at.StartsWith("pd2.", StringComparison.Ordinal)
        ? Reply.Of(429, FeathersError.Of(429, "Too many requests").ToJson(isFeathers4: true))
        : null;
}
