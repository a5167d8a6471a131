using System.Text;
using Npgsql;

namespace GameAuth.Server.PostgreSql;

/// <summary>Work that is due: saved by compare-and-swap, claimed by one node at a time.</summary>
internal sealed class WorkTable(PostgreSqlDatabase database, string schema)
{
    private const string Columns = "kind, id, version, due_at, claimed_until, payload";

    private readonly string _create = $"INSERT INTO \"{schema}\".work ({Columns}) VALUES ($1, $2, $5, $3, NULL, $4) ON CONFLICT DO NOTHING";
    private readonly string _replace = $"UPDATE \"{schema}\".work SET version = $5, due_at = $3, claimed_until = NULL, payload = $4 WHERE kind = $1 AND id = $2 AND version = $5 - 1";
    private readonly string _find = $"SELECT {Columns} FROM \"{schema}\".work WHERE kind = $1 AND id = $2";
    private readonly string _list = $"SELECT {Columns} FROM \"{schema}\".work WHERE kind = $1 AND id >= $2 AND id < $3 ORDER BY id LIMIT $4";
    private readonly string _delete = $"DELETE FROM \"{schema}\".work WHERE kind = $1 AND id = $2 AND version = $3";

    // What another node claims at this moment is locked; it is passed over, so that nodes do not queue for the same work.
    private readonly string _claim = $"""
        WITH t AS MATERIALIZED (SELECT COALESCE($4, clock_timestamp()) AS store_now),
        due AS MATERIALIZED (
          SELECT w.kind, w.id FROM "{schema}".work w
          WHERE w.kind = $1 AND w.due_at <= (SELECT store_now FROM t) AND (w.claimed_until IS NULL OR w.claimed_until <= (SELECT store_now FROM t))
          ORDER BY w.due_at, w.id LIMIT $2 FOR UPDATE SKIP LOCKED)
        UPDATE "{schema}".work w SET version = w.version + 1, claimed_until = (SELECT store_now FROM t) + $3 * INTERVAL '1 microsecond'
        FROM due WHERE w.kind = due.kind AND w.id = due.id
        RETURNING w.kind, w.id, w.version, w.due_at, w.claimed_until, w.payload
        """;

    public async ValueTask<long?> SaveAsync(DueWork work, CancellationToken cancellationToken)
    {
        long version = work.Version == 0 ? DueWork.FirstVersion() : work.Version + 1;
        Statement statement = new Statement(work.Version == 0 ? _create : _replace).Text(work.Kind).Text(work.Id).Time(work.DueAt).Bytes(work.Payload).Big(version);
        return await database.ChangeAsync(statement, cancellationToken).ConfigureAwait(false) == 1 ? version : null;
    }

    public async ValueTask<IReadOnlyList<DueWork>> ClaimAsync(string kind, int limit, TimeSpan claimFor, CancellationToken cancellationToken)
    {
        IReadOnlyList<DueWork> claimed = await database.ChangeAsync(
            new Statement(_claim).Text(kind).Number(limit).Span(claimFor).Time(database.Now), Read, cancellationToken).ConfigureAwait(false);
        return [.. claimed.OrderBy(static work => work.DueAt).ThenBy(static work => work.Id, StringComparer.Ordinal)];
    }

    public async ValueTask<DueWork?> FindAsync(string kind, string id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(new Statement(_find).Text(kind).Text(id), Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    // No byte of a text in UTF-8 is 0xff.
    public ValueTask<IReadOnlyList<DueWork>> ListAsync(string kind, string prefix, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(new Statement(_list).Text(kind).Text(prefix).Bytes((byte[])[.. Encoding.UTF8.GetBytes(prefix), 0xff]).Number(limit), Read, cancellationToken);

    public async ValueTask<bool> DeleteAsync(string kind, string id, long version, CancellationToken cancellationToken) =>
        await database.ChangeAsync(new Statement(_delete).Text(kind).Text(id).Big(version), cancellationToken).ConfigureAwait(false) == 1;

    private static DueWork Read(NpgsqlDataReader row) => new()
    {
        Kind = row.Text(0),
        Id = row.Text(1),
        Version = row.GetInt64(2),
        DueAt = row.Time(3),
        ClaimedUntil = row.TimeOrNull(4),
        Payload = row.Bytes(5),
    };
}
