using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn.Party;

public sealed class A_psn_voice : PsnPartyTest
{
    [Fact]
    public async Task Goes_from_the_join_to_the_answer_and_back()
    {
        (PsnPartyFlow player, string id) = await JoinedAsync();

        WireAnswer made = await player.BridgeAsync();
        PsnBridge bridge = PsnBridge.Of(made);
        WireAnswer linked = await player.LinkAsync(id, bridge);
        WireAnswer added = await player.PeerAsync(bridge);
        string peer = PeerOf(added);
        WireAnswer answered = await player.AnswerAsync(bridge, peer);
        EmulatedPsnBridge open = Emulator.Psn.Bridges.Single();
        WireAnswer read = await player.ReadAsync(bridge);
        WireAnswer offered = await player.OfferAsync(bridge, peer);
        WireAnswer again = await player.AnswerAsync(bridge, peer);

        Assert.Equal([200, 201, 201, 204, 200, 200, 204], new[] { made, linked, added, answered, read, offered, again }.Select(answer => (int)answer.Status));
        Assert.NotNull(made.Json["bridge"]!["bridgeHostingType"]);
        Assert.StartsWith("v=0\r\n", added.Json["peer"]!["offer"]!["sdp"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEqual(added.Json["peer"]!["offer"]!["sdp"]!.GetValue<string>(), offered.Json["offer"]!["sdp"]!.GetValue<string>());
        Assert.Equal(peer, read.Json["bridge"]!["peers"]![0]!["peerId"]!.GetValue<string>());
        Assert.Equal((bridge.Id, "EmuTrophies", id, true, new EmulatedPsnPeer(peer, true, true)), (open.BridgeId, open.OnlineId, open.SessionId, open.IsKnown, open.Peers.Single()));

        Assert.Equal(204, (int)(await player.LeaveAsync(id)).Status);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), ((await player.DropAsync(bridge, peer)).Status, (await player.DropAsync(bridge)).Status));
        Assert.Empty(Emulator.Psn.Bridges);
        Assert.Empty(Emulator.Psn.OrderProblems);
    }

    [Fact]
    public async Task Begins_after_both_steps_of_a_join()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        await player.ListAsync();
        Assert.Equal(409, (int)(await player.BridgeAsync()).Status);
        await player.JoinAsync(id);
        Assert.Equal(409, (int)(await player.BridgeAsync()).Status);
        await player.ReadyAsync(id);

        Assert.Equal(200, (int)(await player.BridgeAsync()).Status);

        Assert.Equal("psn.bridge-create: the voice begins less than 500 ms after the join", LastOrderProblem);
        Assert.Equal(3, Emulator.Psn.OrderProblems.Count);
    }

    [Fact]
    public async Task Of_who_made_the_party_needs_no_second_step_and_no_pause()
    {
        PsnPartyFlow player = await PlayerAsync();
        string id = (await player.CreateAsync()).Json["v2PartySessions"]![0]!["sessionId"]!.GetValue<string>();

        Assert.Equal(201, (int)(await player.LinkAsync(id, PsnBridge.Of(await player.BridgeAsync()))).Status);
        Assert.Empty(Emulator.Psn.OrderProblems);
    }

    [Fact]
    public async Task Takes_its_steps_in_their_order()
    {
        (PsnPartyFlow player, string id) = await JoinedAsync();
        PsnBridge bridge = PsnBridge.Of(await player.BridgeAsync());

        await RefusedAsync(player.PeerAsync(bridge), 409, "the bridge is not linked to a party yet");
        await RefusedAsync(player.BridgeAsync(), 409, "the player's voice before has not ended: drop the peer, then the bridge");
        await player.LinkAsync(id, bridge);
        string peer = PeerOf(await player.PeerAsync(bridge));
        await RefusedAsync(player.PeerAsync(bridge), 409, "the device has a peer here, and duplicates are not allowed");
        await player.AnswerAsync(bridge, peer);
        await RefusedAsync(player.AnswerAsync(bridge, peer), 409, "the offer was answered: ask for another one first");
        await RefusedAsync(player.DropAsync(bridge), 409, "the peer is still there: it is dropped before its bridge");
        await RefusedAsync(player.LinkAsync(await OtherPartyAsync(player), bridge), 409, "the bridge is another party's");
        await player.LeaveAsync(id);
        await RefusedAsync(player.OfferAsync(bridge, peer), 403, "the player has left the party that the bridge is linked to");
    }

    [Fact]
    public async Task Has_ids_that_die_when_they_are_deleted()
    {
        (PsnPartyFlow player, string id) = await JoinedAsync();
        PsnBridge bridge = PsnBridge.Of(await player.BridgeAsync());
        await player.LinkAsync(id, bridge);
        string peer = PeerOf(await player.PeerAsync(bridge));

        await player.DropAsync(bridge, peer);
        await RefusedAsync(player.OfferAsync(bridge, peer), 404, "it was deleted");
        await player.DropAsync(bridge);
        await RefusedAsync(player.LinkAsync(id, bridge), 404, "it was deleted");
        await RefusedAsync(player.ReadAsync(bridge), 404, "it was deleted");
        int held = Emulator.Psn.OrderProblems.Count;

        Assert.Equal((404, 404), ((int)(await player.DropAsync(bridge)).Status, (int)(await player.OfferAsync(new PsnBridge("never", bridge.Token), peer)).Status));
        Assert.Equal(held, Emulator.Psn.OrderProblems.Count);
        Assert.Equal(200, (int)(await player.BridgeAsync()).Status);
    }

    [Fact]
    public async Task Shows_the_bridge_s_own_token()
    {
        (PsnPartyFlow player, string id) = await JoinedAsync();
        PsnBridge bridge = PsnBridge.Of(await player.BridgeAsync());
        PsnBridge wrong = bridge with { Token = "another" };

        Assert.Equal(403, (int)(await player.LinkAsync(id, bridge, "another")).Status);
        await player.LinkAsync(id, bridge);
        Assert.Equal((403, 403), ((int)(await player.PeerAsync(wrong)).Status, (int)(await player.DropAsync(wrong)).Status));
        player.Others["X-PSN-BRIDGE-TOKEN"] = null;
        Assert.Equal(403, (int)(await player.PeerAsync(bridge)).Status);
        Assert.Equal("X-PSN-BRIDGE-TOKEN is required", LastNote);
        string peer = PeerOf(await player.PeerAsync(bridge));
        Assert.Equal(403, (int)(await player.OfferAsync(wrong, peer)).Status);
        player.Others["X-PSN-BRIDGE-TOKEN"] = null;
        Assert.Equal(200, (int)(await player.OfferAsync(bridge, peer)).Status);
        Assert.Equal(404, (int)(await (await PlayerAsync("EmuSilver")).DropAsync(bridge)).Status);
    }

    [Fact]
    public async Task Is_asked_for_as_documented()
    {
        (PsnPartyFlow player, string id) = await JoinedAsync();
        player.Others["X-PSN-RTC-TITLE-ID"] = null;
        Assert.Equal((400, 2281473, "Bad Request (header: X-PSN-RTC-TITLE-ID)"), (await player.BridgeAsync()).NpError());
        PsnBridge bridge = PsnBridge.Of(await player.BridgeAsync());
        player.Others["X-PSN-SESSION-MANAGER-IGNORE-CONFLICT"] = null;
        Assert.Equal(400, (int)(await player.LinkAsync(id, bridge)).Status);
        await player.LinkAsync(id, bridge);

        Assert.Equal(400, (int)(await player.PeerAsync(bridge, "?allow_duid_duplication=true&g=2")).Status);
        Assert.Equal((400, 2281473, "Bad Request (body.answer.sdp)"), (await player.AnswerAsync(bridge, PeerOf(await player.PeerAsync(bridge)), "<sdp/>")).NpError());
    }

    [Fact]
    public async Task Whose_answers_were_lost_is_not_held_against_a_client_that_cannot_know_of_it()
    {
        (PsnPartyFlow player, string id) = await JoinedAsync();
        Emulator.Faults.Add(Fault.DropAfter("psn.bridge-create"));
        await Assert.ThrowsAsync<HttpRequestException>(player.BridgeAsync);
        PsnBridge bridge = PsnBridge.Of(await player.BridgeAsync());
        await player.LinkAsync(id, bridge);
        Emulator.Faults.Add(Fault.DropAfter("psn.peer-add"));
        await Assert.ThrowsAsync<HttpRequestException>(() => player.PeerAsync(bridge));
        Assert.Equal([false, true], Emulator.Psn.Bridges.Select(one => one.IsKnown));
        Assert.False(Emulator.Psn.Bridges[1].Peers.Single().IsKnown);

        string peer = (await player.ReadAsync(bridge)).Json["bridge"]!["peers"]![0]!["peerId"]!.GetValue<string>();

        Assert.True(Emulator.Psn.Bridges[1].Peers.Single().IsKnown);
        Assert.Equal(200, (int)(await player.OfferAsync(bridge, peer)).Status);
        Assert.Empty(Emulator.Psn.OrderProblems);
        Assert.Equal(409, (int)(await player.DropAsync(bridge)).Status);
    }

    private static async Task<string> OtherPartyAsync(PsnPartyFlow player) => (await player.CreateAsync()).Json["v2PartySessions"]![0]!["sessionId"]!.GetValue<string>();

    private async Task RefusedAsync(Task<WireAnswer> request, int status, string why)
    {
        Assert.Equal(status, (int)(await request).Status);
        Assert.Equal(why, LastOrderProblem[(LastOrderProblem.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }
}
