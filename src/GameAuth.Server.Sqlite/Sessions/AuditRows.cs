using System.Text;

namespace GameAuth.Server.Sqlite;

/// <summary>The audit.</summary>
internal static class AuditRows
{
    private const string Columns = "position, at, event, account_hash, session, token_id, ip_hash, user_agent_hash, result, reason, actor";

    /// <summary>Appends rows, in their order.</summary>
    public static int Append(Connection connection, (IReadOnlyList<AuditRow> Rows, TimeSpan KeepFor) work, DateTimeOffset now)
    {
        foreach (AuditRow row in work.Rows)
        {
            connection.Prepare(
                "INSERT INTO audit (at, event, account_hash, session, token_id, ip_hash, user_agent_hash, result, reason, actor, ends_at) "
                + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
                .Add(row.At).Add(row.Event).Add(row.AccountHash.Span).Add((row.Session ?? default).Bytes.Span).Add(row.TokenId).Add(row.IpHash.Span).Add(row.UserAgentHash.Span)
                .Add(row.Result).Add(row.Reason).Add(row.Actor).Add(now + work.KeepFor).Run();
        }

        return work.Rows.Count;
    }

    /// <summary>Reads a page, the newest first.</summary>
    public static IReadOnlyList<AuditRow> Read(Connection connection, (AuditQuery Query, DateTimeOffset Now) asked)
    {
        AuditQuery query = asked.Query;
        StringBuilder sql = new($"SELECT {Columns} FROM audit WHERE position < ? AND ends_at > ?");
        sql.Append(query.AccountHashes.Count == 0 ? "" : $" AND account_hash IN ({string.Join(", ", query.AccountHashes.Select(static _ => "?"))})");
        sql.Append(query.Session is null ? "" : " AND session = ?").Append(query.Event is null ? "" : " AND event = ?").Append(query.Result is null ? "" : " AND result = ?");
        sql.Append(query.From is null ? "" : " AND at >= ?").Append(query.To is null ? "" : " AND at < ?").Append(" ORDER BY position DESC LIMIT ?");
        using Statement statement = connection.Prepare(sql.ToString()).Add(query.Below).Add(asked.Now);
        foreach (ReadOnlyMemory<byte> account in query.AccountHashes)
        {
            statement.Add(account.Span);
        }

        _ = query.Session is { } session ? statement.Add(session.Bytes.Span) : statement;
        _ = query.Event is { } name ? statement.Add(name) : statement;
        _ = query.Result is { } result ? statement.Add(result) : statement;
        _ = query.From is { } from ? statement.Add(from) : statement;
        _ = query.To is { } to ? statement.Add(to) : statement;
        statement.Add(query.Limit);
        List<AuditRow> rows = [];
        while (statement.Step())
        {
            rows.Add(Read(statement));
        }

        return rows;
    }

    /// <summary>Deletes what is known of a player: families that are over, and rows of the audit.</summary>
    public static int Erase(Connection connection, (string Subject, IReadOnlyList<ReadOnlyMemory<byte>> Accounts) work, DateTimeOffset now)
    {
        int erased = connection.Prepare("DELETE FROM family WHERE subject = ?1 AND (status <> 0 OR idle_ends_at <= ?2 OR ends_at <= ?2)").Add(work.Subject).Add(now).Run();
        foreach (ReadOnlyMemory<byte> account in work.Accounts)
        {
            erased += connection.Prepare("DELETE FROM audit WHERE account_hash = ?1").Add(account.Span).Run();
        }

        return erased;
    }

    private static AuditRow Read(Statement row) => new()
    {
        Position = row.Number(0),
        At = row.Time(1),
        Event = row.Text(2),
        AccountHash = row.Bytes(3),
        Session = row.IsNull(4) ? null : new FamilyId(row.Span(4)),
        TokenId = row.Text(5),
        IpHash = row.Bytes(6),
        UserAgentHash = row.Bytes(7),
        Result = row.Text(8),
        Reason = row.Text(9),
        Actor = row.Text(10),
    };
}
