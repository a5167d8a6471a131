namespace GameAuth.Server;

/// <summary>What the application knows of its rooms: who may be there, as what, and how many. One object for the host; safe for use from any thread.</summary>
/// <remarks>
/// It is asked at each join and renewal over HTTP, at each join of a socket or hub, and after <see cref="IRoomGate.ReevaluateAsync"/>. Where it throws, or takes longer than
/// half of <see cref="GameAuthServerOptions.RevocationBound"/>, the player is refused with <see cref="AuthError.TemporarilyUnavailable"/>.
/// </remarks>
public interface IRoomAccess
{
    /// <summary>Says what a player may do in a room now: his membership, his role, a ban; and what the room is like.</summary>
    /// <param name="room">The room's name. It is well-formed; whether there is such a room is the application's to say.</param>
    /// <param name="player">The player's access token, which was found right: permissions go by its <see cref="ValidatedToken.Subject"/> or by a claim of it, such as <c>discord_id</c>.</param>
    /// <param name="cancellationToken">Ends when nobody waits any more.</param>
    /// <returns>What he may do.</returns>
    ValueTask<RoomAccessResult> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken);
}

/// <summary>What a player may do in a room.</summary>
public sealed record RoomAccessResult
{
    private RoomAccessResult()
    {
    }

    /// <summary>Whether he may be there.</summary>
    public bool IsAllowed { get; private init; }

    /// <summary>What he may do there, in words of the application. The client gets them, and so does the application with each message.</summary>
    public IReadOnlyList<string> Permissions { get; private init; } = [];

    /// <summary>The most players of the room; <see cref="int.MaxValue"/> for a room without a limit.</summary>
    public int Capacity { get; private init; } = int.MaxValue;

    /// <summary>Whether the join must bring a ticket (section 5, point 5).</summary>
    public bool RequiresTicket { get; private init; }

    /// <summary>Why he may not be there, for the client; null for the message of <see cref="AuthError.RoomForbidden"/>.</summary>
    public string? Message { get; private init; }

    /// <summary>He may be there.</summary>
    /// <param name="permissions">What he may do there.</param>
    /// <param name="capacity">The most players of the room; at least 1. Default: no limit.</param>
    /// <param name="requiresTicket">Whether the join must bring a ticket. Default false.</param>
    /// <returns>The answer.</returns>
    public static RoomAccessResult Allow(IEnumerable<string> permissions, int capacity = int.MaxValue, bool requiresTicket = false)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new RoomAccessResult { IsAllowed = true, Permissions = [.. permissions], Capacity = capacity, RequiresTicket = requiresTicket };
    }

    /// <summary>He may not be there: no member, banned, or there is no such room.</summary>
    /// <param name="message">Why, for the client; no secret. Null says no more than that the room is not open to him.</param>
    /// <returns>The answer.</returns>
    public static RoomAccessResult Deny(string? message = null) => new() { Message = message };
}
