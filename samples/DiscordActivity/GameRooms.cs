using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Server;

namespace DiscordActivity;

/// <summary>
/// Who may be in which room, and what happens there. Both nodes of the sample are in this process, so that one object hears both; nodes on machines of their own carry messages to each other by something
/// such as Redis or PostgreSQL's NOTIFY.
/// </summary>
/// <param name="staff">The Discord ids of those who may enter the privileged room.</param>
internal sealed class GameRooms(IEnumerable<string> staff) : IRoomAccess, IRealtimeHandler
{
    private readonly HashSet<string> _staff = [.. staff];
    private readonly ConcurrentDictionary<RealtimeConnection, bool> _connections = new();

    public ValueTask<RoomAccessResult> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken) => new(room switch
    {
        "lobby" => RoomAccessResult.Allow(["speak"], capacity: 50),
        "staff" when player.FindClaim("discord_id") is { } id && _staff.Contains(id) => RoomAccessResult.Allow(["speak", "announce"], requiresTicket: true),
        "staff" => RoomAccessResult.Deny("This room is for the staff."),
        _ => RoomAccessResult.Deny(),
    });

    public ValueTask OnConnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections[connection] = true;
        return default;
    }

    public ValueTask OnJoinedAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken)
    {
        Tell(room.Room, connection.Token.Subject, "has joined");
        return default;
    }

    public ValueTask OnMessageAsync(RealtimeConnection connection, RealtimeMessage message, CancellationToken cancellationToken)
    {
        // What a client sends is anything: a text is taken, the rest is not.
        if (message.Room is { } room && room.Permissions.Contains("speak") && message.Data.ValueKind == JsonValueKind.Object
            && message.Data.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 and <= 500 } said)
        {
            Tell(room.Room, connection.Token.Subject, said);
        }

        return default;
    }

    public ValueTask OnLeftAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken)
    {
        Tell(room.Room, connection.Token.Subject, "has left");
        return default;
    }

    public ValueTask OnDisconnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections.TryRemove(connection, out _);
        return default;
    }

    /// <summary>Whose message it is the server says, and no client.</summary>
    private void Tell(string room, string from, string text)
    {
        byte[] data = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["from"] = from, ["text"] = text });
        foreach (RealtimeConnection one in _connections.Keys)
        {
            one.TrySend(data, room);
        }
    }
}
