using System.Text.Json;

namespace GameAuth.Server;

/// <summary>The application behind <c>/realtime</c>: it gets what players send, and sends what it wants. One object for the host; safe for use from any thread.</summary>
/// <remarks>
/// For one connection one method runs at a time, in the order of what happened; the next frame of a client is read when its method has ended. An exception closes the connection with 1011; its type is
/// logged, and its text is not. Broadcasting, also to other nodes, is the application's.
/// </remarks>
public interface IRealtimeHandler
{
    /// <summary>A player has proven who he is.</summary>
    /// <param name="connection">His connection.</param>
    /// <param name="cancellationToken">Ends with the connection.</param>
    /// <returns>Done when his frames may be read.</returns>
    ValueTask OnConnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken) => default;

    /// <summary>A player has joined a room by the gate. His client is told before what is sent to him from here on.</summary>
    /// <param name="connection">His connection.</param>
    /// <param name="room">The room, with his permissions.</param>
    /// <param name="cancellationToken">Ends with the connection.</param>
    /// <returns>Done when his frames may be read.</returns>
    ValueTask OnJoinedAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken) => default;

    /// <summary>A player sends something, to a room in which he is now, or to the application.</summary>
    /// <param name="connection">His connection.</param>
    /// <param name="message">What he sends.</param>
    /// <param name="cancellationToken">Ends with the connection.</param>
    /// <returns>Done when the next frame may be read.</returns>
    ValueTask OnMessageAsync(RealtimeConnection connection, RealtimeMessage message, CancellationToken cancellationToken);

    /// <summary>A player is not in a room any more: he left, was put out, or his connection has ended.</summary>
    /// <param name="connection">His connection.</param>
    /// <param name="room">The room, with his last permissions.</param>
    /// <param name="cancellationToken">Ends when the host has stopped.</param>
    /// <returns>Done when it is noted.</returns>
    ValueTask OnLeftAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken) => default;

    /// <summary>A connection has ended. Its rooms were left before.</summary>
    /// <param name="connection">The connection; nothing can be sent to it any more.</param>
    /// <param name="cancellationToken">Ends when the host has stopped.</param>
    /// <returns>Done when it is noted.</returns>
    ValueTask OnDisconnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken) => default;
}

/// <summary>Something that a player sends.</summary>
public sealed class RealtimeMessage
{
    internal RealtimeMessage()
    {
    }

    /// <summary>The room that it is for, with the player's permissions there now; null where it is for no room.</summary>
    public RoomAcceptance? Room { get; init; }

    /// <summary>What he sends: any JSON, each member of an object once. Valid until the handler's task has ended.</summary>
    public JsonElement Data { get; init; }

    /// <summary>What his client calls it, for an answer; null for nothing.</summary>
    public string? Id { get; init; }
}
