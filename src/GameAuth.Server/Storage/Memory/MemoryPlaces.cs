namespace GameAuth.Server;

/// <summary>The places in rooms of a store in memory. Not safe for two threads at once.</summary>
internal sealed class MemoryPlaces
{
    private readonly Dictionary<Hash32, Place> _places = [];
    private readonly Dictionary<Hash32, HashSet<Hash32>> _rooms = [];

    public TakenPlace Take(RoomPlace place, DateTimeOffset now)
    {
        Hash32 id = Hash32.Of(place.Id.Span);
        Hash32 room = Hash32.Of(place.Room.Span);
        Hash32 holder = Hash32.Of(place.Holder.Span);
        bool wasHeld = _places.TryGetValue(id, out Place known) && known.EndsAt > now;
        HashSet<Hash32> holders = [.. HoldersOf(wasHeld ? known.Room : room, now)];
        if (!wasHeld && !holders.Contains(holder) && holders.Count >= place.Capacity)
        {
            return new TakenPlace(IsTaken: false, WasHeld: false, holders.Count, now, now);
        }

        if (!wasHeld)
        {
            Remove(id);
            holders.Add(holder);
            if (!_rooms.TryGetValue(room, out HashSet<Hash32>? ids))
            {
                _rooms[room] = ids = [];
            }

            ids.Add(id);
            known = new Place(room, holder, now);
        }

        _places[id] = known with { EndsAt = now + place.Life };
        return new TakenPlace(IsTaken: true, wasHeld, holders.Count, now + place.Life, now);
    }

    public bool Renew(ReadOnlySpan<byte> place, TimeSpan life, DateTimeOffset now)
    {
        Hash32 id = Hash32.Of(place);
        bool lives = _places.TryGetValue(id, out Place known) && known.EndsAt > now;
        if (lives)
        {
            _places[id] = known with { EndsAt = now + life };
        }

        return lives;
    }

    public bool Release(ReadOnlySpan<byte> place, DateTimeOffset now)
    {
        Hash32 id = Hash32.Of(place);
        return _places.TryGetValue(id, out Place known) && Remove(id) && known.EndsAt > now;
    }

    public int Prune(DateTimeOffset now, int limit)
    {
        Hash32[] ended = [.. _places.Where(pair => pair.Value.EndsAt <= now).Take(limit).Select(static pair => pair.Key)];
        Array.ForEach(ended, id => Remove(id));
        return ended.Length;
    }

    private IEnumerable<Hash32> HoldersOf(Hash32 room, DateTimeOffset now) =>
        _rooms.TryGetValue(room, out HashSet<Hash32>? ids) ? ids.Select(id => _places[id]).Where(place => place.EndsAt > now).Select(static place => place.Holder) : [];

    private bool Remove(Hash32 id)
    {
        if (!_places.Remove(id, out Place known))
        {
            return false;
        }

        HashSet<Hash32> ids = _rooms[known.Room];
        ids.Remove(id);
        if (ids.Count == 0)
        {
            _rooms.Remove(known.Room);
        }

        return true;
    }

    private readonly record struct Place(Hash32 Room, Hash32 Holder, DateTimeOffset EndsAt);
}
