namespace GameAuth.Server;

/// <summary>A connection of this node that is in a room, from its join to its end.</summary>
internal sealed class RoomMembership(RoomAcceptance acceptance, IRoomMember member)
{
    private RoomAcceptance _acceptance = acceptance;
    private int _hasEnded;

    /// <summary>As what the player is there now.</summary>
    public RoomAcceptance Acceptance
    {
        get => Volatile.Read(ref _acceptance);
        set => Volatile.Write(ref _acceptance, value);
    }

    public string Room => _acceptance.Room;

    /// <summary>Whom it belongs to.</summary>
    public IRoomMember Member => member;

    /// <summary>The access token that it goes by.</summary>
    public ValidatedToken Token => member.Token ?? Acceptance.Token;

    /// <summary>When its place was renewed, as a timestamp of this node's clock.</summary>
    public long RenewedAt { get; set; }

    /// <summary>Why its player was put out; null where he was not.</summary>
    public AuthError? Eviction { get; set; }

    public bool HasEnded => Volatile.Read(ref _hasEnded) != 0;

    /// <summary>Ends it; true for the first caller.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _hasEnded, 1) == 0;
}

/// <summary>A connection that is in rooms: it hears what becomes of them. Nobody may wait in these.</summary>
internal interface IRoomMember
{
    /// <summary>The access token that it has now; null where it keeps the one that it joined with.</summary>
    ValidatedToken? Token { get; }

    /// <summary>The player has other permissions than before.</summary>
    void OnPermissionsChanged(RoomMembership room);

    /// <summary>The player was put out.</summary>
    void OnEvicted(RoomMembership room, AuthError error);
}
