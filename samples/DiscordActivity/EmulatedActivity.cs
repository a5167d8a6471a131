using System.Net.Sockets;
using GameAuth.Emulator;
using Microsoft.AspNetCore.Builder;

namespace DiscordActivity;

/// <summary>All in one process: the emulated Discord with its client and its proxy, and the backend behind a URL mapping.</summary>
internal static class EmulatedActivity
{
    /// <summary>On this machine Discord's SDK listens to a client at this port alone.</summary>
    public const int ClientPort = 3333;

    public static async Task RunAsync(Storage storage, string sdkFolder, int port, CancellationToken cancellationToken)
    {
        EmulatorOptions options = new() { Providers = { "discord" }, FirstPort = port };
        options.Discord.Client = new DiscordClientOptions { Origin = new Uri($"http://localhost:{port}"), ActivityOrigin = new Uri($"http://localhost:{port + 1}") };
        await using GameAuthEmulator emulator = await StartAsync(options, port, cancellationToken);
        GameRooms rooms = new([emulator.Discord.IdOf("emunova")]);
        List<WebApplication> nodes = [];
        try
        {
            for (int number = 0; number < storage.Nodes; number++)
            {
                nodes.Add(await Node.StartAsync(new NodeSettings("Development", "http://127.0.0.1:0", options.Discord.Client.ActivityOrigin, storage, sdkFolder, emulator.Configuration), rooms, cancellationToken));
            }

            await using Balancer balancer = new(nodes.Select(static node => new Uri(node.Urls.First())));
            options.Discord.Client.UrlMappings["/"] = balancer.Address;
            Console.WriteLine($"""
                {nodes.Count} node(s) behind one origin. The emulated Discord client has the Activity:
                  {emulator.Discord.ActivityPage()}
                  {emulator.Discord.ActivityPage("emupixel")}
                Emunova may enter the staff's room, and Emupixel may not. End with Ctrl+C.
                """);
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            foreach (WebApplication node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }

    private static async Task<GameAuthEmulator> StartAsync(EmulatorOptions options, int port, CancellationToken cancellationToken)
    {
        try
        {
            return await GameAuthEmulator.StartAsync(options, cancellationToken);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            throw new GameAuth.GameAuthConfigurationException($"The ports {port} and {port + 1} are not free: end what uses them. Discord's SDK listens to {ClientPort} on this machine, and to no other.", taken) { Step = "emulator" };
        }
    }
}
