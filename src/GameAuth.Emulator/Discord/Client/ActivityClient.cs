using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord.Client;

/// <summary>The Discord client's parts, and the two origins that they know each other by.</summary>
internal sealed class ActivityClient : IDisposable
{
    private readonly DiscordClientOptions _options;
    private readonly ActivityPage _page;
    private readonly ActivityProxy _proxy;
    private EmulatedHost? _host;

    public ActivityClient(DiscordAuthority authority, DiscordClientOptions options)
    {
        _options = options;
        Rpc = new ActivityRpc(authority, options);
        _page = new ActivityPage(authority, () => Origin, () => ActivityOrigin);
        _proxy = new ActivityProxy(options, () => _page.ClientOrigin, () => ActivityOrigin);
        Proxy = new EmulatedHost("activity", authority.Applications[0].Id + ".discordsays.com", _proxy.Routes()) { PublicAuthority = options.ActivityOrigin?.Authority };
    }

    public ActivityRpc Rpc { get; }

    /// <summary>The proxy, a host of its own.</summary>
    public EmulatedHost Proxy { get; }

    public IEnumerable<EmulatedRoute> PageRoutes => _page.Routes(Rpc);

    private Uri Origin => _options.Origin ?? _host!.BaseAddress;

    private Uri ActivityOrigin => _options.ActivityOrigin ?? Proxy.BaseAddress;

    /// <summary>Says which host has the page.</summary>
    public void Frame(EmulatedHost host) => _host = host;

    public Uri AddressOf(string? username, string? instanceId) => ActivityPage.AddressOf(Origin, username, instanceId);

    public void Dispose() => _proxy.Dispose();
}
