using GameAuth.Storage;

namespace GameAuth.Server.PostgreSql;

/// <summary>Leases as rows with a holder and an end, by the database's clock. No lock of a session: a pooler gives a session to somebody else.</summary>
internal sealed class LeaseTable(PostgreSqlDatabase database, string schema, TimeSpan life, TimeProvider time) : RowLeases(time, life)
{
    // Each process has leases of names of its own, so those that ended long ago are swept, a few with each new one.
    private readonly string _take = $"""
        WITH t AS MATERIALIZED (SELECT COALESCE($4, clock_timestamp()) AS store_now),
        swept AS (
          DELETE FROM "{schema}".leases WHERE name = ANY (ARRAY(
            SELECT l.name FROM "{schema}".leases l WHERE l.ends_at <= (SELECT store_now FROM t) - INTERVAL '1 day' AND l.name <> $1 LIMIT 4 FOR UPDATE SKIP LOCKED)))
        INSERT INTO "{schema}".leases AS l (name, holder, ends_at) SELECT $1, $2, store_now + $3 * INTERVAL '1 microsecond' FROM t
        ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, ends_at = EXCLUDED.ends_at WHERE l.ends_at <= (SELECT store_now FROM t)
        """;

    private readonly string _renew = $"UPDATE \"{schema}\".leases SET ends_at = COALESCE($4, clock_timestamp()) + $3 * INTERVAL '1 microsecond' WHERE name = $1 AND holder = $2";
    private readonly string _giveBack = $"DELETE FROM \"{schema}\".leases WHERE name = $1 AND holder = $2";

    protected override ValueTask<bool> TryTakeAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken) =>
        IsDoneAsync(For(_take, name, holder).Span(Life).Time(database.Now), cancellationToken);

    protected override ValueTask<bool> RenewAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken) =>
        IsDoneAsync(For(_renew, name, holder).Span(Life).Time(database.Now), cancellationToken);

    protected override async ValueTask GiveBackAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken) =>
        await IsDoneAsync(For(_giveBack, name, holder), cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> IsDoneAsync(Statement statement, CancellationToken cancellationToken) =>
        await PostgreSqlTokenStore.AskAsync(() => database.ChangeAsync(statement, cancellationToken)).ConfigureAwait(false) == 1;

    private static Statement For(string sql, string name, ReadOnlyMemory<byte> holder) => new Statement(sql).Bytes(RowText.Encode(name)).Bytes(holder);
}
