using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace GameAuth.Server.PostgreSql;

/// <summary>The audit, and the erasure of what is known of a player.</summary>
internal sealed class AuditTable(PostgreSqlDatabase database, string schema)
{
    // A batch is one statement. The rows get their positions in their order.
    private readonly string _append = $"""
        INSERT INTO "{schema}".audit (at, event, account_hash, session, token_id, ip_hash, user_agent_hash, result, reason, actor, ends_at)
        SELECT r.at, r.event, r.account_hash, r.session, r.token_id, r.ip_hash, r.user_agent_hash, r.result, r.reason, r.actor,
          COALESCE($12, clock_timestamp()) + $11 * INTERVAL '1 microsecond'
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) WITH ORDINALITY
          AS r (at, event, account_hash, session, token_id, ip_hash, user_agent_hash, result, reason, actor, number)
        ORDER BY r.number
        """;

    // What is not asked for is null, or an array without an element.
    private readonly string _read = $"""
        SELECT position, at, event, account_hash, session, token_id, ip_hash, user_agent_hash, result, reason, actor FROM "{schema}".audit
        WHERE position < $1 AND ends_at > COALESCE($2, clock_timestamp())
          AND (cardinality($3) = 0 OR account_hash = ANY ($3)) AND (length($4) = 0 OR session = $4) AND (length($5) = 0 OR event = $5) AND (length($6) = 0 OR result = $6)
          AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8)
        ORDER BY position DESC LIMIT $9
        """;

    private readonly string _erase = $"""
        WITH f AS (
          DELETE FROM "{schema}".families
          WHERE subject = $1 AND (status <> 0 OR LEAST(idle_ends_at, ends_at) <= COALESCE($3, clock_timestamp())) RETURNING 1),
        a AS (DELETE FROM "{schema}".audit WHERE account_hash = ANY ($2) RETURNING 1)
        SELECT (SELECT count(*) FROM f) + (SELECT count(*) FROM a)
        """;

    public async ValueTask AppendAsync(IReadOnlyList<AuditRow> rows, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        Statement statement = new Statement(_append)
            .Array([.. rows.Select(static row => row.At.UtcDateTime)], NpgsqlDbType.TimestampTz)
            .Array(Texts(rows, static row => row.Event), NpgsqlDbType.Bytea)
            .Array([.. rows.Select(static row => row.AccountHash.ToArray())], NpgsqlDbType.Bytea)
            .Array([.. rows.Select(static row => (row.Session ?? default).Bytes.ToArray())], NpgsqlDbType.Bytea)
            .Array(Texts(rows, static row => row.TokenId), NpgsqlDbType.Bytea)
            .Array([.. rows.Select(static row => row.IpHash.ToArray())], NpgsqlDbType.Bytea)
            .Array([.. rows.Select(static row => row.UserAgentHash.ToArray())], NpgsqlDbType.Bytea)
            .Array(Texts(rows, static row => row.Result), NpgsqlDbType.Bytea)
            .Array(Texts(rows, static row => row.Reason), NpgsqlDbType.Bytea)
            .Array(Texts(rows, static row => row.Actor), NpgsqlDbType.Bytea)
            .Span(keepFor).Time(database.Now);
        await database.ChangeAsync(statement, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<AuditRow>> ReadAsync(AuditQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        new Statement(_read).Big(query.Below).Time(database.Now)
            .Array([.. query.AccountHashes.Select(static account => account.ToArray())], NpgsqlDbType.Bytea)
            .Bytes((query.Session ?? default).Bytes).Text(query.Event ?? "").Text(query.Result ?? "").Time(query.From).Time(query.To).Number(query.Limit),
        Read, cancellationToken);

    public async ValueTask<int> EraseAsync(string subject, IReadOnlyList<ReadOnlyMemory<byte>> accounts, CancellationToken cancellationToken) => (int)(await database.ChangeAsync(
        new Statement(_erase).Text(subject).Array([.. accounts.Select(static account => account.ToArray())], NpgsqlDbType.Bytea).Time(database.Now),
        static row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];

    private static byte[][] Texts(IReadOnlyList<AuditRow> rows, Func<AuditRow, string> text) => [.. rows.Select(row => Encoding.UTF8.GetBytes(text(row)))];

    private static AuditRow Read(NpgsqlDataReader row) => new()
    {
        Position = row.GetInt64(0),
        At = row.Time(1),
        Event = row.Text(2),
        AccountHash = row.Bytes(3),
        Session = row.Bytes(4) is { Length: > 0 } session ? new FamilyId(session) : null,
        TokenId = row.Text(5),
        IpHash = row.Bytes(6),
        UserAgentHash = row.Bytes(7),
        Result = row.Text(8),
        Reason = row.Text(9),
        Actor = row.Text(10),
    };
}
