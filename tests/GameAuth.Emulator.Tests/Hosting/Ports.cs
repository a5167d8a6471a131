using System.Net;
using System.Net.Sockets;

namespace GameAuth.Emulator.Tests.Hosting;

public sealed class Ports
{
    [Fact]
    public async Task Follow_each_other_from_the_first_one_on()
    {
        int first = await FreeRangeAsync();

        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions { FirstPort = first, Providers = { "xbox" } });

        Assert.Equal(Enumerable.Range(first, emulator.Hosts.Count), emulator.Hosts.Values.Select(address => address.Port));
    }

    [Fact]
    public async Task In_use_are_an_error_that_names_them_and_the_fix()
    {
        await using GameAuthEmulator first = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "xbox" } });
        int taken = first.Hosts["login.live.com"].Port;

        EmulatorException error = await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(new EmulatorOptions { FirstPort = Math.Min(taken, 65_000), Providers = { "xbox" } }));

        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        Assert.Contains("choose another first port", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_cannot_be_are_refused()
    {
        int count;
        await using (GameAuthEmulator emulator = await GameAuthEmulator.StartAsync())
        {
            count = emulator.Hosts.Count;
        }

        foreach (int first in (int[])[0, -5, 65_537 - count])
        {
            EmulatorException error = await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(new EmulatorOptions { FirstPort = first }));

            Assert.Contains($"1 to {65_536 - count}.", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Are_free_again_after_the_end()
    {
        GameAuthEmulator emulator = await GameAuthEmulator.StartAsync();
        int port = emulator.Hosts["login.live.com"].Port;
        await emulator.DisposeAsync();

        using TcpListener listener = new(IPAddress.Loopback, port);
        listener.Start();

        Assert.Equal(port, ((IPEndPoint)listener.LocalEndpoint).Port);
    }

    [Fact]
    public async Task Of_an_unknown_provider_are_not_opened()
    {
        EmulatorOptions options = new() { Providers = { "gamecube" } };

        EmulatorException error = await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(options));

        Assert.Contains("'gamecube'", error.Message, StringComparison.Ordinal);
        Assert.Contains("xbox", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A range that was free a moment ago, below the ports that systems lend to clients; another process may take it, so it is tried out first.</summary>
    private static async Task<int> FreeRangeAsync()
    {
        for (int first = 15_000; ; first += 32)
        {
            try
            {
                await using GameAuthEmulator trial = await GameAuthEmulator.StartAsync(new EmulatorOptions { FirstPort = first, Providers = { "xbox" } });
                return first;
            }
            catch (EmulatorException) when (first < 32_000)
            {
                // Taken: try further on.
            }
        }
    }
}
