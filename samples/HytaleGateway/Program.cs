using System.CommandLine;
using GameAuth.Emulator;
using HytaleGateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

Option<bool> serve = new("--serve") { Description = "Keep the gateway running for clients of your own, until Ctrl+C. A code is approved by itself after its first poll." };
Option<string?> postgres = new("--postgres") { Description = "The connection string of a PostgreSQL database that keeps accounts and sessions, in a schema of its own; else they end with the process." };

RootCommand root = new("Runs two nodes of a Hytale gateway on loopback before an emulated Hytale, and walks through its eight calls.") { serve, postgres };
root.SetAction(async (parsed, cancellationToken) =>
{
    // Short, so that nobody has to wait: an interval of a second, and sessions that are in their last ten minutes at once.
    EmulatorOptions options = new() { Providers = { "hytale" } };
    options.Hytale.PollInterval = TimeSpan.FromSeconds(1);
    options.Hytale.Lifetimes.Session = TimeSpan.FromMinutes(9);
    await using GameAuthEmulator hytale = await GameAuthEmulator.StartAsync(options, cancellationToken);
    GatewayNodes nodes = new(hytale, parsed.GetValue(postgres));
    await using WebApplication first = await nodes.StartAsync(cancellationToken);
    await using WebApplication second = await nodes.StartAsync(cancellationToken);
    Console.WriteLine($"Two nodes of one gateway: {first.Urls.First()} and {second.Urls.First()}");
    if (parsed.GetValue(serve))
    {
        Console.WriteLine($"curl -s -H 'Content-Type: application/json' -d '{{}}' {first.Urls.First()}{Walk.Root}/device-code");
        await first.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    using Walk walk = new([first.Urls.First(), second.Urls.First()], hytale);
    int failures = await walk.RunAsync(cancellationToken);
    Console.WriteLine(failures == 0 ? "All as it should be." : $"{failures} steps went wrong.");
    return failures == 0 ? 0 : 1;
});

return await root.Parse(args).InvokeAsync();
