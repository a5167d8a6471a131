using System.Text.Json.Nodes;
using GameAuth.Emulator;

namespace GameAuth.Activity.Tests.World;

/// <summary>All of it: Discord's client at discord.com that frames the Activity at discordsays.com, over TLS, before a backend with the session server; and a browser.</summary>
internal sealed class ActivityWorld : IAsyncDisposable
{
    private static readonly Uri Client = new("https://discord.com");
    private static readonly Uri Activity = new($"https://{EmulatedApplication.Id}.discordsays.com");

    private readonly TestAuthority _authority = new("discord.com", "*.discordsays.com");
    private TlsFront? _front;
    private HttpClient? _discord;

    public GameAuthEmulator Emulator { get; private set; } = null!;

    public Backend Backend { get; private set; } = null!;

    public Chromium Chromium { get; private set; } = null!;

    public DiscordClientOptions Options { get; } = new() { Origin = Client, ActivityOrigin = Activity };

    public static async Task<ActivityWorld> StartAsync(EmulatedDiscordApplication? application = null)
    {
        ActivityWorld world = new();
        EmulatorOptions options = new();
        options.Providers.Add("discord");
        options.Discord.Applications.Add(application ?? EmulatedDiscordApplication.Default);
        options.Discord.Client = world.Options;
        world.Emulator = await GameAuthEmulator.StartAsync(options);
        world._discord = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = world.Emulator.Hosts["discord.com"] };
        world._discord.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "DiscordBot (https://activity.example.test, 1)");
        world.Backend = await Backend.StartAsync(EmulatedApplication.Id, Activity, () => world._discord);
        world.Options.UrlMappings["/"] = world.Backend.Address;
        world._front = new TlsFront(world._authority, name => world.Emulator.Hosts[name == "discord.com" ? name : Activity.Host].Port);
        world.Chromium = await Chromium.StartAsync(world._front, world._authority);
        return world;
    }

    public Task<Tab> OpenAsync(string? username = null) => Chromium.OpenAsync(Emulator.Discord.ActivityPage(username));

    /// <summary>The cookies of the browser that the session server has set.</summary>
    public async Task<IReadOnlyList<JsonObject>> CookiesAsync()
    {
        JsonObject all = await Chromium.SendAsync("Storage.getCookies");
        return [.. all["cookies"]!.AsArray().Select(static cookie => cookie!.AsObject()).Where(static cookie => ((string)cookie["name"]!).Contains("gameauth", StringComparison.Ordinal))];
    }

    public int CountOf(string path) => Backend.Asked.Count(one => one.Path == path);

    public async ValueTask DisposeAsync()
    {
        if (Chromium is not null) { await Chromium.DisposeAsync(); }
        if (_front is not null) { await _front.DisposeAsync(); }
        if (Backend is not null) { await Backend.DisposeAsync(); }
        if (Emulator is not null) { await Emulator.DisposeAsync(); }
        _discord?.Dispose();
        _authority.Dispose();
    }
}
