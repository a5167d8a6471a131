using System.Collections.Concurrent;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Rooms;

/// <summary>What a node does for the connections that it has in rooms: renew, ask anew, put out.</summary>
public sealed class RoomMembershipTests
{
    private static RoomMemberships Of(RoomWorld world, int node = 0) => world.NodeAt(node).Services.GetRequiredService<RoomMemberships>();

    private static async Task<(RoomMembership Room, Member Member)> EnterAsync(RoomWorld world, string token, int node = 0, string room = "lobby", string connection = "one")
    {
        Member member = new();
        (RoomMembership? joined, AuthError? error) = await Of(world, node).EnterAsync(RoomWorld.Join(token, room, connection: connection), member, default);
        Assert.Null(error);
        return (joined!, member);
    }

    private static async Task PassAsync(RoomWorld world, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            await world.World.StepAsync(TimeSpan.FromSeconds(1));
            for (int node = 0; node < world.Nodes; node++)
            {
                await world.NodeAt(node).Follower.TryCatchUpAsync(default);
            }
        }
    }

    [Fact]
    public async Task Places_are_renewed_in_one_call_for_all_rooms_of_the_node()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 3);
        string[] tokens = await world.SignInManyAsync(3);
        foreach (string token in tokens)
        {
            await EnterAsync(world, token);
        }

        string late = await world.SignInAsync("late");
        await PassAsync(world, 60);
        Assert.Equal("403 room_forbidden", await world.AskAsync(RoomWorld.Join(late)));
        Assert.Equal(3, Of(world).Count);
        Assert.Equal(4, world.Rooms.Calls);
    }

    [Fact]
    public async Task A_node_that_is_killed_frees_its_places_within_15_seconds()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        (ISessionStore store, FaultyStore faults) = FaultyStore.Over(world.World.Memory);
        await world.AddNodeAsync(server: auth => auth.UseSessionStore(_ => store));
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        string bob = await world.SignInAsync("bob");
        await EnterAsync(world, await world.SignInAsync(), node: 1);
        await PassAsync(world, 20);
        Assert.Equal("403 room_forbidden", await world.AskAsync(RoomWorld.Join(bob)));

        // For the others it is dead: it neither renews nor gives back.
        faults.IsDown = true;
        await PassAsync(world, 15);
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(bob)));
    }

    [Fact]
    public async Task A_node_that_stops_gives_its_places_back()
    {
        await using RoomWorld world = await RoomWorld.StartAsync(nodes: 2);
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        string bob = await world.SignInAsync("bob");
        await EnterAsync(world, await world.SignInAsync(), node: 1);
        await world.StopNodeAsync(1);
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(bob)));
    }

    [Theory]
    [InlineData("lobby", "toy:ada", true)]
    [InlineData("lobby", null, true)]
    [InlineData(null, "toy:ada", true)]
    [InlineData("other", "toy:ada", false)]
    [InlineData("lobby", "toy:bob", false)]
    [InlineData(null, "toy:bob", false)]
    public async Task A_change_of_access_reaches_whom_it_names_at_another_node(string? room, string? subject, bool isHit)
    {
        await using RoomWorld world = await RoomWorld.StartAsync(nodes: 2);
        (_, Member ada) = await EnterAsync(world, await world.SignInAsync(), node: 1);
        int calls = world.Rooms.Calls;
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Deny("Banned.");
        await world.Gate.ReevaluateAsync(room, subject);
        await world.EventuallyAsync(() => !isHit || !ada.Evicted.IsEmpty, TimeSpan.FromMilliseconds(1));
        await PassAsync(world, 3);
        Assert.Equal(isHit ? ["Banned."] : [], ada.Evicted.Select(static error => error.Message));
        Assert.Equal(isHit ? 1 : 0, world.Rooms.Calls - calls);
        Assert.Equal(isHit ? 0 : 1, Of(world, 1).Count);
    }

    [Fact]
    public async Task Other_permissions_are_told_and_the_same_ones_are_not()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        (RoomMembership room, Member member) = await EnterAsync(world, await world.SignInAsync());
        await world.Gate.ReevaluateAsync("lobby", subject: null);
        await world.EventuallyAsync(() => world.Rooms.Calls == 2, TimeSpan.FromMilliseconds(1));
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow(["speak", "kick"]);
        await world.Gate.ReevaluateAsync("lobby", subject: null);
        await world.EventuallyAsync(() => !member.Permissions.IsEmpty, TimeSpan.FromMilliseconds(1));
        Assert.Equal(["speak kick"], member.Permissions);
        Assert.Equal(["speak", "kick"], room.Acceptance.Permissions);
    }

    [Fact]
    public async Task A_change_while_a_player_joins_is_not_missed()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        bool isFirst = true;
        world.Rooms.Rule = (_, _) =>
        {
            if (!isFirst)
            {
                return RoomAccessResult.Deny();
            }

            // The player is banned after he was asked about, and before anybody knows that he is in.
            isFirst = false;
            world.Gate.ReevaluateAsync("lobby", "toy:ada").AsTask().GetAwaiter().GetResult();
            return RoomAccessResult.Allow([]);
        };
        Member member = new();
        (RoomMembership? room, AuthError? error) = await Of(world).EnterAsync(RoomWorld.Join(token), member, default);
        Assert.Equal((null, "room_forbidden"), (room, error?.Code));
        Assert.Equal(0, Of(world).Count);
    }

    [Fact]
    public async Task Who_is_revoked_is_put_out_and_who_refreshes_is_not()
    {
        await using RoomWorld world = await RoomWorld.StartAsync(nodes: 2);
        Answer signedIn = await world.Client.ExchangeAsync("bob");
        (_, Member bob) = await EnterAsync(world, signedIn.AccessToken, node: 1);
        (_, Member ada) = await EnterAsync(world, await world.SignInAsync(), node: 1);
        await world.Client.RefreshAsync(signedIn.CookieToken);
        await RoomGateTests.RevokeAsync(world, await world.SignInAsync(), RevocationTarget.Subject);
        await world.EventuallyAsync(() => !ada.Evicted.IsEmpty, TimeSpan.FromMilliseconds(1));
        Assert.Equal("session_revoked", Assert.Single(ada.Evicted).Code);
        await PassAsync(world, 20);
        Assert.Empty(bob.Evicted);
    }

    [Fact]
    public async Task A_token_that_ends_puts_its_player_out()
    {
        await using RoomWorld world = await RoomWorld.StartAsync(server: static auth => auth.AddProfile("default", static profile => profile.AccessTokenLifetime = TimeSpan.FromMinutes(1)));
        (_, Member ada) = await EnterAsync(world, await world.SignInAsync());
        await PassAsync(world, 59);
        Assert.Empty(ada.Evicted);
        await world.EventuallyAsync(() => !ada.Evicted.IsEmpty, TimeSpan.FromSeconds(1));
        Assert.Equal("token_expired", Assert.Single(ada.Evicted).Code);
    }

    [Fact]
    public async Task A_node_that_was_away_from_the_store_takes_its_places_again_where_they_are_free()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        (_, Member ada) = await EnterAsync(world, await world.SignInAsync());
        (_, Member bob) = await EnterAsync(world, await world.SignInAsync("bob"), room: "other");
        (world.World.Faults.Only, world.World.Faults.IsDown) = (nameof(ISessionStore.RenewPlacesAsync), true);
        await PassAsync(world, 16);
        await world.World.Memory.TakePlaceAsync(
            new RoomPlace { Id = new byte[32], Room = RoomNames.HashOfRoom("other"), Holder = new byte[32], Capacity = 1, Life = TimeSpan.FromMinutes(1) }, default);
        world.World.Faults.IsDown = false;
        await world.EventuallyAsync(() => !bob.Evicted.IsEmpty, TimeSpan.FromMilliseconds(200));
        Assert.Equal("The room is full.", Assert.Single(bob.Evicted).Message);
        Assert.Empty(ada.Evicted);
        Assert.Equal("403 room_forbidden", await world.AskAsync(RoomWorld.Join(await world.SignInAsync("eve"))));
        Assert.Contains("can be renewed again", world.World.Logs.Text, StringComparison.Ordinal);
    }

    private sealed class Member : IRoomMember
    {
        public ConcurrentQueue<AuthError> Evicted { get; } = [];

        public ConcurrentQueue<string> Permissions { get; } = [];

        public ValidatedToken? Token => null;

        public void OnPermissionsChanged(RoomMembership room) => Permissions.Enqueue(string.Join(' ', room.Acceptance.Permissions));

        public void OnEvicted(RoomMembership room, AuthError error) => Evicted.Enqueue(error);
    }
}
