using System.Reflection;
using GameAuth.Server.Tests.World;
using GameAuth.Testing;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace GameAuth.Server.Tests.Keys;

/// <summary>Another host that takes our tokens by Microsoft's own JwtBearer, which knows of this server its metadata's address alone, and caches what is behind it.</summary>
internal sealed class JwtBearerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CountingHandler _fetches;
    private readonly HttpClient _http;

    private JwtBearerHost(WebApplication app, CountingHandler fetches) => (_app, _fetches, _http) = (app, fetches, app.GetTestClient());

    /// <summary>How often the keys were fetched.</summary>
    public int KeyFetches => _fetches.Count;

    /// <summary>Starts it.</summary>
    /// <param name="node">The node whose metadata it reads.</param>
    /// <param name="audience">Whom tokens must be for.</param>
    /// <param name="asksForUnknownKeys">Whether a token of an unknown key makes it fetch the keys again; else it knows what its cache has.</param>
    public static async Task<JwtBearerHost> StartAsync(ServerNode node, string audience = "api", bool asksForUnknownKeys = true)
    {
        CountingHandler fetches = new(node.CreateHandler());
        FakeClock clock = node.World.Clock;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            ConfigurationManager<OpenIdConnectConfiguration> manager = Manager(fetches, clock);
            options.ConfigurationManager = asksForUnknownKeys ? manager : new CacheAlone(manager);
            options.MapInboundClaims = false;
            options.TokenValidationParameters.ValidAudience = audience;
            options.TokenValidationParameters.ValidTypes = ["at+jwt"];
            options.TokenValidationParameters.NameClaimType = "sub";
            options.TokenValidationParameters.LifetimeValidator = (_, expires, _, _) => expires is { } end && end > clock.GetUtcNow().UtcDateTime - TimeSpan.FromSeconds(60);
        });
        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/game", static context => context.Response.WriteAsync(context.User.Identity!.Name!)).RequireAuthorization();
        await app.StartAsync();
        return new JwtBearerHost(app, fetches);
    }

    /// <summary>The status of a request with a token.</summary>
    public async Task<(int Status, string Text)> CallAsync(string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/game");
        request.Headers.Authorization = new("Bearer", token);
        using HttpResponseMessage response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    // The cache that JwtBearer makes for itself, with its own intervals: it keeps keys for 12 hours, and asks for unknown ones each 5 minutes at most. Its clock is not public.
    private static ConfigurationManager<OpenIdConnectConfiguration> Manager(HttpMessageHandler fetches, TimeProvider clock)
    {
        ConfigurationManager<OpenIdConnectConfiguration> manager = new(
            $"{ServerWorld.Issuer}/.well-known/oauth-authorization-server", new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(new HttpClient(fetches)));
        FieldInfo? field = manager.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic).SingleOrDefault(static one => one.FieldType == typeof(TimeProvider));
        Assert.True(field is not null, "Microsoft.IdentityModel.Protocols has no clock to be set any more; look how its tests set it.");
        field.SetValue(manager, clock);
        return manager;
    }

    /// <summary>The same cache for a validator that never asks for a key that it lacks.</summary>
    private sealed class CacheAlone(ConfigurationManager<OpenIdConnectConfiguration> inner) : IConfigurationManager<OpenIdConnectConfiguration>
    {
        public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) => inner.GetConfigurationAsync(cancel);

        public void RequestRefresh()
        {
        }
    }

    private sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private int _count;

        public int Count => _count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _count, request.RequestUri!.AbsolutePath.EndsWith("jwks.json", StringComparison.Ordinal) ? 1 : 0);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
