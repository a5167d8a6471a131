using System.Globalization;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Api;
using GameAuth.Emulator.Psn.Ids;

namespace GameAuth.Emulator.Psn.Voice;

/// <summary>The rtcBridge service of m.np.playstation.com: a bridge, a peer for which the server makes the offer, and the client's answer. There is no audio.</summary>
internal sealed class VoiceApi(PsnAuthority authority)
{
    private const string Bridges = "/api/rtcBridge/v1/bridges";
    private const string OfBridge = Bridges + "/{bridge}";
    private const string Peers = OfBridge + "/peers";
    private const string OfPeer = Peers + "/{peer}";
    private const string TokenHeader = "X-PSN-BRIDGE-TOKEN";
    private const string TitleHeader = "X-PSN-RTC-TITLE-ID";

    private static readonly BodyShape Nothing = new("{}");
    private static readonly BodyShape MediaShape = new(
        """
        {"mediaTypes":{"application":{"isRequired":true},"audio":{"isRequired":true,"opus":[{"bitrate":40,"channels":1,"codec":"CELT","ptime":40,"samplingRates":[16000]}]}}}
        """);
    private static readonly BodyShape AnswerShape = new("""{"answer":{"sdp":"$text"}}""");

    private int _offers;

    public IEnumerable<EmulatedRoute> Routes() =>
    [
        EmulatedRoute.At("POST", Bridges, PsnSteps.BridgeCreate, For((exchange, caller) => ApiRequest.WithBody(exchange, Nothing, _ => Create(exchange, caller)))),
        EmulatedRoute.Under("GET", OfBridge, PsnSteps.BridgeRead, OnBridge(needsToken: false, Read)),
        EmulatedRoute.Under("DELETE", OfBridge, PsnSteps.BridgeDrop, OnBridge(needsToken: true, authority.Voice.Drop)),
        EmulatedRoute.Under("POST", Peers, PsnSteps.PeerAdd, OnBridge(needsToken: true, AddPeer)),
        EmulatedRoute.Under("POST", OfPeer + "/offer", PsnSteps.PeerOffer, OnPeer(Offer, needsToken: false)),
        EmulatedRoute.Under("POST", OfPeer + "/answer", PsnSteps.PeerAnswer, OnPeer(Answer)),
        EmulatedRoute.Under("DELETE", OfPeer, PsnSteps.PeerDrop, OnPeer((_, bridge, peer) => authority.Voice.Drop(bridge, peer))),
    ];

    private Func<Exchange, Reply> For(Func<Exchange, EmulatedPsnPlayer, Reply> answer) => ApiRequest.For(authority, needsId: true, (exchange, caller) =>
        PsnRequestIds.HeaderOf(exchange, TitleHeader) is null
            ? PsnReply.Bad(exchange, "header: " + TitleHeader, "voice requests name a title: " + TitleHeader)
            : answer(exchange, caller));

    private Func<Exchange, Reply> OnBridge(bool needsToken, Func<Exchange, VoiceBridge, Reply> answer) => For((exchange, caller) =>
    {
        if (authority.Voice.Find(caller.AccountId, exchange.Places[0]) is not { } bridge) { return authority.Voice.Gone(exchange, exchange.Places[0]); }
        string? token = PsnRequestIds.HeaderOf(exchange, TokenHeader);
        return token == bridge.Token || (token is null && !needsToken)
            ? answer(exchange, bridge)
            : PsnReply.Np(exchange, PsnError.NotPermitted, token is null ? TokenHeader + " is required" : "the token is another bridge's");
    });

    private Func<Exchange, Reply> OnPeer(Func<Exchange, VoiceBridge, VoicePeer, Reply> answer, bool needsToken = true) => OnBridge(needsToken, (exchange, bridge) =>
    {
        if (bridge.Peers.Find(one => one.Id == exchange.Places[1]) is not { } peer) { return authority.Voice.Gone(exchange, exchange.Places[1]); }
        peer.IsKnown = true;
        return answer(exchange, bridge, peer);
    });

    private Reply Create(Exchange exchange, EmulatedPsnPlayer caller)
    {
        (VoiceBridge? bridge, Reply? refusal) = authority.Voice.Create(exchange, caller.AccountId);
        return refusal ?? Reply.Of(200, new JsonObject
        {
            ["bridge"] = new JsonObject { ["bridgeId"] = bridge!.Id, ["bridgeToken"] = bridge.Token, ["bridgeHostingType"] = "EMULATED" }, ["emulated"] = true,
        });
    }

    private static Reply Read(Exchange exchange, VoiceBridge bridge)
    {
        if (exchange.Query["fields"] != "peer.peerId") { return PsnReply.Bad(exchange, "query: fields", "fields must be peer.peerId"); }
        if (exchange.Fault is null) { bridge.Peers.ForEach(peer => peer.IsKnown = true); }
        return Reply.Of(200, new JsonObject
        {
            ["bridge"] = new JsonObject { ["peers"] = new JsonArray([.. bridge.Peers.Select(peer => new JsonObject { ["peerId"] = peer.Id })]) }, ["emulated"] = true,
        });
    }

    private Reply AddPeer(Exchange exchange, VoiceBridge bridge)
    {
        if (exchange.Query["allow_duid_duplication"] != "false" || exchange.Query["g"] != "2")
        {
            return PsnReply.Bad(exchange, "query: allow_duid_duplication", "a peer is added with allow_duid_duplication=false&g=2");
        }

        return ApiRequest.WithBody(exchange, MediaShape, _ =>
        {
            (VoicePeer? peer, Reply? refusal) = authority.Voice.Add(exchange, bridge);
            return refusal ?? Reply.Of(201, new JsonObject { ["peer"] = new JsonObject { ["peerId"] = peer!.Id, ["offer"] = NewOffer() }, ["emulated"] = true });
        });
    }

    private Reply Offer(Exchange exchange, VoiceBridge bridge, VoicePeer peer) => ApiRequest.WithBody(exchange, MediaShape, _ =>
        authority.Voice.Offer(exchange, bridge, peer) ?? Reply.Of(200, new JsonObject { ["offer"] = NewOffer(), ["emulated"] = true }));

    private Reply Answer(Exchange exchange, VoiceBridge bridge, VoicePeer peer) => ApiRequest.WithBody(exchange, AnswerShape, body =>
        body.GetProperty("answer").GetProperty("sdp").GetString()!.StartsWith("v=0", StringComparison.Ordinal)
            ? authority.Voice.Answer(exchange, bridge, peer)
            : PsnReply.Bad(exchange, "body.answer.sdp", "a session description begins with v=0 (RFC 8866 section 5.1)"));

    /// <summary>A session description that leads nowhere.</summary>
    private JsonObject NewOffer()
    {
        string session = (++_offers).ToString(CultureInfo.InvariantCulture);
        return new JsonObject { ["sdp"] = $"v=0\r\no=emulator {session} 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n" };
    }
}
