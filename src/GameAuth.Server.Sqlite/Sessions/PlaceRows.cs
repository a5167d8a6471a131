namespace GameAuth.Server.Sqlite;

/// <summary>Places in rooms. There is one writer at a time, so that what is counted is what is taken.</summary>
internal static class PlaceRows
{
    /// <summary>Takes a place, or renews it.</summary>
    public static TakenPlace Take(Connection connection, RoomPlace place, DateTimeOffset now)
    {
        DateTimeOffset end = StoredTime.Round(now + place.Life);
        bool wasHeld = Renew(connection, place.Id.Span, end, now);
        int occupied;
        bool isHolder;
        using (Statement count = connection.Prepare("SELECT count(DISTINCT holder), max(holder = ?3) FROM room_place WHERE room = ?1 AND ends_at > ?2")
            .Add(place.Room.Span).Add(now).Add(place.Holder.Span))
        {
            count.Step();
            occupied = (int)count.Number(0);
            isHolder = count.Number(1) == 1;
        }

        if (wasHeld)
        {
            return new TakenPlace(IsTaken: true, WasHeld: true, occupied, end, now);
        }

        if (!isHolder && occupied >= place.Capacity)
        {
            return new TakenPlace(IsTaken: false, WasHeld: false, occupied, now, now);
        }

        connection.Prepare("INSERT OR REPLACE INTO room_place (id, room, holder, ends_at) VALUES (?1, ?2, ?3, ?4)")
            .Add(place.Id.Span).Add(place.Room.Span).Add(place.Holder.Span).Add(end).Run();
        return new TakenPlace(IsTaken: true, WasHeld: false, occupied + (isHolder ? 0 : 1), end, now);
    }

    /// <summary>Renews those that live.</summary>
    public static IReadOnlyList<bool> Renew(Connection connection, (IReadOnlyList<ReadOnlyMemory<byte>> Places, TimeSpan Life) renewed, DateTimeOffset now) =>
        [.. renewed.Places.Select(place => Renew(connection, place.Span, now + renewed.Life, now))];

    /// <summary>Gives a place back.</summary>
    public static bool Release(Connection connection, ReadOnlyMemory<byte> place, DateTimeOffset now) =>
        connection.Prepare("DELETE FROM room_place WHERE id = ?1 AND ends_at > ?2").Add(place.Span).Add(now).Run() > 0;

    private static bool Renew(Connection connection, ReadOnlySpan<byte> place, DateTimeOffset end, DateTimeOffset now) =>
        connection.Prepare("UPDATE room_place SET ends_at = ?2 WHERE id = ?1 AND ends_at > ?3").Add(place).Add(end).Add(now).Run() > 0;
}
