using System.Security.Cryptography;
using GameAuth.Emulator;
using GameAuth.Server;
using GameAuth.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HytaleGateway;

/// <summary>Starts nodes over one store of each kind: what an application writes to have a gateway.</summary>
internal sealed class GatewayNodes(GameAuthEmulator hytale, string? postgres)
{
    // Without a database the nodes share what is in this process.
    private readonly MemoryTokenStore _tokens = new();
    private readonly MemorySessionStore _sessions = new();

    // Nodes of one gateway have one master key. In production it is a mounted secret.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public async Task<WebApplication> StartAsync(CancellationToken cancellationToken)
    {
        // Development permits plain http on loopback.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(hytale.Configuration);
        GameAuthBuilder family = builder.Services.AddGameAuth(static options => options.ApplicationName = "hytale-gateway-sample");
        GameAuthServerBuilder server = builder.Services.AddGameAuthServer(static options => options.Issuer = new Uri("http://127.0.0.1/hytale-gateway"));
        if (postgres is null)
        {
            family.UseMemoryStore(_tokens).UseKey(_key);
            server.UseMemorySessions(_sessions);
        }
        else
        {
            // What outlives the process needs a master key that does.
            family.UseKeyFile(Path.Combine(AppContext.BaseDirectory, "hytale-gateway.key"));
            server.UsePostgreSql(postgres, static options => options.Schema = "hytale_gateway_sample");
        }

        family.AddHytale();
        server.AddHytaleGateway();
        WebApplication app = builder.Build();
        app.UseGameAuthTransport();
        app.MapHytaleGateway();
        await app.StartAsync(cancellationToken);
        return app;
    }
}
