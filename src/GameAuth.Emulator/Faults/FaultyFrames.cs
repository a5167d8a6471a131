using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Faults;

/// <summary>What a scripted fault makes of a message over a socket.</summary>
internal static class FaultyFrames
{
    private const int Throttled = 1001;
    private const int Unavailable = 1002;

    /// <summary>The status that the fault answers with instead of the honest one; null when it does not.</summary>
    public static int? StatusOf(Fault? fault) => fault switch
    {
        null => null,
        { FrameStatus: { } status } => status,
        { Status: 429 } or { RateLimit: not null } => Throttled,
        { Status: not null } or { XErr: not null } or { OAuthError: not null } => Unavailable,
        _ => null,
    };

    /// <summary>Whether the request has no effect: its answer is replaced or dropped, and the fault does not strike afterwards.</summary>
    public static bool Prevents(Fault? fault) =>
        fault is { AfterState: false } && (fault.Drop || fault.Body is not null || StatusOf(fault) is not null);

    /// <summary>What is sent, in this order.</summary>
    public static IEnumerable<SocketFrame> Of(Fault? fault, JsonNode answer)
    {
        if (fault is null) return [SocketFrame.Of(answer)];
        SocketFrame main = fault.Body is { } body ? SocketFrame.Text(body) : SocketFrame.Of(DamagedBody.Of(Reply.Of(200, answer), fault));
        return [.. fault.ExtraFrames.Select(SocketFrame.Text), main];
    }
}
