using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>
/// The connections of this node that are in rooms. It renews their places, some hundred in one statement, asks for access anew where the log says that it has changed, and puts out whose session has
/// ended. Safe for use from any thread.
/// </summary>
internal sealed partial class RoomMemberships(
    IRoomGate gate, RoomAccessCheck access, ISessionStore store, RevocationIndex revocations, SessionEvents events, TimeProvider time,
    ILogger<RoomMemberships> logger) : BackgroundService
{
    // A renewal that fails is tried again after this, several times before the place ends.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // How many players the application is asked about at once, after a change: it waits for its own data.
    private const int AtOnce = 64;

    private readonly ConcurrentDictionary<RoomMembership, bool> _all = new();
    private readonly ConcurrentQueue<RevocationEntry> _entries = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly ILogger _logger = logger;
    private long _heard;
    private bool _isBehind;

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>Joins a room for a connection, and keeps its place until it leaves.</summary>
    public async ValueTask<(RoomMembership? Room, AuthError? Error)> EnterAsync(RoomJoinRequest request, IRoomMember member, CancellationToken cancellationToken)
    {
        long heard = Volatile.Read(ref _heard);
        RoomJoinResult joined = await gate.JoinAsync(request, cancellationToken).ConfigureAwait(false);
        if (!joined.IsAccepted)
        {
            return (null, joined.Error);
        }

        RoomMembership room = new(joined.Acceptance, member) { RenewedAt = time.GetTimestamp() };
        _all[room] = true;
        if (heard != Volatile.Read(ref _heard))
        {
            // What has changed while the gate asked was told before anybody knew of this one.
            await ReevaluateAsync(room, cancellationToken).ConfigureAwait(false);
        }

        return room.Eviction is { } evicted ? (null, evicted) : (room, null);
    }

    /// <summary>Leaves, and gives the place back; where that fails, the place ends by itself.</summary>
    public async ValueTask LeaveAsync(RoomMembership room)
    {
        room.TryEnd();
        _all.TryRemove(room, out _);
        try
        {
            await store.ReleasePlaceAsync(room.Acceptance.Place.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // It is free in some seconds.
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        revocations.Entered += Hear;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        revocations.Entered -= Hear;
        foreach (RoomMembership room in _all.Keys)
        {
            await LeaveAsync(room).ConfigureAwait(false);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _news.Dispose();
    }

    // Apart from each other: a store that is slow to renew must not keep a revocation from whom it hits.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WatchAsync(stoppingToken), KeepAsync(stoppingToken));

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the next revocation must find this loop alive.
                NotLooked(failure.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            using CancellationTokenSource tick = new(Tick, time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, stoppingToken);
            await _news.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RenewAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!_isBehind)
                {
                    NotRenewed(failure.GetType().Name);
                }

                _isBehind = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Tick, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        bool hasRevocations = false;
        HashSet<RoomMembership> changed = [];
        while (_entries.TryDequeue(out RevocationEntry? entry))
        {
            hasRevocations |= entry.Target != RevocationTarget.RoomAccess;
            changed.UnionWith(entry.Target == RevocationTarget.RoomAccess ? _all.Keys.Where(room => IsHit(entry.Value, room)) : []);
        }

        EndOver(hasRevocations);
        await Parallel.ForEachAsync(changed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, ReevaluateAsync).ConfigureAwait(false);
    }

    private static bool IsHit(string change, RoomMembership room)
    {
        RoomAcceptance acceptance = room.Acceptance;
        return change == RoomNames.ChangeOf(acceptance.Room, acceptance.Subject) || change == RoomNames.ChangeOf(acceptance.Room, subject: null)
            || change == RoomNames.ChangeOf(room: null, acceptance.Subject);
    }

    private void Hear(RevocationEntry entry)
    {
        Interlocked.Increment(ref _heard);
        if (!_all.IsEmpty)
        {
            _entries.Enqueue(entry);
            _news.Release();
        }
    }

    private void EndOver(bool hasRevocations)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (RoomMembership room in _all.Keys)
        {
            ValidatedToken token = room.Token;
            if (hasRevocations && revocations.IsRevoked(token))
            {
                Evict(room, AuthError.SessionRevoked);
            }
            else if (token.ExpiresAt <= now)
            {
                Evict(room, AuthError.TokenExpired);
            }
        }
    }

    private async ValueTask ReevaluateAsync(RoomMembership room, CancellationToken cancellationToken)
    {
        if (revocations.IsRevoked(room.Token))
        {
            Evict(room, AuthError.SessionRevoked);
            return;
        }

        RoomAccessResult? said = await access.CheckAsync(room.Room, room.Token, cancellationToken).ConfigureAwait(false);
        if (said is not { IsAllowed: true })
        {
            Evict(room, said is null ? AuthError.TemporarilyUnavailable : said.Message is { } why ? AuthError.RoomForbidden with { Message = why } : AuthError.RoomForbidden);
            return;
        }

        RoomAcceptance before = room.Acceptance;
        room.Acceptance = before with { Permissions = said.Permissions, Place = before.Place with { Capacity = said.Capacity } };
        if (!said.Permissions.SequenceEqual(before.Permissions, StringComparer.Ordinal))
        {
            room.Member.OnPermissionsChanged(room);
        }
    }

    private async ValueTask RenewAsync(CancellationToken cancellationToken)
    {
        RoomMembership[] due = [.. _all.Keys.Where(room => time.GetElapsedTime(room.RenewedAt) >= IRoomGate.RenewalInterval)];
        foreach (RoomMembership[] batch in due.Chunk(SessionStoreLimits.Places))
        {
            // The time of before: the place lives at least as long as this node believes.
            long timestamp = time.GetTimestamp();
            IReadOnlyList<bool> renewed = await store.RenewPlacesAsync([.. batch.Select(static room => room.Acceptance.Place.Id)], IRoomGate.PlaceLifetime, cancellationToken).ConfigureAwait(false);
            foreach ((RoomMembership room, bool lives) in batch.Zip(renewed))
            {
                room.RenewedAt = timestamp;
                if (!lives && !room.HasEnded)
                {
                    await TakeAgainAsync(room, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        if (_isBehind)
        {
            _isBehind = false;
            RenewedAgain();
        }
    }

    // The node was away from the store for longer than the place has lived: somebody else may have it, and changes may have been missed.
    private async ValueTask TakeAgainAsync(RoomMembership room, CancellationToken cancellationToken)
    {
        await ReevaluateAsync(room, cancellationToken).ConfigureAwait(false);
        if (!room.HasEnded && !(await store.TakePlaceAsync(room.Acceptance.Place, cancellationToken).ConfigureAwait(false)).IsTaken)
        {
            Evict(room, RoomGate.Full);
        }

        if (room.HasEnded)
        {
            // It left meanwhile, and what it gave back was not there yet.
            await LeaveAsync(room).ConfigureAwait(false);
        }
    }

    private void Evict(RoomMembership room, AuthError error)
    {
        if (!room.TryEnd())
        {
            return;
        }

        _all.TryRemove(room, out _);
        room.Eviction = error;
        RoomAcceptance acceptance = room.Acceptance;
        events.Raise(events.Make(SessionEventNames.RoomEvicted) with
        {
            Session = acceptance.Token.Session, Subject = acceptance.Subject, AccessTokenId = room.Token.Id, Room = acceptance.Room, Reason = error.Code, Count = 0,
        });
        room.Member.OnEvicted(room, error);
        _ = LeaveAsync(room).AsTask();
    }

    [LoggerMessage(2063, LogLevel.Error, "Places in rooms can not be renewed ({Error}); they are free for others in some seconds. Look at the session store.")]
    private partial void NotRenewed(string error);

    [LoggerMessage(2065, LogLevel.Error, "What has changed in rooms could not be followed ({Error}).")]
    private partial void NotLooked(string error);

    [LoggerMessage(2064, LogLevel.Information, "Places in rooms can be renewed again.")]
    private partial void RenewedAgain();
}
