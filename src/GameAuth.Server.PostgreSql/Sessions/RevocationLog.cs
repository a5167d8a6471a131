using Npgsql;

namespace GameAuth.Server.PostgreSql;

/// <summary>The log of revocations: what ends families appends to it, in the order of the commits.</summary>
internal sealed class RevocationLog(PostgreSqlDatabase database, string schema)
{
    private readonly string _end = $"SELECT ended, log_position, store_now FROM \"{schema}\".end_families($1, $2, $3, $4, $5, $6, $7, $8, $9)";

    private readonly string _endWithRow = $"""
        WITH e AS MATERIALIZED (SELECT ended, log_position, store_now FROM "{schema}".end_families($1, $2, $3, $4, $5, $6, $7, $8, $9)),
        a AS (
          INSERT INTO "{schema}".audit (at, event, account_hash, session, token_id, ip_hash, user_agent_hash, result, reason, actor, ends_at)
          SELECT $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, e.store_now + $20 * INTERVAL '1 microsecond' FROM e WHERE e.log_position > 0)
        SELECT ended, log_position, store_now FROM e
        """;

    // The head is read from the sequence itself, which has no snapshot: it is never below an entry that is read here. The first row is the head alone.
    private readonly string _read = $"""
        SELECT t.store_now, t.head, r.position, r.target, r.value, r.provider, r.before, r.reason, r.ends_at
        FROM (SELECT COALESCE($3, clock_timestamp()) AS store_now, CASE WHEN is_called THEN last_value ELSE 0 END AS head FROM "{schema}".positions) t
        LEFT JOIN LATERAL (
          SELECT * FROM "{schema}".revocations WHERE position > $1 AND ends_at > t.store_now ORDER BY position LIMIT $2) r ON true
        ORDER BY r.position
        """;

    private readonly string _isAbove = $"SELECT EXISTS (SELECT FROM \"{schema}\".revocations WHERE position > $1 AND ends_at > COALESCE($2, clock_timestamp()))";

    public async ValueTask<EndedFamilies> EndAsync(Revocation revocation, CancellationToken cancellationToken)
    {
        FamilyId family = default;
        if (revocation.Target == RevocationTarget.Family)
        {
            _ = FamilyId.TryParse(revocation.Value, out family);
        }

        Statement statement = new Statement(revocation.Audit is null ? _end : _endWithRow).Small((int)revocation.Target).Text(revocation.Value).Text(revocation.Provider).Bytes(family.Bytes).Time(revocation.Before)
            .Text(revocation.Reason).Small((int)revocation.Status).Span(revocation.KeepFor).Time(database.Now);
        if (revocation.Audit is { } audit)
        {
            statement.Time(audit.At).Text(audit.Event).Bytes(audit.AccountHash).Bytes((audit.Session ?? default).Bytes).Text(audit.TokenId).Bytes(audit.IpHash).Bytes(audit.UserAgentHash)
                .Text(audit.Result).Text(audit.Reason).Text(audit.Actor).Span(revocation.AuditFor);
        }

        return (await database.ChangeAsync(
            statement, static row => new EndedFamilies(row.GetInt32(0), row.GetInt64(1), row.Time(2)), cancellationToken).ConfigureAwait(false))[0];
    }

    public async ValueTask<RevocationPage> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<LogRow> rows = await database.ReadAsync(
            new Statement(_read).Big(after).Number(limit).Time(database.Now), ReadRow, cancellationToken).ConfigureAwait(false);
        RevocationEntry[] entries = [.. rows.Where(static row => row.Entry is not null).Select(static row => row.Entry!)];
        return new RevocationPage(entries, entries.Length == 0 ? after : entries[^1].Position, rows[0].Head, rows[0].Now);
    }

    /// <summary>Whether a read after this position would find an entry.</summary>
    public async ValueTask<bool> IsAboveAsync(long after, CancellationToken cancellationToken) =>
        (await database.ReadAsync(new Statement(_isAbove).Big(after).Time(database.Now), static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];

    private static LogRow ReadRow(NpgsqlDataReader row) => new(row.Time(0), row.GetInt64(1), row.IsDBNull(2) ? null : new RevocationEntry(
        row.GetInt64(2), (RevocationTarget)row.GetInt16(3), row.Text(4), row.Text(5), row.Time(6), row.Text(7), row.Time(8)));

    private readonly record struct LogRow(DateTimeOffset Now, long Head, RevocationEntry? Entry);
}
