using GameAuth.Activity.Tests.World;

namespace GameAuth.Activity.Tests.Frame;

/// <summary>The module's socket in Chromium, behind Discord's proxy, at one node of the backend or at one each: rooms, messages, and every way in which they end or come back.</summary>
public sealed class Rooms_of_one_activity
{
    private const string Lobby = "socket.join('lobby').then(({ permissions, occupied }) => `${permissions} ${occupied}`, failure => failure.code)";
    private const string Open = "socket.state().status === 'open' && socket.rooms().length === 1";

    [ActivityTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Are_joined_by_two_tabs_and_closed_in_both_by_one_logout(int nodes)
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { Nodes = nodes });
        (Tab first, Tab second) = await world.OpenTwoAsync();
        await first.EvaluateAsync("void patch()");
        if (nodes == 1)
        {
            // The other address of the proxy leads to the same socket, and the proof names what the server sees.
            await second.EvaluateAsync("void sessionStorage.setItem('base', '/.proxy')");
            await second.ReloadAsync();
        }

        foreach (Tab tab in (Tab[])[first, second]) { Assert.Equal("speak 1", (string?)await tab.EvaluateAsync(Lobby)); }
        Assert.All(world.Nodes, node => Assert.Equal(2 / nodes, node.Chat.Connections.Count()));
        Assert.All(world.Browser.Frames.Where(static one => (string?)one["type"] == "challenge"), static one => Assert.Equal("dpop", (string?)one["proof"]));

        // Broadcasting to other nodes is the application's, and this one does not.
        await first.EvaluateAsync("void socket.send({ text: 'hello' }, 'lobby')");
        await (nodes == 1 ? second : first).UntilAsync("""told.includes('message lobby {"text":"hello"}')""");

        Assert.Equal("done", (string?)await first.EvaluateAsync("outcome(auth.logout())"));
        foreach (Tab tab in (Tab[])[first, second]) { await tab.UntilAsync("told.at(-1) === 'closed: logout'"); }
        await ActivityWorld.UntilAsync(() => ValueTask.FromResult(world.Nodes.All(static node => !node.Chat.Connections.Any())));
        int opened = SocketsOf(world);
        Assert.Equal("sign_in_required", (string?)await second.EvaluateAsync(Lobby));
        Assert.Equal(opened, SocketsOf(world));
        await LeakSearch.FindsNothingAsync(world, first, second);
    }

    [ActivityTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_a_ticket_are_joined_with_one_that_the_module_asks_for(bool bindsAccessTokens)
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { BindsAccessTokens = bindsAccessTokens });
        Tab tab = await world.OpenSignedInAsync();
        Assert.Equal("room_ticket_required", (string?)await tab.EvaluateAsync("socket.join('vip-1').catch(failure => failure.code)"));
        Assert.Equal("vip-1", (string?)await tab.EvaluateAsync("socket.join('vip-1', { ticket: true }).then(({ room }) => room, failure => `${failure.code} ${failure.step} ${failure.said}`)"));
        Assert.Contains(world.Browser.Frames, static one => one["ticket"] is not null);
        await LeakSearch.FindsNothingAsync(world, tab);
    }

    [ActivityFact]
    public async Task Are_kept_when_the_token_is_renewed_on_the_open_socket()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        Tab tab = await world.OpenSignedInAsync();
        Assert.Equal("speak 1", (string?)await tab.EvaluateAsync(Lobby));
        for (int round = 1; round <= 2; round++)
        {
            // The server tells a minute before the end.
            world.Settings.Time.Shift(TimeSpan.FromMinutes(14.5));
            await ActivityWorld.UntilAsync(() => ValueTask.FromResult(FramesOf(world, "renewed") == round));
        }

        Assert.True((bool)(await tab.EvaluateAsync(Open))!);
        Assert.Equal((1, 2), (SocketsOf(world), world.CountOf("/api/auth/refresh")));
        await LeakSearch.FindsNothingAsync(world, tab);
    }

    /// <summary>The token ends while the application thinks about the join.</summary>
    [ActivityFact]
    public async Task Are_joined_though_the_token_ends_during_the_join()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        Tab tab = await world.OpenSignedInAsync();
        await tab.EvaluateAsync("socket.open()");
        int joins = 0;
        world.Settings.Rooms.WhileJoining = () =>
        {
            if (Interlocked.Increment(ref joins) == 1) { world.EndAccessTokens(); }
            return Task.CompletedTask;
        };
        Assert.Equal("speak 1", (string?)await tab.EvaluateAsync(Lobby));

        // Whether the first join was answered before the end is a matter of moments; the room is joined with the next token in any case.
        await ActivityWorld.UntilAsync(() => ValueTask.FromResult(SocketsOf(world) == 2));
        await tab.UntilAsync(Open);
        Assert.Equal("signed-in", (string?)await tab.EvaluateAsync("auth.state().status"));
        Assert.Equal(1, world.CountOf("/api/auth/refresh"));
        await LeakSearch.FindsNothingAsync(world, tab);
    }

    [ActivityFact]
    public async Task Are_joined_again_when_the_network_is_back()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        (Tab first, Tab second) = await world.OpenTwoAsync();
        foreach (Tab tab in (Tab[])[first, second]) { Assert.Equal("speak 1", (string?)await tab.EvaluateAsync(Lobby)); }
        await world.Network.CutAsync();
        foreach (Tab tab in (Tab[])[first, second]) { await tab.UntilAsync("told.includes('waiting: lost')"); }
        Assert.Equal("not_open", (string?)await first.EvaluateAsync("(() => { try { socket.send(1, 'lobby') } catch (failure) { return failure.code } })()"));
        world.Network.Mend();
        foreach (Tab tab in (Tab[])[first, second])
        {
            await tab.UntilAsync(Open);
            Assert.Equal(2, (int)(await tab.EvaluateAsync("told.filter(one => one === 'joined lobby speak').length"))!);
        }

        Assert.Equal("signed-in", (string?)await first.EvaluateAsync("auth.state().status"));
        await LeakSearch.FindsNothingAsync(world, first, second);
    }

    /// <summary>The session is ended at one node, by an administrator say: the sockets of both end within the bound, by the nodes' clock.</summary>
    [ActivityTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Are_left_within_the_bound_when_the_session_is_revoked(int nodes)
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { Nodes = nodes });
        (Tab first, Tab second) = await world.OpenTwoAsync();
        foreach (Tab tab in (Tab[])[first, second]) { Assert.Equal("speak 1", (string?)await tab.EvaluateAsync(Lobby)); }
        await world.Backend.Sessions.EndSubjectAsync(world.Emulator.Discord.IdOf("emunova"));
        DateTimeOffset ended = world.Settings.Time.GetUtcNow();
        foreach (Tab tab in (Tab[])[first, second])
        {
            await tab.UntilAsync("told.at(-1) === 'closed: session_revoked' && states.at(-1) === 'signed-out: session_revoked'");
            Assert.Equal("[]", (await tab.EvaluateAsync("socket.rooms()"))!.ToJsonString());
        }

        await ActivityWorld.UntilAsync(() => ValueTask.FromResult(world.Nodes.All(static node => !node.Chat.Connections.Any())));
        Assert.All(world.Nodes, node => Assert.InRange(node.Chat.LastLeft - ended, TimeSpan.MinValue, TimeSpan.FromSeconds(2)));
        int opened = SocketsOf(world);
        Assert.Equal("sign_in_required", (string?)await first.EvaluateAsync(Lobby));
        Assert.Equal(opened, SocketsOf(world));
        await LeakSearch.FindsNothingAsync(world, first, second);
    }

    /// <summary>A ban from a room, told at the other node: the socket lives, and the page is told why.</summary>
    [ActivityFact]
    public async Task Are_left_by_who_is_banned_and_the_socket_lives()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync(new BackendSettings { Nodes = 2 });
        (_, Tab second) = await world.OpenTwoAsync();
        Assert.Equal("speak 1", (string?)await second.EvaluateAsync(Lobby));
        world.Settings.Rooms.Ban("lobby");
        await world.Nodes[0].Gate.ReevaluateAsync("lobby", null);
        await second.UntilAsync("told.at(-1) === 'evicted lobby room_forbidden You are banned.'");
        Assert.Equal("room_forbidden", (string?)await second.EvaluateAsync(Lobby));
        Assert.Equal("open", (string?)await second.EvaluateAsync("socket.state().status"));
        Assert.Equal("speak 1", (string?)await second.EvaluateAsync("socket.join('other').then(({ permissions, occupied }) => `${permissions} ${occupied}`)"));
    }

    [ActivityFact]
    public async Task Are_joined_again_after_a_reload()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        Tab tab = await world.OpenSignedInAsync();
        Assert.Equal("speak 1", (string?)await tab.EvaluateAsync(Lobby));
        await tab.ReloadAsync();
        Assert.Equal("speak 1", (string?)await tab.EvaluateAsync(Lobby));
        await ActivityWorld.UntilAsync(() => ValueTask.FromResult(world.Backend.Chat.Connections.Count() == 1));
        await LeakSearch.FindsNothingAsync(world, tab);
    }

    [ActivityFact]
    public async Task Of_a_frozen_tab_come_back_when_it_wakes_and_end_with_a_logout_elsewhere()
    {
        await using ActivityWorld world = await ActivityWorld.StartAsync();
        (Tab frozen, Tab other) = await world.OpenTwoAsync();
        Assert.Equal("speak 1", (string?)await frozen.EvaluateAsync(Lobby));

        // Its token ends, and the server closes the socket. The tab hears of that when it wakes.
        await frozen.FreezeAsync(true);
        world.EndAccessTokens();
        await ActivityWorld.UntilAsync(() => ValueTask.FromResult(!world.Backend.Chat.Connections.Any()));
        await frozen.FreezeAsync(false);
        await frozen.UntilAsync(Open + " && told.filter(one => one === 'joined lobby speak').length === 2");

        await frozen.FreezeAsync(true);
        Assert.Equal("done", (string?)await other.EvaluateAsync("outcome(auth.logout())"));
        await ActivityWorld.UntilAsync(() => ValueTask.FromResult(!world.Backend.Chat.Connections.Any()));
        await frozen.FreezeAsync(false);
        await frozen.UntilAsync("auth.state().status === 'signed-out' && socket.state().status === 'closed'");
        int opened = SocketsOf(world);
        Assert.Equal("sign_in_required", (string?)await frozen.EvaluateAsync(Lobby));
        Assert.Equal(opened, SocketsOf(world));
        await LeakSearch.FindsNothingAsync(world, frozen, other);
    }

    private static int SocketsOf(ActivityWorld world) => world.Browser.Addresses.Count(static address => address.EndsWith("/realtime", StringComparison.Ordinal));

    private static int FramesOf(ActivityWorld world, string type) => world.Browser.Frames.Count(one => (string?)one["type"] == type);
}
