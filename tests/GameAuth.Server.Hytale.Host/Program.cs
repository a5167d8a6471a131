using System.Globalization;
using System.Text.Json;
using GameAuth.Jose;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// GameAuth.Server.Hytale.Host <connection string> <schema> <file with the emulator's configuration>
// It says "ready <address>" once it listens, and ends with its input.
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Configuration.AddInMemoryCollection(JsonSerializer.Deserialize<Dictionary<string, string?>>(await File.ReadAllTextAsync(args[2])));

// The tests' client says that it is a proxy on loopback that ends TLS, so that it has addresses to count.
builder.Services.Configure<ForwardedHeadersOptions>(static forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);

// The same synthetic master key for all nodes of all tests.
builder.Services.AddGameAuth(static options => options.ApplicationName = "hytale-gateway").UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)(7 * i))]).AddHytale();
builder.Services.AddGameAuthServer(static options => options.Issuer = new Uri("https://gateway.example.test"))
    .UsePostgreSql(args[0], options => options.Schema = args[1]).UseSigningKeys(new Ed25519JwsKeyFactory()).AddHytaleGateway();
await using WebApplication app = builder.Build();
app.UseForwardedHeaders();
app.MapHytaleGateway();
app.MapPost("/host/memory", static context => context.Response.WriteAsync(Memory()));
await app.StartAsync();
Console.WriteLine($"ready {app.Urls.First()}");
await Console.In.ReadToEndAsync();
await app.StopAsync();

// The bytes of live objects, and those that the process has of the machine.
static string Memory()
{
    for (int i = 0; i < 3; i++)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
    }

    return string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalMemory(forceFullCollection: true)} {Environment.WorkingSet}");
}
