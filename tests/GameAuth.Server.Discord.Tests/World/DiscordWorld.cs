using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Jose;
using GameAuth.Server.Tests.World;
using GameAuth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Discord.Tests.World;

/// <summary>An answer as it came.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, string? RetryAfter, string? SetCookie)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Error => Json.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;

    public string Message => Json.GetProperty("message").GetString()!;

    public double RetryAfterSeconds => Json.GetProperty("retry_after_ms").GetInt64() / 1000d;

    public string AccessToken => Json.GetProperty("access_token").GetString()!;

    public string? DiscordToken => Json.TryGetProperty("discord_access_token", out JsonElement token) ? token.GetString() : null;

    public (int Status, string? Error) Outcome => ((int)Status, Error);
}

/// <summary>The emulated Discord and a session server that asks it over HTTP, both by one clock that stands still.</summary>
public sealed class DiscordWorld : IAsyncDisposable
{
    public const string Application = "930000000000000001";
    public const string Other = "930000000000000002";
    public const string Redirect = "http://127.0.0.1:53700/discord";
    public const string Exchange = "/api/auth/discord/exchange";
    public const string Events = "/api/auth/discord/events";

    // RFC 7636, appendix B.
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private DiscordWorld(FakeClock clock, GameAuthEmulator emulator, WebApplication app, FaultyStore faults, MemorySessionStore memory)
    {
        (Clock, Emulator, _app, Faults, Memory) = (clock, emulator, app, faults, memory);
        _http = new HttpClient(app.GetTestServer().CreateHandler()) { BaseAddress = new Uri("https://auth.example.test") };
    }

    public FakeClock Clock { get; }

    public GameAuthEmulator Emulator { get; }

    public DiscordEmulator Discord => Emulator.Discord;

    public FaultyStore Faults { get; }

    public MemorySessionStore Memory { get; }

    public LogRecorder Logs { get; private init; } = new();

    public RecordingSink Recorded { get; private init; } = new();

    public IServiceProvider Services => _app.Services;

    public static string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static string Nonce() => Guid.NewGuid().ToString();

    public static async Task<DiscordWorld> StartAsync(
        Action<DiscordServerOptions>? options = null, Action<DiscordEmulatorOptions>? discord = null, Action<GameAuthServerBuilder>? server = null, bool mapsWebhook = true)
    {
        FakeClock clock = new();
        EmulatorOptions emulated = new() { Providers = { "discord" }, TimeProvider = clock };
        emulated.Discord.Applications.Add(EmulatedDiscordApplication.Default);
        emulated.Discord.Applications.Add(EmulatedDiscordApplication.Default with { Id = Other, BotToken = "synthetic-other-bot" });
        discord?.Invoke(emulated.Discord);
        GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(emulated);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(emulator.Configuration);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["GameAuth:ApplicationName"] = "discord-server", ["GameAuth:Server:Issuer"] = "https://auth.example.test" });
        LogRecorder logs = new();
        RecordingSink events = new();
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddRouting();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(GameAuthBearerDefaults.AuthenticationScheme).AddGameAuthBearer();
        builder.Services.AddHealthChecks().AddGameAuthDiscord();
        builder.Services.AddGameAuth().UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)(5 * i))]).AddEventSink(events);
        MemorySessionStore memory = new(clock);
        (ISessionStore store, FaultyStore faults) = FaultyStore.Over(memory);
        GameAuthServerBuilder auth = builder.Services.AddGameAuthServer()
            .UseSessionStore(_ => store)
            .UseSigningKeys(new Ed25519JwsKeyFactory())
            .AddProfile("activity", static profile => profile.Delivery = RefreshTokenDelivery.Body)
            .AddDiscord(options);
        server?.Invoke(auth);
        WebApplication app = builder.Build();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        app.MapHealthChecks("/health");
        if (mapsWebhook)
        {
            app.MapGameAuthDiscord();
        }

        await app.StartAsync();
        return new DiscordWorld(clock, emulator, app, faults, memory) { Logs = logs, Recorded = events };
    }

    /// <summary>How many requests have reached Discord, or how many of one step.</summary>
    public int Calls(string? step = null) => Emulator.Log.Events.Count(one => one.Method is "GET" or "POST" && (step is null || one.Step == step));

    public async Task<Answer> PostAsync(string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        return new Answer(
            response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? wait) ? wait.Single() : null,
            response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookie) ? cookie.Single() : null);
    }

    /// <summary>Sends a request that is made by hand.</summary>
    public Task<HttpContext> SendAsync(Action<HttpContext> make) => _app.GetTestServer().SendAsync(make);

    public Task<Answer> PostAsync(string body, params (string Name, string Value)[] headers) => PostAsync(Exchange, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public Task<Answer> PostAsync(JsonObject body, params (string Name, string Value)[] headers) => PostAsync(body.ToJsonString(), headers);

    public async Task<string> GetAsync(string path) => await _http.GetStringAsync(new Uri(path, UriKind.Relative));

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    /// <summary>The body of an Activity's code.</summary>
    public JsonObject CodeBody(string user = "emunova", string scope = "identify") => new()
    {
        ["client_nonce"] = Nonce(), ["code"] = Discord.CreateActivityCode(user, scope, Challenge), ["code_verifier"] = Verifier,
    };

    /// <summary>The body of a token with what its client says of it.</summary>
    public JsonObject TokenBody(string? token = null, DateTimeOffset? expires = null, string application = Application, string scope = "identify") => new()
    {
        ["client_nonce"] = Nonce(),
        ["provider"] = "discord_sdk",
        ["sdk_auth"] = new JsonObject
        {
            ["token"] = token ?? Discord.IssueAccessToken("emunova"),
            ["expires_at"] = (expires ?? Clock.GetUtcNow().AddDays(7)).ToUnixTimeSeconds(),
            ["application_id"] = application,
            ["scope"] = scope,
        },
    };

    /// <summary>The body that has the embedded SDK's answer as it is.</summary>
    public JsonObject SdkBody(string? token = null, DateTimeOffset? expires = null, string? user = null) => new()
    {
        ["client_nonce"] = Nonce(),
        ["sdk_auth"] = new JsonObject
        {
            ["access_token"] = token ?? Discord.IssueAccessToken("emunova"),
            ["user"] = new JsonObject { ["username"] = "emunova", ["discriminator"] = "0", ["id"] = user ?? Discord.IdOf("emunova"), ["avatar"] = null, ["public_flags"] = 64, ["global_name"] = "Emu Nova" },
            ["scopes"] = new JsonArray("identify", -1),
            ["expires"] = (expires ?? Clock.GetUtcNow().AddDays(7)).ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", System.Globalization.CultureInfo.InvariantCulture),
            ["application"] = new JsonObject { ["id"] = Application, ["name"] = "Emulated Activity", ["description"] = "", ["icon"] = null, ["rpc_origins"] = new JsonArray("https://example.test") },
        },
    };

    /// <summary>A token that no test has used before, where the emulator repeats none.</summary>
    public string NewToken() => Discord.IssueAccessToken("emunova");

    /// <summary>A browser goes to Discord's page and comes back with a code.</summary>
    public async Task<JsonObject> RedirectBodyAsync()
    {
        using HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        string query = $"client_id={Application}&redirect_uri={Uri.EscapeDataString(Redirect)}&response_type=code&scope=identify&state=xyz&code_challenge={Challenge}&code_challenge_method=S256";
        using HttpResponseMessage answer = await browser.GetAsync(new Uri(Emulator.Hosts["discord.com"], $"/oauth2/authorize?{query}"));
        string code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"].ToString();
        return new JsonObject { ["client_nonce"] = Nonce(), ["code"] = code, ["code_verifier"] = Verifier, ["redirect_uri"] = Redirect };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Emulator.DisposeAsync();
        Logs.Dispose();
    }
}
