using System.Collections.Concurrent;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>A player's connection to the backend's rooms that mends itself, with the rooms to return to.</summary>
internal sealed class RealtimeSocket : ReconnectingSocket<RealtimeSession>
{
    // A close that says to come back a few times: three in a row.
    private const int MostFailures = 3;

    private static readonly ReconnectOptions Options = new();

    private readonly RealtimeParts _parts;
    private readonly ConcurrentDictionary<string, RoomSubscription> _rooms = new(StringComparer.Ordinal);
    private RealtimeSession? _last;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private DateTimeOffset _since;
    private int _failures;

    public RealtimeSocket(RealtimeConnector connector, DiscordAccount account)
        : base(account, DiscordStep.Realtime, Options)
    {
        _parts = new RealtimeParts(account, connector, OnNews);
        Feed = new SocketFeed<RealtimeSession, RealtimeEvent>(static () => new RealtimeMissed(), dropped => DiscordLog.EventsDropped(connector.Log, dropped));
    }

    /// <summary>The events of all its connections.</summary>
    public SocketFeed<RealtimeSession, RealtimeEvent> Feed { get; }

    public IReadOnlyCollection<RealtimeRoom> Rooms => [.. _rooms.Values.Where(static one => one.Connection is not null).Select(static one => one.Room)];

    public async Task<RealtimeRoom> JoinAsync(string name, CancellationToken cancellationToken)
    {
        RoomSubscription wanted = new(this, _parts, name);
        while (!_rooms.TryAdd(name, wanted))
        {
            if (_rooms.TryGetValue(name, out RoomSubscription? there))
            {
                if (there.Connection is not null)
                {
                    return there.Room;
                }

                // Somebody else is about to join it, or has given up and is about to leave it: frames of both would end in either.
                await there.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        try
        {
            await SubscribeAsync(wanted, cancellationToken).ConfigureAwait(false);
            wanted.Settle();
            return wanted.Room;
        }
        catch
        {
            if (cancellationToken.IsCancellationRequested && !HasEnded)
            {
                // The server may have agreed a moment later.
                _ = LeaveQuietlyAsync(wanted);
            }
            else
            {
                GiveUp(wanted);
            }

            throw;
        }
    }

    public async Task LeaveAsync(string name, CancellationToken cancellationToken)
    {
        if (!_rooms.TryGetValue(name, out RoomSubscription? room))
        {
            return;
        }

        await room.Settled.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!Forget(room))
        {
            return;
        }

        Remove(room);
        room.Room.Leave();
        if (room.Connection is { } connection && await connection.AskAsync("leave", name, ticket: null, cancellationToken).ConfigureAwait(false) is { Refusal: { } refused })
        {
            throw DiscordErrors.Of(refused with { Step = DiscordStep.Leave, Now = _parts.Time.GetUtcNow() });
        }
    }

    public async Task SendAsync(JsonElement data, string? room, CancellationToken cancellationToken)
    {
        RealtimeSession connection = await GetConnectionAsync(cancellationToken).ConfigureAwait(false);
        await connection.SendMessageAsync(data, room, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The player is not in a room any more, and does not return to it.</summary>
    public void PutOut(RoomSubscription room, BackendRefusal why)
    {
        Remove(room);
        Forget(room);
        room.Room.Leave();
        Feed.Put(new RealtimeEvicted(room.Room.Name, why.Code, FieldParser.Text(why.Message), why.IsRecoverable));
    }

    /// <summary>The room is none of the player's any more.</summary>
    /// <returns>Whether it was until now.</returns>
    public bool Forget(RoomSubscription room) => _rooms.TryRemove(new KeyValuePair<string, RoomSubscription>(room.Room.Name, room));

    protected override async Task<RealtimeSession> ConnectAsync(bool isFirst, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _last, null)?.End is { } end)
        {
            _failures = _parts.Time.GetUtcNow() - _since >= Options.LongestPause ? 0 : _failures;
            await ObeyAsync(end, cancellationToken).ConfigureAwait(false);
        }

        if (_notBefore > _parts.Time.GetUtcNow())
        {
            throw new ThrottledException(
                $"discord: the backend wants the connection of step '{DiscordStep.Realtime}' to wait until {_notBefore:O}.", _notBefore, wasSent: false)
            { Provider = DiscordDefaults.Provider, Step = DiscordStep.Realtime };
        }

        while (true)
        {
            DiscordGrant grant = await _parts.GetGrantAsync(cancellationToken).ConfigureAwait(false);
            (RealtimeSession? session, RealtimeEnd? refused) = await RealtimeSession.OpenAsync(_parts, grant, cancellationToken).ConfigureAwait(false);
            if (session is not null)
            {
                (_last, _since) = (session, _parts.Time.GetUtcNow());
                if (!isFirst)
                {
                    Feed.PutMissed();
                }

                return session;
            }

            await ObeyAsync(refused!, cancellationToken).ConfigureAwait(false);
            if (refused!.Return is not (RealtimeReturn.NewToken or RealtimeReturn.SignIn))
            {
                throw refused.ToException(_parts.Time.GetUtcNow());
            }
        }
    }

    /// <summary>Does what a close says before anything is sent again.</summary>
    /// <exception cref="GameAuthException">It says not to come back, or not yet.</exception>
    private async Task ObeyAsync(RealtimeEnd end, CancellationToken cancellationToken)
    {
        switch (end.Return)
        {
            case RealtimeReturn.Never:
                throw end.ToException(_parts.Time.GetUtcNow());
            case RealtimeReturn.SignIn:
                await _parts.EndAsync(end.Grant, end.ToException(_parts.Time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
                break;
            case RealtimeReturn.NewToken when !_parts.Refuse(end.Grant):
                // Another token was got a moment ago for the same reason, and is refused as well.
                throw end.ToException(_parts.Time.GetUtcNow());
            case RealtimeReturn.Later:
                _notBefore = _parts.Time.GetUtcNow() + end.Wait;
                break;
            case RealtimeReturn.FewTimes when ++_failures > MostFailures:
                throw end.Failure(isTransient: false);
        }
    }

    /// <summary>Whoever waits for the room's turn goes on.</summary>
    private void GiveUp(RoomSubscription wanted)
    {
        Forget(wanted);
        wanted.Settle();
    }

    private async Task LeaveQuietlyAsync(RoomSubscription wanted)
    {
        try
        {
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5), _parts.Time);
            RealtimeSession connection = await GetConnectionAsync(limit.Token).ConfigureAwait(false);
            await connection.AskAsync("leave", wanted.Room.Name, ticket: null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception over) when (over is GameAuthException or OperationCanceledException or ObjectDisposedException)
        {
            // A connection that is lost is in no room.
        }
        finally
        {
            GiveUp(wanted);
        }
    }

    private void OnNews(RealtimeSession session, RealtimeFrame frame)
    {
        RoomSubscription? room = frame.Room is { } name && _rooms.TryGetValue(name, out RoomSubscription? found) ? found : null;
        switch (frame.Type)
        {
            case "message":
                Feed.Put(new RealtimeMessageReceived(frame.Room, frame.Data));
                break;
            case "permissions" when frame.Room is { } where:
                room?.Room.Change(frame.Permissions);
                Feed.Put(new RealtimePermissionsChanged(where, frame.Permissions));
                break;
            case "evicted" when room is not null && frame.Refusal is { } why:
                PutOut(room, why);
                break;
            case "error" when frame.Refusal is { } refused:
                Feed.Put(new RealtimeMessageRefused(frame.Room, refused.Code, refused.IsRecoverable));
                break;
        }
    }
}
