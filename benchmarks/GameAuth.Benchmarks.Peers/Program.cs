using GameAuth.Benchmarks.Peers;
using Microsoft.AspNetCore.Builder;

// GameAuth.Benchmarks.Peers identity | openiddict "<connection string>" | bare-gateway "<connection string>" <account-data> <sessions>
// It says "ready <address>" once it listens, and ends with its input.
await using WebApplication app = args switch
{
    ["identity"] => await IdentityPeer.StartAsync(),
    ["openiddict", { } connection] => await OpenIddictPeer.StartAsync(connection),
    ["bare-gateway", { } connection, { } accounts, { } sessions] => await BareGatewayPeer.StartAsync(connection, new Uri(accounts), new Uri(sessions)),
    _ => throw new ArgumentException("identity | openiddict \"<connection string>\" | bare-gateway \"<connection string>\" <account-data> <sessions>"),
};
Console.WriteLine($"ready {app.Urls.First()}");
await Console.In.ReadToEndAsync();
await app.StopAsync();
