using System.Text.Json;

namespace GameAuth.Discord;

/// <summary>Something that has happened on a <see cref="RealtimeClient"/>. Immutable.</summary>
public abstract class RealtimeEvent
{
    private protected RealtimeEvent(string? room) => Room = room;

    /// <summary>The room that it is about; null where it is about none.</summary>
    public string? Room { get; }
}

/// <summary>A message of the application.</summary>
public sealed class RealtimeMessageReceived : RealtimeEvent
{
    internal RealtimeMessageReceived(string? room, JsonElement data)
        : base(room) => Data = data;

    /// <summary>What the application has sent, as it came.</summary>
    public JsonElement Data { get; }
}

/// <summary>What the player may do in a room has changed.</summary>
public sealed class RealtimePermissionsChanged : RealtimeEvent
{
    internal RealtimePermissionsChanged(string room, IReadOnlyList<string> permissions)
        : base(room) => Permissions = permissions;

    /// <summary>What he may do now; may be empty.</summary>
    public IReadOnlyList<string> Permissions { get; }
}

/// <summary>The player is not in a room any more: he was put out, or could not come back after a loss. It is not joined again by itself; the connection lives on.</summary>
public sealed class RealtimeEvicted : RealtimeEvent
{
    internal RealtimeEvicted(string room, string code, string message, bool isRecoverable)
        : base(room) => (Code, Message, IsRecoverable) = (code, message, isRecoverable);

    /// <summary>The backend's word, such as <c>room_forbidden</c>.</summary>
    public string Code { get; }

    /// <summary>The backend's sentence, cleaned; may be empty.</summary>
    public string Message { get; }

    /// <summary>Whether joining again later may succeed, such as in a room that is full.</summary>
    public bool IsRecoverable { get; }
}

/// <summary>A message of this client was refused, and the application has not got it.</summary>
public sealed class RealtimeMessageRefused : RealtimeEvent
{
    internal RealtimeMessageRefused(string? room, string code, bool isRecoverable)
        : base(room) => (Code, IsRecoverable) = (code, isRecoverable);

    /// <summary>The backend's word, such as <c>room_forbidden</c> or <c>temporarily_unavailable</c>.</summary>
    public string Code { get; }

    /// <summary>Whether the same message may be taken later.</summary>
    public bool IsRecoverable { get; }
}

/// <summary>Some events may have been missed: the connection was made again, or the reader was too slow. Ask the application again for what you need to know.</summary>
public sealed class RealtimeMissed : RealtimeEvent
{
    internal RealtimeMissed()
        : base(room: null)
    {
    }
}
