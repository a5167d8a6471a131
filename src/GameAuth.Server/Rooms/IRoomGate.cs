namespace GameAuth.Server;

/// <summary>
/// The one gate to rooms. It knows no transport: an endpoint, a socket, a hub and an application's own transport ask it. Found in the services after
/// <c>AddRooms()</c>; safe for use from any thread.
/// </summary>
/// <remarks>
/// It asks in this order, and the first that fails decides: the access token's validity; its revocation; whether it is the connection's player; access, by the application's <see cref="IRoomAccess"/>,
/// and then capacity; the ticket, where access asks for one. What it can't find out now is refused with <see cref="AuthError.TemporarilyUnavailable"/>; no refusal is an exception.
/// </remarks>
public interface IRoomGate
{
    /// <summary>How long a place lives that nobody renews: 15 s.</summary>
    static TimeSpan PlaceLifetime { get; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a place is renewed, by joining again: each 5 s, so that one renewal may be lost.</summary>
    static TimeSpan RenewalInterval { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a ticket can be used: 30 s.</summary>
    static TimeSpan TicketLifetime { get; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Lets a player in, and takes a place for <see cref="PlaceLifetime"/>. Whoever is in calls it again each <see cref="RenewalInterval"/> with the same connection: everything is asked anew but the
    /// ticket, and the place is renewed.
    /// </summary>
    /// <param name="request">Who wants to join what.</param>
    /// <param name="cancellationToken">Ends the wait; a place that was taken by then frees itself.</param>
    /// <returns>The acceptance with the player's permissions, or why he was refused.</returns>
    ValueTask<RoomJoinResult> JoinAsync(RoomJoinRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a ticket for a room, where everything but capacity permits the join. It can be used once, by the same access token, within <see cref="TicketLifetime"/>.</summary>
    /// <param name="request">Who wants to join what; its own ticket is not looked at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The ticket, or why there is none.</returns>
    ValueTask<RoomTicketResult> CreateTicketAsync(RoomJoinRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives the place of a connection back. Does nothing where it has none.</summary>
    /// <param name="request">The room and the connection, as at the join.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where it is given back; else why the access token was refused, and then the place ends by itself.</returns>
    ValueTask<AuthError?> LeaveAsync(RoomJoinRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Tells all nodes that access has changed: a ban from a room, another role. Within <see cref="GameAuthServerOptions.RevocationBound"/> they ask <see cref="IRoomAccess"/> anew for the players that
    /// sockets and hubs have there. Call it after the application's own data has changed.
    /// </summary>
    /// <param name="room">The room; null for all rooms.</param>
    /// <param name="subject">The player; null for everybody. One of the two must be given.</param>
    /// <param name="cancellationToken">Ends the wait; what has begun is finished.</param>
    /// <returns>Done when the store has it; the nodes ask beside it.</returns>
    /// <exception cref="ArgumentException">Neither is given.</exception>
    /// <exception cref="SessionStoreException">The store can't be used now; it can be called again.</exception>
    ValueTask ReevaluateAsync(string? room, string? subject, CancellationToken cancellationToken = default);
}

/// <summary>Who wants to join what. Prints without its secrets.</summary>
public sealed class RoomJoinRequest
{
    /// <summary>The room's name: 1 to 128 characters of <c>A-Z a-z 0-9 - . _ ~ :</c>, neither <c>.</c> nor <c>..</c>. Any other text is refused with <see cref="AuthError.InvalidRequest"/>.</summary>
    public required string Room { get; init; }

    /// <summary>The access token as it came. It need not be one at all.</summary>
    public required string AccessToken { get; init; }

    /// <summary>The ticket, for a room that wants one; null without.</summary>
    public string? Ticket { get; init; }

    /// <summary>Which of the player's connections it is, such as a hub's <c>ConnectionId</c>; each has a place of its own, and all count as one player. Null for one place of the whole session.</summary>
    public string? Connection { get; init; }

    /// <summary>The player whom the connection belongs to since it was authenticated; a token of another one is refused. Null where the token alone says who it is.</summary>
    public string? Subject { get; init; }

    /// <summary>The thumbprint of the key that the connection has proven (RFC 7638, base64url), for an access token that is bound to it; null for a bearer token.</summary>
    public string? KeyThumbprint { get; init; }

    /// <summary>Where the request came from, for the audit.</summary>
    internal RequestSource Source { get; init; } = RequestSource.Unknown;

    /// <summary>Neither the token nor the ticket; nor the name, which may be any text.</summary>
    /// <returns>A word.</returns>
    public override string ToString() => "[room join request]";
}

/// <summary>What the gate says to a join.</summary>
public readonly record struct RoomJoinResult
{
    internal RoomJoinResult(RoomAcceptance acceptance) => Acceptance = acceptance;

    internal RoomJoinResult(AuthError error) => Error = error;

    /// <summary>The acceptance; null where the player was refused.</summary>
    public RoomAcceptance? Acceptance { get; }

    /// <summary>Why he was refused: a row of the table of errors. Null where he was not.</summary>
    public AuthError? Error { get; }

    /// <summary>Whether he is in.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Acceptance))]
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Error))]
    public bool IsAccepted => Acceptance is not null;
}

/// <summary>A player is in a room: as what, and for how long.</summary>
public sealed record RoomAcceptance
{
    internal RoomAcceptance(string room, ValidatedToken token, RoomPlace place)
    {
        Room = room;
        Token = token;
        Place = place;
    }

    /// <summary>The room.</summary>
    public string Room { get; }

    /// <summary>The player (<c>sub</c>).</summary>
    public string Subject => Token.Subject;

    /// <summary>What he may do there: a snapshot of what <see cref="IRoomAccess"/> said.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>How many players the room has now, by the store.</summary>
    public int Occupied { get; internal set; }

    internal ValidatedToken Token { get; init; }

    internal RoomPlace Place { get; init; }
}

/// <summary>What the gate says to who wants a ticket. Prints without it.</summary>
public readonly record struct RoomTicketResult
{
    internal RoomTicketResult(Secret ticket) => Ticket = ticket;

    internal RoomTicketResult(AuthError error) => Error = error;

    /// <summary>The ticket; null where there is none.</summary>
    public Secret? Ticket { get; }

    /// <summary>Why there is none; null where there is one.</summary>
    public AuthError? Error { get; }
}
