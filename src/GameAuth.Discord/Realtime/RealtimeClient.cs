using System.Text.Json;

namespace GameAuth.Discord;

/// <summary>
/// A player's connection to the backend's rooms (<c>WS /realtime</c>) that mends itself: <c>await foreach (RealtimeEvent news in client)</c>. Dispose it to close it; the account's sign-out and the host's
/// stop end it too.
/// </summary>
/// <remarks>
/// <para>The access token goes in the first frame, never in an address. The challenge is answered by a proof of the key, and the token is renewed on the open connection, so that rooms and places stay.</para>
/// <para>A connection that is lost is made again after about 1 s, doubling to 60 s, with jitter, and no earlier than the backend allows; then the player returns to the rooms. A close that says not to come back ends it.</para>
/// <para>For one reader at a time; everything else is safe for use from any thread. At most 1024 events wait for a reader; one that is slower finds a single <see cref="RealtimeMissed"/> in their place.</para>
/// </remarks>
public sealed class RealtimeClient : IAsyncEnumerable<RealtimeEvent>, IAsyncDisposable
{
    private readonly RealtimeSocket _socket;

    internal RealtimeClient(RealtimeSocket socket) => _socket = socket;

    /// <summary>Whether the connection stands now. One that does not is being made again, unless <see cref="HasEnded"/>.</summary>
    public bool IsConnected => _socket.IsConnected;

    /// <summary>Whether it has ended: no connection will be made any more. The reader hears why.</summary>
    public bool HasEnded => _socket.HasEnded;

    /// <summary>The rooms in which the player is, or to which he returns with the next connection.</summary>
    public IReadOnlyCollection<RealtimeRoom> Rooms => _socket.Rooms;

    /// <summary>Joins a room, and returns to it after each loss until <see cref="LeaveAsync"/> or an eviction. A room that wants a ticket gets one.</summary>
    /// <param name="room">Its name: 1 to 128 letters, digits, '-', '.', '_', '~' and ':'.</param>
    /// <param name="cancellationToken">Ends the wait; then it is not joined, or left again.</param>
    /// <returns>The room; the same one where the player is there already.</returns>
    /// <exception cref="IllegalStepException">That is no name of a room; nothing was sent.</exception>
    /// <exception cref="ProviderException">The room is not open to the player (<c>room_forbidden</c>), or full (<c>room_full</c>, transient).</exception>
    /// <exception cref="ThrottledException">He is in too many rooms, or sends too much.</exception>
    /// <exception cref="GameAuthException">What has ended the connection.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed, or the host is stopping.</exception>
    public Task<RealtimeRoom> JoinAsync(string room, CancellationToken cancellationToken = default)
    {
        RealtimeFrames.CheckRoom(room);
        return _socket.JoinAsync(room, cancellationToken);
    }

    /// <summary>Leaves a room. Does nothing where the player is not there. A connection that is lost meanwhile has left it.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="cancellationToken">Ends the wait; the room is not returned to, unless somebody was just joining it.</param>
    /// <returns>Done when he is out.</returns>
    public Task LeaveAsync(string room, CancellationToken cancellationToken = default)
    {
        RealtimeFrames.CheckRoom(room);
        return _socket.LeaveAsync(room, cancellationToken);
    }

    /// <summary>Sends a message to the application, on the connection that stands or the next one that does. It is sent once: after a loss nobody knows whether the application got it.</summary>
    /// <param name="data">What to send. The whole frame has at most 16 KiB and 16 levels, and no member twice.</param>
    /// <param name="room">The room that it is for, in which the player is; null for the application itself. Default null.</param>
    /// <param name="cancellationToken">Ends the wait for the connection and for the rate that the backend allows.</param>
    /// <returns>Done when it is handed to the network. A refusal comes as <see cref="RealtimeMessageRefused"/>.</returns>
    /// <exception cref="IllegalStepException">The backend would close the connection because of it; nothing was sent.</exception>
    /// <exception cref="ProviderException">The connection was lost (transient).</exception>
    /// <exception cref="ThrottledException">More messages wait than can go out in 10 seconds.</exception>
    /// <exception cref="GameAuthException">What has ended the connection.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed, or the host is stopping.</exception>
    public Task SendAsync(JsonElement data, string? room = null, CancellationToken cancellationToken = default)
    {
        if (room is not null)
        {
            RealtimeFrames.CheckRoom(room);
        }

        return _socket.SendAsync(data, room, cancellationToken);
    }

    /// <summary>The events, from the oldest that waits. Ends quietly when this is disposed or the host stops.</summary>
    /// <param name="cancellationToken">Ends the wait for the next one; the connection stays.</param>
    /// <returns>The events.</returns>
    /// <exception cref="SignInRequiredException">The player has to sign in again; also thrown when the account was signed out.</exception>
    /// <exception cref="GameAuthException">Whatever else keeps the connection from being made again.</exception>
    public IAsyncEnumerator<RealtimeEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) => _socket.Feed.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Closes the connection: the player is out of all rooms. What still waits can be read, and then the events end quietly. Does nothing the second time.</summary>
    /// <returns>Done when it is closed.</returns>
    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}

/// <summary>A room in which the player is. Safe for use from any thread.</summary>
public sealed class RealtimeRoom
{
    private RoomSnapshot _snapshot = new([], 0);
    private bool _isJoined;

    internal RealtimeRoom(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether the player is in it on the connection that stands. False after an eviction, and between two connections.</summary>
    public bool IsJoined => Volatile.Read(ref _isJoined);

    /// <summary>What he may do there, as the backend said last.</summary>
    public IReadOnlyList<string> Permissions => Volatile.Read(ref _snapshot).Permissions;

    /// <summary>How many places were taken when he came in, his own among them.</summary>
    public int Occupied => Volatile.Read(ref _snapshot).Occupied;

    internal void Enter(IReadOnlyList<string> permissions, int occupied)
    {
        Volatile.Write(ref _snapshot, new RoomSnapshot(permissions, occupied));
        Volatile.Write(ref _isJoined, true);
    }

    internal void Change(IReadOnlyList<string> permissions) => Volatile.Write(ref _snapshot, new RoomSnapshot(permissions, Occupied));

    internal void Leave() => Volatile.Write(ref _isJoined, false);

    private sealed record RoomSnapshot(IReadOnlyList<string> Permissions, int Occupied);
}
