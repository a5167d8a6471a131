using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>The gate: room, token, revocation, player, access, capacity, ticket, in this order. Safe for use from any thread.</summary>
internal sealed partial class RoomGate(
    RoomAccessCheck access,
    BearerValidator bearer,
    ISessionStore store,
    RoomTickets tickets,
    RevocationFollower revocations,
    SessionEvents events,
    IOptions<RoomOptions> options,
    ILogger<RoomGate> logger) : IRoomGate
{
    // Longer than a place lives: whoever was away for longer than that takes his places anew, and access is asked then.
    private static readonly TimeSpan KeepChangeFor = TimeSpan.FromMinutes(1);

    public static readonly AuthError Full = AuthError.RoomForbidden with { Message = "The room is full.", IsRecoverable = true };

    private readonly ILogger _logger = logger;

    public async ValueTask<RoomJoinResult> JoinAsync(RoomJoinRequest request, CancellationToken cancellationToken = default)
    {
        Judgement judged = await JudgeAsync(request, cancellationToken).ConfigureAwait(false);
        AuthError? refused = judged.Error;
        if (refused is null)
        {
            try
            {
                refused = await TakeAsync(request, judged, cancellationToken).ConfigureAwait(false);
            }
            catch (SessionStoreException failure)
            {
                NotReached(failure.GetType().Name);
                refused = AuthError.TemporarilyUnavailable;
            }
        }

        return refused is null ? new RoomJoinResult(judged.Acceptance!) : Refuse(request, judged.Token, refused);
    }

    public async ValueTask<RoomTicketResult> CreateTicketAsync(RoomJoinRequest request, CancellationToken cancellationToken = default)
    {
        Judgement judged = await JudgeAsync(request, cancellationToken).ConfigureAwait(false);
        if (judged.Error is { } refused)
        {
            return new RoomTicketResult(Refuse(request, judged.Token, refused).Error!);
        }

        try
        {
            // For the store's time.
            DateTimeOffset now = (await store.FindFamilyAsync(judged.Token!.Session, cancellationToken).ConfigureAwait(false)).Now;
            return new RoomTicketResult(tickets.Create(request.Room, judged.Token.Id, now));
        }
        catch (SessionStoreException failure)
        {
            NotReached(failure.GetType().Name);
            return new RoomTicketResult(AuthError.TemporarilyUnavailable);
        }
    }

    public async ValueTask<AuthError?> LeaveAsync(RoomJoinRequest request, CancellationToken cancellationToken = default)
    {
        Judgement judged = await JudgeTokenAsync(request, cancellationToken).ConfigureAwait(false);
        if (judged.Error is { } refused)
        {
            return refused;
        }

        try
        {
            await store.ReleasePlaceAsync(PlaceIdOf(request, judged.Token!), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (SessionStoreException failure)
        {
            NotReached(failure.GetType().Name);
            return AuthError.TemporarilyUnavailable;
        }
    }

    public async ValueTask ReevaluateAsync(string? room, string? subject, CancellationToken cancellationToken = default)
    {
        if (room is null && subject is null)
        {
            throw new ArgumentException("Name a room, a player, or both.", nameof(room));
        }

        Revocation change = new() { Target = RevocationTarget.RoomAccess, Value = RoomNames.ChangeOf(room, subject), Reason = "room_access", KeepFor = KeepChangeFor };
        await store.EndAsync(change, cancellationToken).ConfigureAwait(false);
        await revocations.TryCatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    private static byte[] PlaceIdOf(RoomJoinRequest request, ValidatedToken token) =>
        RoomNames.HashOfPlace(request.Room, token.Subject, request.Connection is null ? $"session {token.SessionText}" : $"connection {request.Connection}");

    // Points 1 to 3.
    private async ValueTask<Judgement> JudgeTokenAsync(RoomJoinRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RoomNames.IsRight(request.Room))
        {
            return new Judgement(AuthError.InvalidRequest with { Message = RoomNames.Fault });
        }

        BearerResult found = await bearer.ValidateAsync(request.AccessToken.AsMemory(), options.Value.Audience, request.KeyThumbprint, cancellationToken).ConfigureAwait(false);
        return found.Revoked is { } revoked ? new Judgement(AuthError.SessionRevoked, revoked)
            : !found.IsValid ? new Judgement(found.Error)
            : request.Subject is { } owner && owner != found.Token.Subject ? new Judgement(AuthError.RoomForbidden, found.Token)
            : new Judgement(Error: null, found.Token);
    }

    // Points 1 to 4, but for capacity.
    private async ValueTask<Judgement> JudgeAsync(RoomJoinRequest request, CancellationToken cancellationToken)
    {
        Judgement judged = await JudgeTokenAsync(request, cancellationToken).ConfigureAwait(false);
        if (judged.Error is not null)
        {
            return judged;
        }

        if (await access.CheckAsync(request.Room, judged.Token!, cancellationToken).ConfigureAwait(false) is not { } said)
        {
            return judged with { Error = AuthError.TemporarilyUnavailable };
        }

        if (!said.IsAllowed)
        {
            return judged with { Error = said.Message is { } why ? AuthError.RoomForbidden with { Message = why } : AuthError.RoomForbidden };
        }

        RoomPlace place = new()
        {
            Id = PlaceIdOf(request, judged.Token!), Room = RoomNames.HashOfRoom(request.Room), Holder = RoomNames.HashOfPlayer(judged.Token!.Subject),
            Capacity = said.Capacity, Life = IRoomGate.PlaceLifetime,
        };
        return judged with { Access = said, Acceptance = new RoomAcceptance(request.Room, judged.Token, place) { Permissions = said.Permissions } };
    }

    // Capacity, and then point 5.
    private async ValueTask<AuthError?> TakeAsync(RoomJoinRequest request, Judgement judged, CancellationToken cancellationToken)
    {
        RoomPlace place = judged.Acceptance!.Place;
        if (!judged.Access!.RequiresTicket || (await store.RenewPlacesAsync([place.Id], place.Life, cancellationToken).ConfigureAwait(false))[0])
        {
            return await TakeAsync(place, request, judged, cancellationToken).ConfigureAwait(false);
        }

        // The place under its own id is proof that a ticket was used, so that it is not taken before. Until then it is held under an id that nobody knows.
        RoomPlace provisional = place with { Id = RandomNumberGenerator.GetBytes(SessionStoreLimits.Hash) };
        TakenPlace held = await store.TakePlaceAsync(provisional, cancellationToken).ConfigureAwait(false);
        if (!held.IsTaken)
        {
            return Full;
        }

        try
        {
            return !await tickets.UseAsync(request.Ticket, request.Room, judged.Token!.Id, held.Now, cancellationToken).ConfigureAwait(false) ? AuthError.RoomTicketRequired
                : await TakeAsync(place, request, judged, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await store.ReleasePlaceAsync(provisional.Id, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<AuthError?> TakeAsync(RoomPlace place, RoomJoinRequest request, Judgement judged, CancellationToken cancellationToken)
    {
        TakenPlace taken = await store.TakePlaceAsync(place, cancellationToken).ConfigureAwait(false);
        if (!taken.IsTaken)
        {
            return Full;
        }

        judged.Acceptance!.Occupied = taken.Occupied;
        if (!taken.WasHeld)
        {
            events.Raise(Make(SessionEventNames.RoomJoined, request, judged.Token));
        }

        return null;
    }

    private RoomJoinResult Refuse(RoomJoinRequest request, ValidatedToken? token, AuthError error)
    {
        if (error.Status < 500 && error != AuthError.InvalidRequest)
        {
            events.Raise(Make(SessionEventNames.Refused, request, token) with { Reason = error.Code, Count = 0 });
        }

        return new RoomJoinResult(error);
    }

    private SessionEvent Make(string name, RoomJoinRequest request, ValidatedToken? token) => events.Make(name) with
    {
        Session = token?.Session, Subject = token?.Subject, AccessTokenId = token?.Id, Room = RoomNames.IsRight(request.Room) ? request.Room : null, Origin = events.OriginOf(request.Source),
    };

    [LoggerMessage(2061, LogLevel.Error, "The gate to rooms could not reach the session store ({Error}); the client was told to come again.")]
    private partial void NotReached(string error);

    private readonly record struct Judgement(AuthError? Error, ValidatedToken? Token = null, RoomAccessResult? Access = null, RoomAcceptance? Acceptance = null);
}

/// <summary>Asks the application's <see cref="IRoomAccess"/>, for as long as the bound permits: the other half of it is for the way of a change to this node. Safe for use from any thread.</summary>
internal sealed partial class RoomAccessCheck(IRoomAccess access, IOptions<GameAuthServerOptions> options, TimeProvider time, ILogger<RoomAccessCheck> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Asks; null where it failed or took too long. What it throws may have a text of the client's, so that its type alone is logged.</summary>
    public async ValueTask<RoomAccessResult?> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(options.Value.RevocationBound / 2, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await access.CheckAsync(room, player, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Failed(failure.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(2062, LogLevel.Error, "The application's IRoomAccess failed ({Error}); the player was refused for now.")]
    private partial void Failed(string error);
}

/// <summary>The settings of rooms, set at <c>AddRooms()</c>.</summary>
public sealed class RoomOptions
{
    /// <summary>Whom an access token must be for (<c>aud</c>). Default <c>realtime</c>, which <see cref="SessionProfile.Audiences"/> has by default.</summary>
    public string Audience { get; set; } = "realtime";
}
