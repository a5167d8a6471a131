using System.Collections.Concurrent;
using System.Text;
using GameAuth.Server;

namespace GameAuth.Activity.Tests.World;

/// <summary>Who may be in which room: everybody in any that he is not banned from; with a ticket in those whose name begins with <c>vip</c>. The same for all nodes.</summary>
internal sealed class ActivityRooms : IRoomAccess
{
    private readonly ConcurrentDictionary<string, bool> _bans = new(StringComparer.Ordinal);

    /// <summary>What happens while somebody is on his way into a room.</summary>
    public Func<Task>? WhileJoining { get; set; }

    public void Ban(string room) => _bans[room] = true;

    public async ValueTask<RoomAccessResult> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken)
    {
        if (WhileJoining is { } wait) { await wait(); }
        return _bans.ContainsKey(room) ? RoomAccessResult.Deny("You are banned.") : RoomAccessResult.Allow(["speak"], capacity: 50, requiresTicket: room.StartsWith("vip", StringComparison.Ordinal));
    }
}

/// <summary>The application behind the socket of one node: it sends what comes to all that are in the room by this node, and knows who was ended when.</summary>
internal sealed class ActivityChat(TimeProvider time) : IRealtimeHandler
{
    private readonly ConcurrentDictionary<RealtimeConnection, bool> _connections = new();

    public IEnumerable<RealtimeConnection> Connections => _connections.Keys;

    /// <summary>When the last player left a room, by the node's clock.</summary>
    public DateTimeOffset LastLeft { get; private set; }

    public ValueTask OnConnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections[connection] = true;
        return default;
    }

    public ValueTask OnMessageAsync(RealtimeConnection connection, RealtimeMessage message, CancellationToken cancellationToken)
    {
        byte[] data = Encoding.UTF8.GetBytes(message.Data.GetRawText());
        foreach (RealtimeConnection one in Connections) { one.TrySend(data, message.Room?.Room); }
        return default;
    }

    public ValueTask OnLeftAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken)
    {
        LastLeft = time.GetUtcNow();
        return default;
    }

    public ValueTask OnDisconnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections.TryRemove(connection, out _);
        return default;
    }
}
