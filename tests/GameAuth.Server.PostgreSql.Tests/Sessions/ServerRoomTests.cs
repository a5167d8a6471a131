using GameAuth.Server.Host;
using GameAuth.Server.Host.Rooms;
using Xunit.Abstractions;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Two server processes over one database: rooms never hold too many, and a killed process leaves no places behind.</summary>
public sealed class ServerRoomTests(ITestOutputHelper output) : PostgreSqlTest
{
    private HostSettings Settings => new() { Store = $"postgresql:{Cluster.ConnectionString}", Schema = Schema, Keys = "eddsa", Rooms = true };

    [Fact]
    public async Task Of_500_who_join_a_room_of_50_at_once_at_two_nodes_exactly_50_get_in() => Assert.Equal(50, await RoomRace.CrowdAsync(Settings, "places-50", 500));

    [Fact]
    public async Task The_places_of_a_node_that_is_killed_are_free_within_15_seconds()
    {
        TimeSpan taken = await RoomRace.KillAsync(Settings, places: 3);
        output.WriteLine($"{taken}");

        // A place is renewed each 5 seconds. What is more is the time of who asks, on a machine that is busy with other tests.
        Assert.InRange(taken, TimeSpan.FromSeconds(5), RoomRace.PlaceLifetime + TimeSpan.FromSeconds(5));
    }
}
