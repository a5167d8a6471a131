using NpgsqlTypes;

namespace GameAuth.Server.PostgreSql;

/// <summary>Places in rooms.</summary>
internal sealed class PlaceTable(PostgreSqlDatabase database, string schema)
{
    private readonly string _take = $"SELECT is_taken, was_held, occupied, place_ends_at, store_now FROM \"{schema}\".take_place($1, $2, $3, $4, $5, $6)";

    private readonly string _release = $"DELETE FROM \"{schema}\".room_places WHERE id = $1 AND ends_at > COALESCE($2, clock_timestamp())";

    // Locked in one order, so that two nodes with places of one player do not wait for each other.
    private readonly string _renew = $"""
        WITH t AS MATERIALIZED (SELECT COALESCE($3, clock_timestamp()) AS store_now),
        live AS MATERIALIZED (
          SELECT r.id FROM "{schema}".room_places r WHERE r.id = ANY ($1) AND r.ends_at > (SELECT store_now FROM t) ORDER BY r.id FOR UPDATE)
        UPDATE "{schema}".room_places r SET ends_at = (SELECT store_now FROM t) + $2 * INTERVAL '1 microsecond'
        FROM live WHERE r.id = live.id
        RETURNING r.id
        """;

    public async ValueTask<TakenPlace> TakeAsync(RoomPlace place, CancellationToken cancellationToken) =>
        (await database.ChangeAsync(
            new Statement(_take).Bytes(place.Id).Bytes(place.Room).Bytes(place.Holder).Number(place.Capacity).Span(place.Life).Time(database.Now),
            static row => new TakenPlace(row.GetBoolean(0), row.GetBoolean(1), row.GetInt32(2), row.Time(3), row.Time(4)),
            cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<ReadOnlyMemory<byte>> places, TimeSpan life, CancellationToken cancellationToken)
    {
        byte[][] ids = [.. places.Select(static place => place.ToArray())];
        IReadOnlyList<string> renewed = await database.ChangeAsync(
            new Statement(_renew).Array(ids, NpgsqlDbType.Bytea).Span(life).Time(database.Now), static row => Convert.ToHexString(row.Bytes(0)), cancellationToken).ConfigureAwait(false);
        HashSet<string> live = [.. renewed];
        return [.. ids.Select(id => live.Contains(Convert.ToHexString(id)))];
    }

    public async ValueTask<bool> ReleaseAsync(ReadOnlyMemory<byte> place, CancellationToken cancellationToken) =>
        await database.ChangeAsync(new Statement(_release).Bytes(place).Time(database.Now), cancellationToken).ConfigureAwait(false) == 1;
}
