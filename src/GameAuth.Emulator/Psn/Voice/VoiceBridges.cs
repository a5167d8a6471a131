using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Party;

namespace GameAuth.Emulator.Psn.Voice;

/// <summary>All bridges, and in which order they and their peers may be used. Not thread safe: the emulator serializes access.</summary>
internal sealed class VoiceBridges(PsnAuthority authority)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(500);

    private readonly List<VoiceBridge> _bridges = [];
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    public IReadOnlyList<VoiceBridge> All => _bridges;

    /// <summary>A bridge for a player who has joined a party; null with the refusal.</summary>
    public (VoiceBridge? Bridge, Reply? Refusal) Create(Exchange exchange, string accountId)
    {
        PsnPartyMember[] joined = [.. authority.Parties.All.Select(party => party.Find(accountId)).OfType<PsnPartyMember>().Where(member => member.IsReady)];
        if (joined.Length == 0) { return (null, authority.Order.Refuse(exchange, PsnError.Conflict, "no party was joined: POST members, then PATCH me, then a bridge")); }
        if (_bridges.Exists(one => one.AccountId == accountId && one.IsKnown))
        {
            return (null, authority.Order.Refuse(exchange, PsnError.Conflict, "the player's voice before has not ended: drop the peer, then the bridge"));
        }

        if (joined.Max(member => member.JoinedAt) is { } last && exchange.Now - last < LeastPause) { authority.Order.Note(exchange, "the voice begins less than 500 ms after the join"); }
        VoiceBridge bridge = new(accountId) { IsKnown = exchange.Fault is null };
        _bridges.Add(bridge);
        return (bridge, null);
    }

    public Reply Link(Exchange exchange, PsnParty party, PsnPartyMember member, string bridgeId, string token)
    {
        if (Find(member.AccountId, bridgeId) is not { } bridge) { return Gone(exchange, bridgeId); }
        if (bridge.Token != token) { return PsnReply.Np(exchange, PsnError.NotPermitted, "the token is another bridge's"); }
        if (!member.IsReady) { return authority.Order.Refuse(exchange, PsnError.Conflict, "the join is not over: PATCH me comes before a bridge"); }
        if (bridge.SessionId is { } other && other != party.Id) { return authority.Order.Refuse(exchange, PsnError.Conflict, "the bridge is another party's"); }
        bridge.SessionId = party.Id;
        return Reply.Of(201, new JsonObject { ["bridges"] = new JsonArray(new JsonObject { ["bridgeId"] = bridge.Id }), ["emulated"] = true });
    }

    /// <summary>A bridge of a player's. Who names it knows it.</summary>
    public VoiceBridge? Find(string accountId, string bridgeId)
    {
        VoiceBridge? bridge = _bridges.Find(one => one.Id == bridgeId && one.AccountId == accountId);
        bridge?.IsKnown = true;
        return bridge;
    }

    public (VoicePeer? Peer, Reply? Refusal) Add(Exchange exchange, VoiceBridge bridge)
    {
        if (ProblemOf(exchange, bridge) is { } problem) { return (null, problem); }
        if (bridge.Peers.Exists(one => one.IsKnown)) { return (null, authority.Order.Refuse(exchange, PsnError.Conflict, "the device has a peer here, and duplicates are not allowed")); }
        VoicePeer peer = new() { IsKnown = exchange.Fault is null };
        bridge.Peers.Add(peer);
        return (peer, null);
    }

    /// <summary>There is another offer; null where nothing stands in its way.</summary>
    public Reply? Offer(Exchange exchange, VoiceBridge bridge, VoicePeer peer)
    {
        if (ProblemOf(exchange, bridge) is { } problem) { return problem; }
        peer.IsAnswered = false;
        return null;
    }

    public Reply Answer(Exchange exchange, VoiceBridge bridge, VoicePeer peer)
    {
        if (ProblemOf(exchange, bridge) is { } problem) { return problem; }
        if (peer.IsAnswered) { return authority.Order.Refuse(exchange, PsnError.Conflict, "the offer was answered: ask for another one first"); }
        peer.IsAnswered = true;
        return Reply.Empty(204);
    }

    public Reply Drop(VoiceBridge bridge, VoicePeer peer)
    {
        bridge.Peers.Remove(peer);
        _ended.Add(peer.Id);
        return Reply.Empty(202);
    }

    public Reply Drop(Exchange exchange, VoiceBridge bridge)
    {
        if (bridge.Peers.Exists(one => one.IsKnown)) { return authority.Order.Refuse(exchange, PsnError.Conflict, "the peer is still there: it is dropped before its bridge"); }
        _bridges.Remove(bridge);
        _ended.UnionWith(bridge.Peers.Select(peer => peer.Id).Append(bridge.Id));
        return Reply.Empty(202);
    }

    /// <summary>What is not there; that it was deleted is held against a client that does anything but delete it again.</summary>
    public Reply Gone(Exchange exchange, string id)
    {
        const string Why = "it was deleted";
        if (!_ended.Contains(id)) { return PsnReply.Np(exchange, PsnError.NotThere, "the player has no such bridge or peer"); }
        return exchange.Method == "DELETE" ? PsnReply.Np(exchange, PsnError.NotThere, Why) : authority.Order.Refuse(exchange, PsnError.NotThere, Why);
    }

    /// <summary>What stands in the way of a bridge's use in its party; null for nothing.</summary>
    private Reply? ProblemOf(Exchange exchange, VoiceBridge bridge)
    {
        if (bridge.SessionId is not { } session) { return authority.Order.Refuse(exchange, PsnError.Conflict, "the bridge is not linked to a party yet"); }
        return authority.Parties.Find(session)?.Find(bridge.AccountId) is null
            ? authority.Order.Refuse(exchange, PsnError.MembersOnly, "the player has left the party that the bridge is linked to")
            : null;
    }
}

/// <summary>A bridge between a player's voice and a party's.</summary>
internal sealed class VoiceBridge(string accountId)
{
    public string Id { get; } = RandomId.Uuid();

    public string Token { get; } = "EMULATOR-" + RandomNumberGenerator.GetHexString(32, lowercase: true);

    public string AccountId { get; } = accountId;

    /// <summary>The party that it is linked to.</summary>
    public string? SessionId { get; set; }

    /// <summary>Whether the client can know of it: not while the answer that named it was struck by a fault, and nothing has named it since.</summary>
    public bool IsKnown { get; set; }

    public List<VoicePeer> Peers { get; } = [];
}

/// <summary>One end of a bridge: the server offers, the client answers.</summary>
internal sealed class VoicePeer
{
    public string Id { get; } = RandomId.Uuid();

    public bool IsAnswered { get; set; }

    public bool IsKnown { get; set; }
}
