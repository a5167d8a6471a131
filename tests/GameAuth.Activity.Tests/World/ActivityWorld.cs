using System.Text.Json.Nodes;
using GameAuth.Emulator;

namespace GameAuth.Activity.Tests.World;

/// <summary>All of it: Discord's client at discord.com that frames the Activity at discordsays.com, over TLS, before one or two nodes of a backend with the session server; somebody else's site; and a browser.</summary>
internal sealed class ActivityWorld : IAsyncDisposable
{
    private readonly TestAuthority _authority = new(Names.Discord, "*.discordsays.com", Names.Stranger);
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-activity-");
    private readonly List<Backend> _nodes = [];
    private TlsFront? _front;
    private StrangerSite? _stranger;

    private ActivityWorld(BackendSettings settings) => Settings = settings;

    public BackendSettings Settings { get; private set; }

    public GameAuthEmulator Emulator { get; private set; } = null!;

    /// <summary>The node that is mapped to all paths; with two, the first is mapped to <c>/a</c> too and the second to <c>/b</c>.</summary>
    public Backend Backend => _nodes[0];

    public IReadOnlyList<Backend> Nodes => _nodes;

    public DevToolsBrowser Browser { get; private set; } = null!;

    public DiscordClientOptions Options { get; } = new() { Origin = Names.OriginOf(Names.Discord), ActivityOrigin = Names.OriginOf(Names.Activity) };

    public static async Task<ActivityWorld> StartAsync(BackendSettings? settings = null, EmulatedDiscordApplication? application = null)
    {
        ActivityWorld world = new(settings ?? new BackendSettings());
        try
        {
            await world.BeginAsync(application ?? EmulatedDiscordApplication.Default);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A tab of the Discord client, with the Activity in it.</summary>
    public async Task<Tab> OpenAsync(string? username = null, string frameScript = "", bool bypassesPolicy = false)
    {
        Tab tab = await Browser.OpenAsync(Emulator.Discord.ActivityPage(username), frameScript, bypassesPolicy);
        await tab.ReadyAsync();
        return tab;
    }

    /// <summary>A tab whose player has signed in.</summary>
    public async Task<Tab> OpenSignedInAsync(string frameScript = "")
    {
        Tab tab = await OpenAsync(frameScript: frameScript);
        Assert.Equal("emunova", (string?)await tab.EvaluateAsync("auth.signIn().then(({ user }) => user.username)"));
        return tab;
    }

    /// <summary>Two tabs, both signed in, each at its node where there are two.</summary>
    public async Task<(Tab First, Tab Second)> OpenTwoAsync(string frameScript = "")
    {
        Tab first = await OpenAsync(frameScript: frameScript);
        Tab second = await OpenAsync(frameScript: frameScript);
        if (Nodes.Count > 1)
        {
            foreach ((Tab tab, string name) in new[] { (first, "a"), (second, "b") })
            {
                await tab.EvaluateAsync($"void sessionStorage.setItem('base', '/{name}')");
                await tab.ReloadAsync();
            }
        }

        Assert.Equal("emunova", (string?)await first.EvaluateAsync("auth.signIn().then(({ user }) => user.username)"));
        Assert.True((bool)(await second.EvaluateAsync("auth.resume()"))!);
        if (Nodes.Count > 1) { Assert.Equal(200, Nodes[1].LastOf("/api/auth/refresh").Status); }
        return (first, second);
    }

    /// <summary>The network between the browser and everything else.</summary>
    public TlsFront Network => _front!;

    /// <summary>The one cookie of the session server that the browser has.</summary>
    public async Task<JsonObject> CookieAsync() => Assert.Single(await Browser.CookiesAsync());

    public int CountOf(string path) => _nodes.Sum(node => node.CountOf(path));

    /// <summary>Access tokens end: they live for 15 minutes.</summary>
    public void EndAccessTokens() => Settings.Time.Shift(TimeSpan.FromMinutes(16));

    /// <summary>Waits until something is true.</summary>
    public static async Task UntilAsync(Func<ValueTask<bool>> isTrueAsync)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!await isTrueAsync()) { await Task.Delay(20, limit.Token); }
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) { await Browser.DisposeAsync(); }
        if (_front is not null) { await _front.DisposeAsync(); }
        if (_stranger is not null) { await _stranger.DisposeAsync(); }
        foreach (Backend node in _nodes) { await node.DisposeAsync(); }
        if (Emulator is not null) { await Emulator.DisposeAsync(); }
        _authority.Dispose();
        _home.Delete(recursive: true);
    }

    private async Task BeginAsync(EmulatedDiscordApplication application)
    {
        EmulatorOptions options = new();
        options.Providers.Add("discord");
        options.Discord.Applications.Add(application);
        options.Discord.Client = Options;
        Emulator = await GameAuthEmulator.StartAsync(options);
        Settings = Settings with { Configuration = Emulator.Configuration, Store = Settings.Nodes > 1 ? Path.Combine(_home.FullName, "sessions.db") : null };
        for (int number = 0; number < Settings.Nodes; number++)
        {
            Backend node = await Backend.StartAsync(Settings);
            _nodes.Add(node);
            Options.UrlMappings[$"/{(char)('a' + number)}"] = node.Address;
        }

        Options.UrlMappings["/"] = Backend.Address;
        _stranger = await StrangerSite.StartAsync();
        _front = new TlsFront(_authority, name => name is Names.Stranger or Names.OtherActivity ? _stranger.Port : Emulator.Hosts[name].Port);
        Browser = await DevToolsBrowser.StartAsync(_front, _authority, Settings.AllowsThirdPartyCookies);
    }
}
