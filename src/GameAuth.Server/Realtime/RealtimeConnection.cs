using System.Text.Json;

namespace GameAuth.Server;

/// <summary>A socket of <c>/realtime</c> whose player has proven who he is. The application keeps it as long as it lives, and sends to it. Safe for use from any thread.</summary>
public sealed class RealtimeConnection
{
    private readonly RealtimeSocket _socket;

    internal RealtimeConnection(RealtimeSocket socket, string id) => (_socket, Id) = (socket, id);

    /// <summary>Its id: random, not a secret, the same until it ends.</summary>
    public string Id { get; }

    /// <summary>The player's access token as it is now: it changes when he renews it on the open socket. His <see cref="ValidatedToken.Subject"/> never does.</summary>
    public ValidatedToken Token => _socket.Token!;

    /// <summary>The rooms in which the player is by this connection now, with his permissions there.</summary>
    public IReadOnlyCollection<RoomAcceptance> Rooms => _socket.Rooms;

    /// <summary>Sends a frame of the type <c>message</c>. It waits for nobody: it is put behind what was sent before.</summary>
    /// <param name="data">What the client gets as <c>data</c>: JSON in UTF-8. It may be used again when this returns.</param>
    /// <param name="room">The room that it is about; a player who is not there any more does not get it. Null for no room.</param>
    /// <returns>
    /// Whether it will be sent. False where the connection has ended, the player is not in the room, this node does not know now who was revoked, or the client reads too slowly; then the connection is
    /// closed.
    /// </returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public bool TrySend(ReadOnlySpan<byte> data, string? room = null)
    {
        byte[] copy = data.ToArray();
        return _socket.TrySend(
            RealtimeFrames.Write("message", json =>
            {
                RealtimeFrames.WriteText(json, "room", room);
                json.WritePropertyName("data");
                json.WriteRawValue(copy);
            }),
            room);
    }

    /// <summary>Closes the connection; the client is told that this is not permitted (4403), and does not come back by itself.</summary>
    public void Close() => _socket.Close(AuthError.Forbidden);

    /// <summary>The connection's id.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => $"[connection {Id}]";
}
