using System.Diagnostics;
using System.Text;
using System.Text.Json;
using GameAuth.Emulator;
using GameAuth.Hytale;
using GameAuth.Jose;
using GameAuth.Server.Tests.World;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Hytale.Tests.World;

/// <summary>The emulated Hytale, and nodes of a gateway before it over one store of each kind, all by one clock.</summary>
public sealed class GatewayWorld : IAsyncDisposable
{
    public const string Root = "/api/v1/hytale/oauth";
    public const string Owner = "e1000000-0000-4000-8000-000000000001";
    public const string Ranger = "e2000000-0000-4000-8000-000000000001";
    public const string Miner = "e2000000-0000-4000-8000-000000000002";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Nudge = TimeSpan.FromSeconds(1);

    private readonly List<WebApplication> _nodes = [];
    private readonly List<HttpClient> _clients = [];
    private readonly List<FaultyStore> _faults = [];
    private int _address;
    private long _nudged;

    private GatewayWorld(FakeClock clock, GameAuthEmulator emulator, GatewayStores stores)
    {
        (Clock, Emulator, Stores) = (clock, emulator, stores);
        Store = stores.AddSessions();
    }

    public FakeClock Clock { get; }

    public GameAuthEmulator Emulator { get; }

    public GatewayStores Stores { get; }

    /// <summary>The test's own way to the sessions.</summary>
    public ISessionStore Store { get; }

    /// <summary>What the first node's store fails with.</summary>
    public FaultyStore Faults => _faults[0];

    public LogRecorder Logs { get; } = new();

    public RecordingSink Events { get; } = new();

    public static async Task<GatewayWorld> StartAsync(
        StoreKind stores, Action<HytaleEmulatorOptions>? hytale = null, Action<HytaleGatewayOptions>? options = null, int nodes = 1, TimeSpan? grant = null, GatewayNodeSetup? setup = null, bool keepsGrants = false)
    {
        FakeClock clock = new();
        EmulatorOptions emulated = new() { Providers = { "hytale" }, TimeProvider = clock };
        hytale?.Invoke(emulated.Hytale);
        GatewayWorld world = new(clock, await GameAuthEmulator.StartAsync(emulated), await GatewayStores.CreateAsync(stores, clock));
        world.Emulator.SignIns.Default = new SignInScript { Decision = SignInDecision.Manual };
        for (int i = 0; i < nodes; i++)
        {
            await world.AddNodeAsync(options, grant, setup, keepsGrants);
        }

        return world;
    }

    public IServiceProvider Services(int node = 0) => _nodes[node].Services;

    public IHytaleAuth Hytale => Services().GetRequiredService<IHytaleAuth>();

    /// <summary>How many requests have reached a step of Hytale's.</summary>
    public int Calls(string step) => Emulator.Log.Events.Count(one => one.Step == step);

    public async Task AddNodeAsync(Action<HytaleGatewayOptions>? options = null, TimeSpan? grant = null, GatewayNodeSetup? setup = null, bool keepsGrants = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(Emulator.Configuration);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["GameAuth:ApplicationName"] = "hytale-gateway", ["GameAuth:Server:Issuer"] = "https://gateway.example.test" });
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddRouting();
        builder.Services.Configure<ForwardedHeadersOptions>(static forwarded =>
        {
            // The test server's requests have no address, as those of a Unix socket.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
        });
        builder.Services.AddGameAuth(static family => family.Tokens.WatchInterval = TimeSpan.FromHours(1))
            .UseStore(_ => Stores.NewTokens()).UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)(7 * i))]).AddEventSink(Events)
            .AddHytale(hytale => hytale.RefreshTokenLifetime = grant ?? hytale.RefreshTokenLifetime);
        (ISessionStore store, FaultyStore faults) = FaultyStore.Over(Stores.AddSessions());
        _faults.Add(faults);
        builder.Services.AddGameAuthServer().UseSessionStore(_ => store).UseSigningKeys(new Ed25519JwsKeyFactory()).AddHytaleGateway(options);
        if (!keepsGrants)
        {
            GatewayNodeState.KeepNoGrants(builder.Services, Clock);
        }

        setup?.Services(builder.Services);
        WebApplication app = builder.Build();
        app.UseForwardedHeaders();
        app.UseRouting();
        setup?.Middleware(app);
        app.MapHytaleGateway();
        setup?.Endpoints(app);
        await app.StartAsync();
        _nodes.Add(app);
        _clients.Add(new HttpClient(app.GetTestServer().CreateHandler()) { BaseAddress = new Uri("https://gateway.example.test") });
    }

    /// <summary>The way to a node for a client of another host.</summary>
    public HttpMessageHandler CreateHandler(int node = 0) => _nodes[node].GetTestServer().CreateHandler();

    /// <summary>Lets time pass, and waits until every node knows again who was revoked.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        Clock.Advance(by);
        foreach (WebApplication node in _nodes)
        {
            await GatewayNodeState.UntilRevocationsAreKnownAsync(node.Services);
        }
    }

    /// <summary>Lets time pass second by second until a node has renewed a session; while a token is on its way the clock stands still.</summary>
    public async Task PassUntilRenewedAsync(string id)
    {
        DateTimeOffset before = (await FindSessionAsync(id))!.Value.RenewedAt;
        for (int i = 0; i < 600 && (await FindSessionAsync(id))?.Value.RenewedAt == before; i++)
        {
            await PassAsync(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5));
            await UntilAtRestAsync(async () => (await FindSessionAsync(id))?.Value.LeasedUntil is null);
        }
    }

    /// <summary>Finds a session, whichever account's it is.</summary>
    internal async Task<Held<SessionRow>?> FindSessionAsync(string id)
    {
        GatewaySessions sessions = Services().GetRequiredService<GatewaySessions>();
        await foreach (HytaleAccount account in Hytale.ListAsync())
        {
            if ((await sessions.ListAsync(account, 1000, CancellationToken.None)).FirstOrDefault(held => GatewaySessions.IdOf(held) == id) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public static async Task UntilAsync(Func<Task<bool>> happened)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!await happened())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
        }
    }

    /// <summary>
    /// As <see cref="UntilAsync(Func{Task{bool}})"/>. Where nothing moves for five seconds the clock goes on, no faster than real time: a node that waits for the refresh of another one looks again only then.
    /// </summary>
    public async Task UntilAtRestAsync(Func<Task<bool>> happened, Task? signal = null)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await happened())
        {
            await (signal is null ? Task.Delay(TimeSpan.FromMilliseconds(1)) : Task.WhenAny(signal, Task.Delay(Nudge)));
            TimeSpan waited = Stopwatch.GetElapsedTime(began);
            if (waited > Patience)
            {
                throw new TimeoutException("The nodes did not come to rest.");
            }

            long nudged = Volatile.Read(ref _nudged);
            if (waited > Standstill && Stopwatch.GetElapsedTime(nudged) > Nudge && Interlocked.CompareExchange(ref _nudged, Stopwatch.GetTimestamp(), nudged) == nudged)
            {
                Clock.Advance(Nudge);
            }
        }
    }

    public static Task UntilAsync(Func<bool> happened) => UntilAsync(() => Task.FromResult(happened()));

    public async Task<Answer> SendAsync(HttpRequestMessage request, int node = 0)
    {
        Task<HttpResponseMessage> sending = _clients[node].SendAsync(request);
        await UntilAtRestAsync(() => Task.FromResult(sending.IsCompleted), sending);
        using HttpResponseMessage response = await sending;
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> PostAsync(string path, HttpContent? content, string? bearer = null, int node = 0, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Post, Root + path) { Content = content };
        if (bearer is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return SendAsync(request, node);
    }

    public Task<Answer> PostAsync(string path, string body = "{}", string? bearer = null, int node = 0, params (string Name, string Value)[] headers) =>
        PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), bearer, node, headers);

    /// <summary>A call whose upstream failures make pauses by the clock, which is moved until it is answered.</summary>
    public async Task<Answer> PostPatientlyAsync(string path, string body = "{}", string? bearer = null, int node = 0)
    {
        Task<Answer> answer = PostAsync(path, body, bearer, node);
        while (!answer.IsCompleted)
        {
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(20)));
            if (!answer.IsCompleted)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(500));
            }
        }

        return await answer;
    }

    /// <summary>Asks for a code, from an address of its own, so that the limit of codes is nobody else's.</summary>
    public async Task<(string Device, string User)> RequestCodeAsync(int node = 0)
    {
        Answer code = await PostAsync("/device-code", node: node, headers: ("X-Forwarded-For", NewAddress()));
        Assert.Equal(200, code.Status);
        return (code.Text("device_code"), code.Text("user_code"));
    }

    private string NewAddress()
    {
        int next = Interlocked.Increment(ref _address);
        return $"10.0.{next / 250}.{1 + (next % 250)}";
    }

    /// <summary>An owner signs in for a caller.</summary>
    public async Task<Caller> SignInAsync(string? account = null, int node = 0)
    {
        (string device, string user) = await RequestCodeAsync(node);
        Emulator.Hytale.Approve(user, account);
        await PassAsync(TimeSpan.FromSeconds(5));
        Answer answer = await PostAsync("/token", Body("device_code", device), node: node);
        Assert.Equal(200, answer.Status);
        return new Caller(answer.Text("access_token"), answer.Text("refresh_token"), answer.Text("account_id"));
    }

    public static string Body(string name, string value) => JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value });

    /// <summary>A caller makes a game session.</summary>
    public async Task<(string Id, string SessionToken)> NewSessionAsync(Caller caller, string profile = Ranger, int node = 0)
    {
        Answer answer = await PostAsync("/game-session/new", Body("profile_uuid", profile), caller.Access, node);
        Assert.Equal(200, answer.Status);
        return (answer.Text("session_id"), answer.Text("session_token"));
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(static client => client.Dispose());
        foreach (WebApplication node in _nodes)
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }

        await Emulator.DisposeAsync();
        await Stores.DisposeAsync();
        Logs.Dispose();
    }
}

/// <summary>What more a node has.</summary>
public sealed record GatewayNodeSetup(Action<IServiceCollection> Services, Action<WebApplication> Endpoints)
{
    public Action<WebApplication> Middleware { get; init; } = static _ => { };
}
