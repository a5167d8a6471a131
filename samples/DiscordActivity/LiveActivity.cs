using GameAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace DiscordActivity;

/// <summary>For an application of your own, behind a tunnel: docs/activity.md has the steps.</summary>
internal static class LiveActivity
{
    public static async Task RunAsync(Storage storage, string sdkFolder, int port, CancellationToken cancellationToken)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        string? clientId = configuration["GameAuth:Discord:ClientId"];
        if (clientId is null || configuration["GameAuth:Discord:ClientSecret"] is null || configuration["GameAuth:Discord:PublicKey"] is null)
        {
            throw new GameAuthConfigurationException(
                "Set GameAuth__Discord__ClientId and GameAuth__Discord__PublicKey, from the page General Information of Discord's developer portal, and GameAuth__Discord__ClientSecret, from its page OAuth2.") { Step = "options" };
        }

        Uri origin = new($"https://{clientId}.discordsays.com");
        GameRooms rooms = new(configuration.GetSection("Activity:Staff").Get<string[]>() ?? []);
        List<WebApplication> nodes = [];
        try
        {
            for (int number = 0; number < storage.Nodes; number++)
            {
                nodes.Add(await Node.StartAsync(new NodeSettings("Production", "http://127.0.0.1:0", origin, storage, sdkFolder, []), rooms, cancellationToken));
            }

            await using Balancer balancer = new(nodes.Select(static node => new Uri(node.Urls.First())), port);
            Console.WriteLine($"""
                {nodes.Count} node(s) behind {balancer.Address}, for the Activity at {origin}.
                Lead a tunnel there, and the URL mapping / of the application to the tunnel. Then start the Activity in Discord. End with Ctrl+C.
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
}
