using System.Collections.Concurrent;

namespace GameAuth.Server;

/// <summary>The rooms in which the player of one socket is: joined and left by his frames, and ended by what happens elsewhere.</summary>
internal sealed class RealtimeRooms(RealtimeSocket socket, RealtimeAuthentication player, RealtimeServices services) : IRoomMember
{
    private readonly ConcurrentDictionary<string, RoomMembership> _rooms = new(StringComparer.Ordinal);

    public ValidatedToken? Token => player.Token;

    public IReadOnlyCollection<RoomAcceptance> All => [.. _rooms.Values.Select(static room => room.Acceptance)];

    /// <summary>Finds a room; null where the player is not there.</summary>
    public RoomMembership? Find(string room) => _rooms.TryGetValue(room, out RoomMembership? found) && !found.HasEnded ? found : null;

    public async ValueTask JoinAsync(RealtimeFrame frame, string? ticket, CancellationToken ended)
    {
        string room = frame.Room!;
        if (Find(room) is { } known)
        {
            TellJoined(frame, known.Acceptance);
            return;
        }

        if (_rooms.Count >= services.Options.RoomsPerConnection)
        {
            socket.Refuse(AuthError.RateLimited with { Message = "This connection is in too many rooms." }, frame.Id);
            return;
        }

        RoomJoinRequest request = new()
        {
            Room = room, AccessToken = player.AccessToken, Ticket = ticket, Connection = socket.Connection.Id, Subject = Token!.Subject, KeyThumbprint = Token.KeyThumbprint, Source = socket.Origin.Source,
        };
        (RoomMembership? joined, AuthError? refused) = await services.Memberships.EnterAsync(request, this, ended).ConfigureAwait(false);
        if (joined is null)
        {
            // The gate has told of it.
            socket.Refuse(refused!, frame.Id, isTold: true);
            return;
        }

        _rooms[room] = joined;
        TellJoined(frame, joined.Acceptance);
        await socket.CallAsync(connection => services.Handler.OnJoinedAsync(connection, joined.Acceptance, ended)).ConfigureAwait(false);
        if (joined.Eviction is { } error)
        {
            // He may have been put out before he was in the list.
            OnEvicted(joined, error);
        }
    }

    public async ValueTask LeaveAsync(RealtimeFrame frame)
    {
        if (_rooms.TryRemove(frame.Room!, out RoomMembership? room))
        {
            await EndAsync(room).ConfigureAwait(false);
        }

        socket.Send(RealtimeFrames.Write("left", json =>
        {
            RealtimeFrames.WriteText(json, "id", frame.Id);
            json.WriteString("room", frame.Room);
        }));
    }

    /// <summary>The socket has ended.</summary>
    public async ValueTask EndAsync()
    {
        foreach (string name in _rooms.Keys)
        {
            if (_rooms.TryRemove(name, out RoomMembership? room))
            {
                await EndAsync(room).ConfigureAwait(false);
            }
        }
    }

    public void OnPermissionsChanged(RoomMembership room) => socket.Send(RealtimeFrames.Write("permissions", json =>
    {
        json.WriteString("room", room.Room);
        RoomJson.WritePermissions(json, room.Acceptance);
    }));

    public void OnEvicted(RoomMembership room, AuthError error)
    {
        if (error.Code is "session_revoked" or "token_expired")
        {
            socket.Close(error);
        }
        else if (_rooms.TryRemove(new KeyValuePair<string, RoomMembership>(room.Room, room)))
        {
            socket.Send(RealtimeFrames.Error(error, type: "evicted", room: room.Room));
            _ = socket.CallAsync(connection => services.Handler.OnLeftAsync(connection, room.Acceptance, services.Stopped)).AsTask();
        }
    }

    private async ValueTask EndAsync(RoomMembership room)
    {
        await services.Memberships.LeaveAsync(room).ConfigureAwait(false);
        await socket.CallAsync(connection => services.Handler.OnLeftAsync(connection, room.Acceptance, services.Stopped)).ConfigureAwait(false);
    }

    private void TellJoined(RealtimeFrame frame, RoomAcceptance acceptance) => socket.Send(RealtimeFrames.Write("joined", json =>
    {
        RealtimeFrames.WriteText(json, "id", frame.Id);
        RoomJson.Write(json, acceptance, withPlace: false);
    }));
}
