using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using GameAuth.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace GameAuth.Activity.Tests.World;

/// <summary>An application's backend behind the URL mapping: the session server, one call of its own, Discord's SDK and a page. It remembers every secret that it has given out.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private static readonly byte[] MasterKey = [.. Enumerable.Range(1, 32).Select(static i => (byte)(3 * i))];

    private readonly WebApplication _app;

    private Backend(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public SessionDirectory Sessions => _app.Services.GetRequiredService<SessionDirectory>();

    /// <summary>Tokens, codes and cookies that have gone through it.</summary>
    public ConcurrentBag<string> Secrets { get; } = [];

    /// <summary>The paths that were asked for, with the addresses that the requests came from.</summary>
    public ConcurrentQueue<(string Path, int Status, string? Forwarded)> Asked { get; } = [];

    public ShiftedTime Time { get; private init; } = new();

    public static async Task<Backend> StartAsync(string applicationId, Uri issuer, Func<HttpClient> discord)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        builder.Services.AddAuthorization();
        ShiftedTime time = new();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddGameAuth(static options => options.ApplicationName = "activity").UseMemoryStore().UseKey(MasterKey);
        builder.Services.AddGameAuthServer(options => options.Issuer = issuer)
            .UseMemorySessions()
            .AddProvider("discord", _ => new DiscordCodes(applicationId, discord));
        builder.Services.AddAuthentication(GameAuthBearerDefaults.AuthenticationScheme).AddGameAuthBearer();
        builder.Services.Configure<ForwardedHeadersOptions>(static options => options.ForwardedHeaders = ForwardedHeaders.XForwardedProto);
        WebApplication app = builder.Build();
        Backend backend = new(app) { Time = time };
        app.UseForwardedHeaders();
        app.Use(backend.WatchAsync);
        app.UseStaticFiles(new StaticFileOptions
        {
            RequestPath = "/sdk",
            FileProvider = new PhysicalFileProvider(Path.Combine(Npm.Peers, "node_modules", "@discord", "embedded-app-sdk", "output")),
            ContentTypeProvider = new Microsoft.AspNetCore.StaticFiles.FileExtensionContentTypeProvider(new Dictionary<string, string>(StringComparer.Ordinal) { [".mjs"] = "text/javascript" }),
        });
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        app.MapMethods("/api/me", ["GET", "POST"], static context => context.Response.WriteAsync(context.User.FindFirst("sub")!.Value)).RequireAuthorization();
        app.MapGet("/", context => Page(context, applicationId));
        await app.StartAsync();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>The page has a policy and cache headers of its own, which the proxy takes away.</summary>
    private static Task Page(HttpContext context, string applicationId)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        return context.Response.WriteAsync($$"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Activity</title></head><body><script type="module">
            import { DiscordSDK, patchUrlMappings } from '/sdk/index.mjs'
            import { createGameAuth } from '{{BrowserModule.StablePath}}'
            const parameters = new URLSearchParams(location.search)
            window.heard = []
            window.channel = new BroadcastChannel(`gameauth ${location.origin}`)
            channel.onmessage = ({ data }) => heard.push(data)
            window.states = []
            window.sdk = new DiscordSDK('{{applicationId}}')
            window.auth = createGameAuth({ discordSdk: sdk, base: localStorage.getItem('base') ?? '' })
            window.patch = () => patchUrlMappings([{ prefix: '/outside', target: 'outside.example' }])
            auth.onState(({ status, reason }) => states.push(`${status}: ${reason}`))
            window.outcome = promise => promise.then(value => value ?? 'done', failure => ({ name: failure.name, code: failure.code, step: failure.step, fix: failure.fix }))
            await sdk.ready()
            console.info('the page is ready')
            window.isReady = true
            </script></body></html>
            """);
    }

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        Stream answer = context.Response.Body;
        using MemoryStream copy = new();
        bool isAuth = context.Request.Path.StartsWithSegments("/api/auth", StringComparison.Ordinal) && HttpMethods.IsPost(context.Request.Method);
        string? forwarded = context.Request.Headers["X-Forwarded-For"];
        if (isAuth)
        {
            context.Request.EnableBuffering();
            using StreamReader reader = new(context.Request.Body, Encoding.UTF8, leaveOpen: true);
            Remember(await reader.ReadToEndAsync());
            context.Request.Body.Position = 0;
            context.Response.Body = copy;
        }

        // An Activity is a page in another site's frame.
        context.Response.OnStarting(() =>
        {
            foreach (string cookie in context.Response.Headers.SetCookie.OfType<string>()) { Secrets.Add(cookie.Split('=', 2)[1].Split(';')[0]); }
            context.Response.Headers.SetCookie = context.Response.Headers.SetCookie.Select(static cookie => cookie!.Replace("samesite=lax", "samesite=none; partitioned", StringComparison.Ordinal)).ToArray();
            return Task.CompletedTask;
        });
        await next(context);
        Asked.Enqueue((context.Request.Path, context.Response.StatusCode, forwarded));
        if (!isAuth) { return; }
        context.Response.Body = answer;
        Remember(Encoding.UTF8.GetString(copy.ToArray()));
        await answer.WriteAsync(copy.ToArray());
    }

    private void Remember(string json)
    {
        if (json.Length == 0) { return; }
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Name is "access_token" or "discord_access_token" or "code" or "code_verifier" or "client_nonce") { Secrets.Add(member.Value.GetString()!); }
        }
    }
}

/// <summary>The system's time with a wall clock that a test may set forward, as when a machine sleeps.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public void Shift(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}

/// <summary>Redeems codes of an Activity at the emulated Discord, and asks it whose they are.</summary>
internal sealed class DiscordCodes(string applicationId, Func<HttpClient> discord) : IIdentityVerifier
{
    public string? CheckShape(JsonElement body) => body.TryGetProperty("code", out _) && body.TryGetProperty("code_verifier", out _) ? null : "code and code_verifier are required.";

    public async ValueTask<VerifiedIdentity> VerifyAsync(IdentityExchange exchange, CancellationToken cancellationToken)
    {
        HttpClient http = discord();
        using FormUrlEncodedContent form = new(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code", ["code"] = exchange.Body.GetProperty("code").GetString()!, ["code_verifier"] = exchange.Body.GetProperty("code_verifier").GetString()!,
            ["client_id"] = applicationId, ["client_secret"] = EmulatedApplication.Secret,
        });
        using HttpResponseMessage tokens = await http.PostAsync(new Uri("/api/oauth2/token", UriKind.Relative), form, cancellationToken);
        if (!tokens.IsSuccessStatusCode) { throw new IdentityRefusedException(AuthError.InvalidIdentity, "Discord does not know the code."); }
        string token = (await ReadAsync(tokens, cancellationToken)).GetProperty("access_token").GetString()!;
        using HttpRequestMessage me = new(HttpMethod.Get, "/api/oauth2/@me") { Headers = { Authorization = new("Bearer", token) } };
        using HttpResponseMessage answer = await http.SendAsync(me, cancellationToken);
        JsonElement authorization = await ReadAsync(answer, cancellationToken);
        if (authorization.GetProperty("application").GetProperty("id").GetString() != applicationId) { throw new IdentityRefusedException(AuthError.InvalidIdentity, "It is another application's."); }
        return new VerifiedIdentity { ProviderSubject = authorization.GetProperty("user").GetProperty("id").GetString()!, Answer = new Dictionary<string, string>(StringComparer.Ordinal) { ["discord_access_token"] = token } };
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return document.RootElement.Clone();
    }
}

/// <summary>The application of these tests.</summary>
internal static class EmulatedApplication
{
    public const string Id = "930000000000000001";

    public const string Secret = "synthetic-discord-client";
}
