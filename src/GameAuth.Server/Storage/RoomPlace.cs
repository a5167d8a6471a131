namespace GameAuth.Server;

/// <summary>A place in a room that somebody wants for a while. It frees itself where nobody renews it.</summary>
public sealed record RoomPlace
{
    /// <summary>The place: a hash of the room, the holder and the connection, 32 bytes. It belongs to one room and one holder.</summary>
    public required ReadOnlyMemory<byte> Id { get; init; }

    /// <summary>A hash of the room, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Room { get; init; }

    /// <summary>A hash of whom the room counts, 32 bytes: one holder counts once, however many places it has there.</summary>
    public required ReadOnlyMemory<byte> Holder { get; init; }

    /// <summary>The most holders of the room; at least 1. <see cref="int.MaxValue"/> for a room without a limit.</summary>
    public required int Capacity { get; init; }

    /// <summary>How long it lives unless it is renewed.</summary>
    public required TimeSpan Life { get; init; }
}

/// <summary>The answer of <see cref="ISessionStore.TakePlaceAsync"/>.</summary>
/// <param name="IsTaken">Whether the caller has the place.</param>
/// <param name="WasHeld">Whether it lived before, and was renewed.</param>
/// <param name="Occupied">How many holders the room has now.</param>
/// <param name="EndsAt">When the place ends unless it is renewed (UTC, the store's clock); the store's time where it was not taken.</param>
/// <param name="Now">The store's time.</param>
public readonly record struct TakenPlace(bool IsTaken, bool WasHeld, int Occupied, DateTimeOffset EndsAt, DateTimeOffset Now);
