using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Rooms;

/// <summary>Section 5, point 5: a ticket is short-lived, works once, and is bound to the room and the <c>jti</c>.</summary>
public sealed class RoomTicketTests
{
    private const string Wanted = "403 room_ticket_required";

    private static async Task<RoomWorld> StartAsync(int nodes = 1, int capacity = int.MaxValue)
    {
        RoomWorld world = await RoomWorld.StartAsync(nodes);
        world.Rooms.Rule = (_, _) => RoomAccessResult.Allow(["speak"], capacity, requiresTicket: true);
        return world;
    }

    private static async Task<string> TicketAsync(RoomWorld world, string token, string room = "vip") => (await world.Gate.CreateTicketAsync(RoomWorld.Join(token, room))).Ticket!.Reveal();

    [Fact]
    public async Task A_ticket_works_once_at_any_node()
    {
        await using RoomWorld world = await StartAsync(nodes: 2);
        string token = await world.SignInAsync();
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(token, "vip")));
        string ticket = await TicketAsync(world, token);
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token, "vip", ticket, connection: "one"), node: 1));
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(token, "vip", ticket, connection: "two")));
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(token, "vip", ticket, connection: "two"), node: 1));
    }

    [Fact]
    public async Task Of_many_joins_at_once_with_one_ticket_one_gets_in_and_those_without_never_do()
    {
        await using RoomWorld world = await StartAsync(nodes: 2);
        string token = await world.SignInAsync();
        for (int round = 0; round < 10; round++)
        {
            string ticket = await TicketAsync(world, token);
            string[] said = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => world.AskAsync(RoomWorld.Join(token, "vip", ticket, connection: $"{round} {i}"), i % 2))));
            Assert.Equal((1, 15), (said.Count(static one => one == "ok"), said.Count(static one => one == Wanted)));

            // A place that is only held while the ticket is looked at is nobody's way in.
            string[] without = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => world.AskAsync(RoomWorld.Join(token, "vip", "none", connection: "same"), i % 2))));
            Assert.All(without, static one => Assert.Equal(Wanted, one));
        }
    }

    [Fact]
    public async Task A_ticket_is_for_its_room_its_token_and_its_player()
    {
        await using RoomWorld world = await StartAsync();
        Answer signedIn = await world.Client.ExchangeAsync();
        string token = signedIn.AccessToken;
        string ticket = await TicketAsync(world, token);
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(token, "other", ticket)));
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(await world.SignInAsync("bob"), "vip", ticket)));
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join((await world.Client.RefreshAsync(signedIn.CookieToken)).AccessToken, "vip", ticket)));
        foreach (string wrong in (string[])["", "x", ticket[..^1], ticket + "A", (ticket[0] == 'A' ? 'B' : 'A') + ticket[1..], ticket[..^9] + (ticket[^9] is 'A' ? 'B' : 'A') + ticket[^8..], token, new string('A', 75), "\u00e9"])
        {
            Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(token, "vip", wrong)));
        }

        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token, "vip", ticket)));
    }

    [Fact]
    public async Task A_ticket_lives_30_seconds_by_the_clock_of_the_store()
    {
        await using RoomWorld world = await StartAsync();
        string token = await world.SignInAsync();
        string first = await TicketAsync(world, token);
        await world.Node.AdvanceAsync(TimeSpan.FromMilliseconds(29_999));
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token, "vip", first, connection: "one")));
        string second = await TicketAsync(world, token);
        await world.Node.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(token, "vip", second, connection: "two")));
    }

    [Fact]
    public async Task A_renewal_needs_no_ticket_while_the_place_lives()
    {
        await using RoomWorld world = await StartAsync();
        string token = await world.SignInAsync();
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token, "vip", await TicketAsync(world, token))));
        for (int i = 0; i < 4; i++)
        {
            await world.Node.AdvanceAsync(TimeSpan.FromSeconds(10));
            Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token, "vip")));
        }

        await world.Node.AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(token, "vip")));
    }

    [Fact]
    public async Task Who_finds_the_room_full_keeps_his_ticket_and_who_has_none_keeps_no_place()
    {
        await using RoomWorld world = await StartAsync(capacity: 1);
        string ada = await world.SignInAsync();
        string bob = await world.SignInAsync("bob");
        Assert.Equal(Wanted, await world.AskAsync(RoomWorld.Join(bob, "vip")));
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(ada, "vip", await TicketAsync(world, ada))));
        string ticket = await TicketAsync(world, bob);
        Assert.Equal("403 room_forbidden", await world.AskAsync(RoomWorld.Join(bob, "vip", ticket)));
        await world.Gate.LeaveAsync(RoomWorld.Join(ada, "vip"));
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(bob, "vip", ticket)));
    }

    [Fact]
    public async Task Who_may_not_join_gets_no_ticket()
    {
        await using RoomWorld world = await StartAsync();
        string token = await world.SignInAsync();
        Assert.Equal("token_invalid", (await world.Gate.CreateTicketAsync(RoomWorld.Join("x", "vip"))).Error!.Code);
        Assert.Equal("invalid_request", (await world.Gate.CreateTicketAsync(RoomWorld.Join(token, "../"))).Error!.Code);
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Deny();
        RoomTicketResult none = await world.Gate.CreateTicketAsync(RoomWorld.Join(token, "vip"));
        Assert.Equal((null, "room_forbidden"), (none.Ticket, none.Error!.Code));
    }

    [Fact]
    public async Task Where_nobody_knows_whether_a_ticket_was_used_nobody_gets_in()
    {
        await using RoomWorld world = await StartAsync(capacity: 1);
        string token = await world.SignInAsync();
        string ticket = await TicketAsync(world, token);
        (world.World.Faults.Only, world.World.Faults.IsDown) = (nameof(ISessionStore.UseOnceAsync), true);
        Assert.Equal("503 temporarily_unavailable", await world.AskAsync(RoomWorld.Join(token, "vip", ticket)));
        world.World.Faults.IsDown = false;
        string bob = await world.SignInAsync("bob");
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(bob, "vip", await TicketAsync(world, bob))));
    }
}
