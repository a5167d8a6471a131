using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using OpenIddict.Validation.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace GameAuth.Benchmarks.Peers;

/// <summary>OpenIddict over Entity Framework Core and PostgreSQL: rolling refresh tokens as by default, JWT access tokens by RS256 that are not encrypted. Players get their first tokens by the password grant.</summary>
internal static class OpenIddictPeer
{
    public const string Schema = "openiddict_bench";

    public static async Task<WebApplication> StartAsync(string connection)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddDbContextPool<PeerContext>(options => options.UseNpgsql(connection).UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(static core => core.UseEntityFrameworkCore().UseDbContext<PeerContext>())
            .AddServer(static server => server
                .SetTokenEndpointUris("connect/token")
                .AllowPasswordFlow().AllowRefreshTokenFlow()
                .AcceptAnonymousClients()
                .AddEphemeralEncryptionKey().AddEphemeralSigningKey()
                .DisableAccessTokenEncryption()
                .UseAspNetCore().EnableTokenEndpointPassthrough().DisableTransportSecurityRequirement())
            .AddValidation(static validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
            });
        builder.Services.AddAuthentication(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        builder.Services.AddAuthorization();
        WebApplication app = builder.Build();
        await using (AsyncServiceScope scope = app.Services.CreateAsyncScope())
        {
            PeerContext context = scope.ServiceProvider.GetRequiredService<PeerContext>();
            await context.Database.ExecuteSqlRawAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE; CREATE SCHEMA {Schema}");
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript());
        }

        app.UseAuthentication();
        app.UseAuthorization();
        app.MapPost("/connect/token", AnswerAsync);
        app.MapGet("/api/me", static context => context.Response.WriteAsync(context.User.FindFirst(Claims.Subject)!.Value)).RequireAuthorization();
        await app.StartAsync();
        return app;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        OpenIddictRequest request = context.GetOpenIddictServerRequest()!;
        ClaimsPrincipal player = request.IsRefreshTokenGrantType()
            ? (await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!
            : Player(request.Username!);
        await context.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, player);
    }

    private static ClaimsPrincipal Player(string name)
    {
        ClaimsIdentity identity = new(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, name);
        identity.SetScopes(Scopes.OfflineAccess);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}

/// <summary>OpenIddict's tables, in a schema of their own.</summary>
internal sealed class PeerContext(DbContextOptions<PeerContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.HasDefaultSchema(OpenIddictPeer.Schema);
}
