using GameAuth.Benchmarks.Peers;
using Microsoft.AspNetCore.Builder;

// GameAuth.Benchmarks.Peers identity | openiddict "<connection string>" | exchange <address of Discord> <application> <store> | socket <issuer> <file> |
// bare-gateway "<connection string>" <account-data> <sessions>
// It says "ready <address>" once it listens, and ends with its input.
await using WebApplication app = args switch
{
    ["identity"] => await IdentityPeer.StartAsync(),
    ["openiddict", { } connection] => await OpenIddictPeer.StartAsync(connection),
    ["exchange", { } discord, { } application, { } store] => await BareExchange.StartAsync(new Uri(discord), application, store),
    ["socket", { } issuer, { } file] => await SocketPeer.StartAsync(new Uri(issuer), file),
    ["bare-gateway", { } connection, { } accounts, { } sessions] => await BareGatewayPeer.StartAsync(connection, new Uri(accounts), new Uri(sessions)),
    _ => throw new ArgumentException("identity | openiddict \"<connection string>\" | exchange <address of Discord> <application> <store> | socket <issuer> <file> | bare-gateway \"<connection string>\" <account-data> <sessions>"),
};
Console.WriteLine($"ready {app.Urls.First()}");
await Console.In.ReadToEndAsync();
await app.StopAsync();
