using GameAuth.Emulator.Discord.Api;
using GameAuth.Emulator.Discord.Client;
using GameAuth.Emulator.Discord.Edge;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord;

/// <summary>Discord: the page where a user allows an application, the API behind its limits and bans, and events that are sent to the application.</summary>
internal sealed class DiscordProvider : EmulatedProvider
{
    public const string HostName = "discord";
    public const string DnsName = "discord.com";

    /// <summary>The API answers under its version too.</summary>
    private static readonly string[] Prefixes = ["/api", "/api/v10"];

    public DiscordProvider(EmulatorCore core, DiscordEmulatorOptions options)
        : base("Discord")
    {
        Authority = new DiscordAuthority(core, options);
        OAuthHost oauth = new(Authority);
        DiscordApi api = new(Authority);
        Client = options.Client is { } client ? new ActivityClient(Authority, client) : null;
        EmulatedRoute[] routes = [.. oauth.PageRoutes(), .. Client?.PageRoutes ?? [], .. Prefixes.SelectMany(prefix => Limited([.. oauth.ApiRoutes(prefix), .. api.Routes(prefix)]))];
        EmulatedHost host = new(HostName, DnsName, routes) { Answered = Authority.Bans.Count, PublicAuthority = options.Client?.Origin?.Authority };
        Client?.Frame(host);
        Hosts = [host, .. Client is null ? (EmulatedHost[])[] : [Client.Proxy]];
    }

    public DiscordAuthority Authority { get; }

    /// <summary>The client that frames an Activity; null without one.</summary>
    public ActivityClient? Client { get; }

    public override IReadOnlyList<EmulatedHost> Hosts { get; }

    public override IEnumerable<string> Steps => DiscordSteps.All;

    protected override string ClientId => First.Id;

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("ClientSecret", First.ClientSecret),
        new("BotToken", First.BotToken),
        new("PublicKey", Authority.PublicKeyOf(First)),
        .. First.RedirectUris.Take(1).Select(address => new KeyValuePair<string, string>("RedirectUri", address)),
    ];

    private EmulatedDiscordApplication First => Authority.Applications[0];

    public override async ValueTask DisposeAsync()
    {
        await Authority.Webhooks.DisposeAsync().ConfigureAwait(false);
        Client?.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Each route is a bucket, the same under every prefix.</summary>
    private IEnumerable<EmulatedRoute> Limited(IReadOnlyList<EmulatedRoute> routes) => routes.Select((route, number) =>
    {
        string bucket = $"{route.Method} {number}";
        return route with { Answer = exchange => Authority.Bans.Refuse(exchange) ?? Authority.Limits.Answer(exchange, bucket, route.Answer) };
    });
}

/// <summary>The names that events and faults use for the requests to Discord, and from it.</summary>
internal static class DiscordSteps
{
    public const string Authorize = "discord.authorize";
    public const string Code = "discord.code";
    public const string Refresh = "discord.refresh";
    public const string Token = "discord.token";
    public const string Revoke = "discord.revoke";
    public const string Authorization = "discord.authorization";
    public const string User = "discord.user";
    public const string Instance = "discord.instance";
    public const string Webhook = "discord.webhook";
    public const string Client = "discord.client";
    public const string Rpc = "discord.rpc";
    public const string Proxy = "discord.proxy";

    public static IReadOnlyList<string> All { get; } = [Authorize, Code, Refresh, Token, Revoke, Authorization, User, Instance, Webhook, Client, Rpc, Proxy];

    /// <summary>What a fault may name: a step, the host by its short name, or everything.</summary>
    public static IReadOnlySet<string> Places { get; } = new HashSet<string>([.. All, "*", DiscordProvider.HostName], StringComparer.Ordinal);
}

/// <summary>What faults say at Discord where they have no body of their own.</summary>
internal static class DiscordFaults
{
    /// <summary>Null where the place is another provider's, or the service's words for the status are not known.</summary>
    public static Reply? BodyOf(Fault fault) => fault.At != "*" && DiscordSteps.Places.Contains(fault.At) ? fault.Status switch
    {
        // The fault adds Retry-After itself.
        429 => RateLimits.Body(fault.RetryAfter ?? TimeSpan.Zero, DiscordRateLimitScope.User),
        401 => Reply.Of(401, DiscordReply.Body(DiscordReply.WordsOf(0), 0)),
        404 => Reply.Of(404, DiscordReply.Body("404: Not Found", 0)),
        _ => null,
    } : null;
}
