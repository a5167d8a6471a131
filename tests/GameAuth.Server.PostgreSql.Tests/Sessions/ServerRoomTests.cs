using GameAuth.Server.Host;
using GameAuth.Server.Host.Rooms;
using Xunit.Abstractions;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Two server processes over one database: rooms never hold too many, and a killed process leaves no places behind.</summary>
public sealed class ServerRoomTests(ITestOutputHelper output) : PostgreSqlTest
{
    private HostSettings Settings => new() { Store = $"postgresql:{Cluster.ConnectionString}", Schema = Schema, Keys = "eddsa", Rooms = true };

    [Fact]
    public async Task Of_500_who_join_a_room_of_50_at_once_at_two_nodes_exactly_50_get_in()
    {
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(Settings, 2);
        await using HostProcess one = nodes[0];
        await using HostProcess other = nodes[1];
        Assert.Equal(50, await RoomRace.CrowdAsync(nodes, "places-50", 500));
    }

    [Fact]
    public async Task The_places_of_a_node_that_is_killed_are_free_within_15_seconds()
    {
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(Settings, 2);
        await using HostProcess killed = nodes[0];
        await using HostProcess other = nodes[1];
        TimeSpan taken = await RoomRace.KillAsync(killed, other, places: 3);
        output.WriteLine($"{taken}");

        // A place is renewed each 5 seconds. The second more is that of who asks.
        Assert.InRange(taken, TimeSpan.FromSeconds(5), RoomRace.PlaceLifetime + TimeSpan.FromSeconds(1));
    }
}
