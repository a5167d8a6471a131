using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The calls of the voice bridge, one method each. None knows what came before: <see cref="PartyOrder"/> does.</summary>
internal sealed class VoiceCalls(PsnWrites writes)
{
    private const string Bridges = "/api/rtcBridge/v1/bridges";

    private static readonly (string Name, string Value) Title = ("X-PSN-RTC-TITLE-ID", "METROPOL_AND");
    private static readonly byte[] Empty = [.. "{}"u8];
    private static readonly byte[] MediaTypes =
    [
        .. """{"mediaTypes":{"application":{"isRequired":true},"audio":{"isRequired":true,"opus":[{"bitrate":40,"channels":1,"codec":"CELT","ptime":40,"samplingRates":[16000]}]}}}"""u8,
    ];

    public async Task<VoiceIds> CreateAsync(PsnAccount account, ulong operation, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await writes.SendAsync(account, new PsnWrite(PsnStep.VoiceBridge, HttpMethod.Post, Bridges, operation) { Body = Empty, Headers = [Title] }, cancellationToken).ConfigureAwait(false);
        return answer.TryReadJson(PsnServiceJson.Default.BridgeAnswer, out BridgeAnswer? body) && PsnArguments.IsId(body.Bridge?.BridgeId) && ServerToken.IsUsable(body.Bridge.BridgeToken)
            ? new VoiceIds(body.Bridge.BridgeId, body.Bridge.BridgeToken)
            : throw PsnWrites.NotNamed(answer, "bridge");
    }

    /// <returns>The peer and the service's offer.</returns>
    public async Task<(string Id, string Offer)> AddPeerAsync(PsnAccount account, VoiceIds ids, ulong operation, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync(account, PsnStep.VoicePeer, HttpMethod.Post, ids, "/peers?allow_duid_duplication=false&g=2", MediaTypes, operation, cancellationToken).ConfigureAwait(false);
        return answer.TryReadJson(PsnServiceJson.Default.PeerAnswer, out PeerAnswer? body) && PsnArguments.IsId(body.Peer?.PeerId) && body.Peer.Offer?.Sdp is { Length: > 0 } offer
            ? (body.Peer.PeerId, offer)
            : throw PsnWrites.NotNamed(answer, "peer");
    }

    /// <returns>The service's new offer.</returns>
    public async Task<string> ReofferAsync(PsnAccount account, VoiceIds ids, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync(account, PsnStep.VoiceOffer, HttpMethod.Post, ids, $"/peers/{ids.Peer}/offer", MediaTypes, operation: 0, cancellationToken).ConfigureAwait(false);
        return answer.TryReadJson(PsnServiceJson.Default.OfferAnswer, out OfferAnswer? body) && body.Offer?.Sdp is { Length: > 0 } offer ? offer : throw PsnWrites.NotNamed(answer, "offer");
    }

    public Task AnswerAsync(PsnAccount account, VoiceIds ids, string sdp, CancellationToken cancellationToken) => SendAsync(
        account, PsnStep.VoiceAnswer, HttpMethod.Post, ids, $"/peers/{ids.Peer}/answer",
        PsnWrites.Bytes(new AnswerRequest { Answer = new SdpBody { Sdp = sdp } }, PsnBodyJson.Text.AnswerRequest), operation: 0, cancellationToken);

    /// <returns>The peers that the bridge has.</returns>
    public async Task<IReadOnlyList<string>> ReadPeersAsync(PsnAccount account, VoiceIds ids, ulong operation, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync(account, PsnStep.VoiceRead, HttpMethod.Get, ids, "?fields=peer.peerId", body: null, operation, cancellationToken).ConfigureAwait(false);
        return [.. (answer.ReadJson(PsnServiceJson.Default.BridgeAnswer).Bridge?.Peers ?? throw answer.Failure("has no list of peers", isTransient: false))
            .Select(static one => one.PeerId).Where(PsnArguments.IsId).OfType<string>()];
    }

    public Task DropPeerAsync(PsnAccount account, VoiceIds ids, ulong operation, CancellationToken cancellationToken) =>
        SendAsync(account, PsnStep.VoicePeerEnd, HttpMethod.Delete, ids, $"/peers/{ids.Peer}", body: null, operation, cancellationToken);

    public Task DropBridgeAsync(PsnAccount account, VoiceIds ids, ulong operation, CancellationToken cancellationToken) =>
        SendAsync(account, PsnStep.VoiceBridgeEnd, HttpMethod.Delete, ids, "", body: null, operation, cancellationToken);

    private Task<ProviderResponse> SendAsync(
        PsnAccount account, string step, HttpMethod method, VoiceIds ids, string target, byte[]? body, ulong operation, CancellationToken cancellationToken) =>
        writes.SendAsync(account, new PsnWrite(step, method, $"{Bridges}/{ids.Bridge}{target}", operation)
        {
            Body = body,
            Headers = [Title, ("X-PSN-BRIDGE-TOKEN", ids.Token.Reveal())],
            IsRead = method == HttpMethod.Get,
        }, cancellationToken);
}

/// <summary>The ids of one voice.</summary>
/// <param name="Bridge">The bridge.</param>
/// <param name="Token">What opens it.</param>
/// <param name="Peer">This end of it; null while there is none, or none that is known.</param>
internal readonly record struct VoiceIds(string Bridge, Secret Token, string? Peer = null);

/// <summary>The answer with a bridge.</summary>
internal sealed class BridgeAnswer
{
    public BridgeBody? Bridge { get; set; }
}

/// <summary>A bridge as the service has it.</summary>
internal sealed class BridgeBody
{
    public string? BridgeId { get; set; }
    public Secret? BridgeToken { get; set; }

    [JsonConverter(typeof(WireListConverter<PeerBody>))]
    public IReadOnlyList<PeerBody>? Peers { get; set; }
}

/// <summary>The answer with a peer.</summary>
internal sealed class PeerAnswer
{
    public PeerBody? Peer { get; set; }
}

/// <summary>A peer as the service has it.</summary>
internal sealed class PeerBody
{
    public string? PeerId { get; set; }
    public SdpBody? Offer { get; set; }
}

/// <summary>The answer with an offer.</summary>
internal sealed class OfferAnswer
{
    public SdpBody? Offer { get; set; }
}

/// <summary>A session description, which nobody here reads.</summary>
internal sealed class SdpBody
{
    public string? Sdp { get; set; }
}

/// <summary>The body of an answer.</summary>
internal sealed class AnswerRequest
{
    public required SdpBody Answer { get; init; }
}

/// <summary>The body of a link.</summary>
internal sealed class LinkRequest
{
    public required IReadOnlyList<LinkedBridge> Bridges { get; init; }
}

/// <summary>A bridge that is linked to a party.</summary>
internal sealed class LinkedBridge
{
    public required string BridgeId { get; init; }
    public required string BridgeToken { get; init; }
}
