using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Psn.Tests.Push;

namespace GameAuth.Psn.Tests.Emulated;

/// <summary>Push against the emulator, which others wrote from the same facts, and which insists on the subprotocol, the token and every header.</summary>
public class EmulatedPushTests
{
    private const string Address = "psn.push-address";
    private const string Connect = "psn.push-connect";
    private const string Ping = "psn.push-ping";
    private const string Message = "psn.push-message";

    /// <summary>From loss to loss a pause doubles; pings come later than this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(PsnPushProtocol.Version21, PsnKeepAliveStatus.Idle, 0)]
    [InlineData(PsnPushProtocol.Version21, PsnKeepAliveStatus.Voice, 0)]
    [InlineData(PsnPushProtocol.Version30, PsnKeepAliveStatus.Idle, 1)]
    public async Task A_connection_is_taken_in_either_version_and_for_either_purpose(PsnPushProtocol protocol, PsnKeepAliveStatus status, int messages)
    {
        await using EmulatedTests.World world = await EmulatedTests.World.StartAsync();
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        await using (PsnPushConnection connection = await me.Push.ConnectAsync(PushWorld.Options with { Protocol = protocol, KeepAliveStatus = status }))
        {
            await world.UntilAsync(() => world.Emulator.Log.Count(Message) == messages);
            Assert.Equal(1, world.Emulator.Psn.SendPush("EmuTrophies", "psn:emu:nobody:knows", new JsonObject { ["emulated"] = true }));
            PsnPushOther other = Assert.IsType<PsnPushOther>(await connection.NextAsync());
            Assert.Equal(("psn:emu:nobody:knows", true), (other.DataType, other.Data.GetProperty("emulated").GetBoolean()));
        }

        await world.UntilAsync(() => world.Emulator.Psn.PushConnections == 0);
        Assert.All(world.Emulator.Log.Events.Where(static one => one.Step is Connect or Message), static one => Assert.InRange(one.Status, 101, 200));
    }

    [Fact]
    public async Task What_others_do_with_a_party_is_heard_in_order()
    {
        await using EmulatedTests.World world = await EmulatedTests.World.StartAsync();
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        await using PsnPushConnection connection = await me.Push.ConnectAsync(PushWorld.Options);
        PsnEmulator service = world.Emulator.Psn;
        string party = service.CreateParty(new EmulatedPsnParty { Name = "Emu Party", Members = ["EmuSilver", "EmuTrophies"] });
        Assert.Equal(["EmuSilver", "EmuTrophies"], await MembersAsync(connection, party, PsnPartyEventKind.Created));
        Assert.Equal(["EmuSilver", "EmuTrophies"], await MembersAsync(connection, party, PsnPartyEventKind.MembersJoined));
        service.Join(party, "EmuPrivate");
        Assert.Equal(["EmuPrivate"], await MembersAsync(connection, party, PsnPartyEventKind.MembersJoined));
        service.Rename(party, "Emu Night");
        PsnPartyEvent renamed = await PartyEventAsync(connection);
        Assert.Equal((PsnPartyEventKind.NameChanged, "Emu Night"), (renamed.Kind, renamed.Data.GetProperty("sessionName").GetString()));
        service.Leave(party, "EmuSilver");
        Assert.Equal(["EmuSilver"], await MembersAsync(connection, party, PsnPartyEventKind.MembersLeft));
        Assert.Empty(await MembersAsync(connection, party, PsnPartyEventKind.OwnerChanged));
        service.Leave(party, "EmuPrivate");
        Assert.Equal(["EmuPrivate"], await MembersAsync(connection, party, PsnPartyEventKind.MembersLeft));
        service.Leave(party, "EmuTrophies");
        Assert.Equal(["EmuTrophies"], await MembersAsync(connection, party, PsnPartyEventKind.MembersLeft));
        Assert.Empty(await MembersAsync(connection, party, PsnPartyEventKind.Deleted));
    }

    [Fact]
    public async Task An_invitation_that_only_push_tells_of_is_a_handle_that_joins()
    {
        await using EmulatedTests.World world = await EmulatedTests.World.StartAsync(service: static options => options.Psn.HidesInvitations = true);
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        await using PsnPushConnection connection = await me.Push.ConnectAsync(PushWorld.Options);
        string party = world.Emulator.Psn.CreateParty(new EmulatedPsnParty { Name = "Emu Secret", Members = ["EmuSilver"] });
        world.Emulator.Psn.Invite(party, "EmuTrophies");
        PsnPartyInvited invited = Assert.IsType<PsnPartyInvited>(await connection.NextAsync());
        Assert.Equal((party, "EmuSilver"), (invited.SessionId, invited.From?.OnlineId));
        Assert.Empty(await me.Parties.GetInvitationsAsync());
        PsnPartySession session = await world.WalkAsync(me.Parties.JoinAsync(me.Parties.HandleOf(invited)));
        Assert.Equal(["EmuSilver", "EmuTrophies"], Assert.Single(world.Emulator.Psn.Parties).Members);
        Assert.Equal(["EmuTrophies"], await MembersAsync(connection, party, PsnPartyEventKind.MembersJoined));
        Assert.Equal([me.Subject!], (await PartyEventAsync(connection, PsnPartyEventKind.MemberDataChanged)).Members.Select(static one => one.AccountId));
        await world.WalkAsync(session.LeaveAsync());
        Assert.Equal(["EmuTrophies"], await MembersAsync(connection, party, PsnPartyEventKind.MembersLeft));
        Assert.Equal(["EmuSilver"], Assert.Single(world.Emulator.Psn.Parties).Members);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_connection_is_made_again_as_a_reconnection(bool saysGoodbye)
    {
        await using EmulatedTests.World world = await EmulatedTests.World.StartAsync();
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        await using PsnPushConnection connection = await me.Push.ConnectAsync(PushWorld.Options);
        for (int losses = 1; losses <= 2; losses++)
        {
            Assert.Equal(1, saysGoodbye ? world.Emulator.Psn.ClosePushConnections() : world.Emulator.Psn.DropPushConnections());
            await ReconnectedAsync(world, connection, losses);
            Assert.IsType<PsnPushMissed>(await connection.NextAsync());
        }

        Assert.Equal(["the first connection", "a reconnection", "a reconnection"], world.Emulator.Log.Events.Where(static one => one.Step == Connect).Select(static one => one.Note));
        string party = world.Emulator.Psn.CreateParty(new EmulatedPsnParty { Name = "Emu Party", Members = ["EmuTrophies"] });
        Assert.Equal(["EmuTrophies"], await MembersAsync(connection, party, PsnPartyEventKind.Created));
    }

    [Fact]
    public async Task A_connection_that_answers_nothing_any_more_is_noticed_by_its_pings()
    {
        TimeSpan interval = TimeSpan.FromSeconds(10);
        TimeSpan timeout = TimeSpan.FromSeconds(5);
        await using EmulatedTests.World world = await EmulatedTests.World.StartAsync(
            service: options => options.Psn.KeepAlive = new PsnKeepAlive { ClientInterval = interval, ClientTimeout = timeout });
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        await using PsnPushConnection connection = await me.Push.ConnectAsync(PushWorld.Options);
        Assert.Equal(1, world.Emulator.Psn.FreezePushConnections());
        world.Clock.Advance(interval);
        world.Clock.Advance(timeout - TimeSpan.FromMilliseconds(1));
        Assert.True(connection.IsConnected);
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await world.UntilAsync(() => !connection.IsConnected);
        await ReconnectedAsync(world, connection, 1);
        Assert.IsType<PsnPushMissed>(await connection.NextAsync());

        // One that lives hears its pings and stays.
        Assert.Equal(0, world.Emulator.Log.Count(Ping));
        world.Clock.Advance(interval);
        await world.UntilAsync(() => world.Emulator.Log.Count(Ping) == 1);
        world.Emulator.Psn.SendPush("EmuTrophies", "psn:emu:alive", []);
        Assert.Equal("psn:emu:alive", (await connection.NextAsync()).DataType);
        world.Clock.Advance(timeout);
        world.Emulator.Psn.SendPush("EmuTrophies", "psn:emu:still", []);
        Assert.Equal("psn:emu:still", (await connection.NextAsync()).DataType);
        Assert.Equal(2, world.Emulator.Log.Count(Connect));
    }

    [Fact]
    public async Task A_token_that_the_service_refuses_before_its_time_is_replaced()
    {
        await using EmulatedTests.World world = await EmulatedTests.World.StartAsync();
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        world.Emulator.Psn.ExpireNow(PsnTokenKind.Access);
        await using PsnPushConnection connection = await me.Push.ConnectAsync(PushWorld.Options);
        Assert.Equal((1, 2, 1), (world.Emulator.Log.Count("psn.refresh"), world.Emulator.Log.Count(Address), world.Emulator.Log.Count(Connect)));
        world.Emulator.Psn.DropPushConnections();
        world.Emulator.Psn.ExpireNow(PsnTokenKind.Access);
        await world.UntilAsync(() => !connection.IsConnected);

        // A token that is refused as soon as it was got is not replaced: that one is a minute old.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.WalkAsync(world.UntilAsync(() => world.Emulator.Psn.PushConnections == 1), LongestPause);
        Assert.Equal(2, world.Emulator.Log.Count("psn.refresh"));
    }

    [Theory]
    [InlineData("44-0-0-1-pushcl.np.communication.playstation.net", true)]
    [InlineData("push.example.com", false)]
    [InlineData("np.communication.playstation.net.example.com", false)]
    public async Task A_host_below_the_services_domain_is_asked_and_no_other(string host, bool isTheirs)
    {
        await using EmulatedTests.World world = await EmulatedTests.World.StartAsync(service: options => options.Psn.PushServer = host);
        PsnAccount me = await world.SignInAsync(PsnSignIn.Npsso(world));
        if (isTheirs)
        {
            await using PsnPushConnection connection = await me.Push.ConnectAsync(PushWorld.Options);
            Assert.True(connection.IsConnected);
        }
        else
        {
            Assert.False((await Assert.ThrowsAsync<ProviderException>(() => me.Push.ConnectAsync(PushWorld.Options))).IsTransient);
        }

        Assert.Equal(isTheirs ? 1 : 0, world.Emulator.Log.Count(Connect));
    }

    /// <summary>The connection after some losses; meanwhile the pauses pass.</summary>
    private static Task ReconnectedAsync(EmulatedTests.World world, PsnPushConnection connection, int losses) =>
        world.WalkAsync(world.UntilAsync(() => connection.IsConnected && world.Emulator.Log.Count(Connect) == losses + 1), LongestPause);

    private static async Task<PsnPartyEvent> PartyEventAsync(PsnPushConnection connection, PsnPartyEventKind? kind = null)
    {
        PsnPartyEvent news = Assert.IsAssignableFrom<PsnPartyEvent>(await connection.NextAsync());
        Assert.Equal(kind ?? news.Kind, news.Kind);
        return news;
    }

    /// <summary>Whom the next event is about.</summary>
    private static async Task<string[]> MembersAsync(PsnPushConnection connection, string party, PsnPartyEventKind kind)
    {
        PsnPartyEvent news = await PartyEventAsync(connection, kind);
        Assert.Equal(party, news.SessionId);
        return [.. news.Members.Select(static member => member.OnlineId ?? "")];
    }
}
