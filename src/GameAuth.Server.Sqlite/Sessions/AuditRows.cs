namespace GameAuth.Server.Sqlite;

/// <summary>The audit.</summary>
internal static class AuditRows
{
    private const string Columns = "position, at, event, account_hash, session, token_id, ip_hash, user_agent_hash, result, reason, actor";

    // What is not asked for is null. One arm alone finds rows, by the index of the first thing that is asked for: the conditions on parameters are looked at once.
    private const string Others = "position < ?1 AND ends_at > ?2 AND (?5 IS NULL OR result = ?5) AND (?6 IS NULL OR at >= ?6) AND (?7 IS NULL OR at < ?7)";

    // As many as SessionStoreLimits.Accounts.
    private const string Accounts = "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24";

    // The segments of the indexes by account and by session.
    private const string Segments =
        "WITH RECURSIVE segment (number) AS (SELECT max(position) >> 12 FROM audit UNION ALL SELECT number - 1 FROM segment WHERE number > (SELECT min(position) >> 12 FROM audit)) ";

    /// <summary>Finds the rows of an account.</summary>
    public const string OfAccount = Segments + "SELECT position FROM segment CROSS JOIN audit WHERE position >> 12 = number AND account_hash = ?1";

    /// <summary>Reads a page, whatever is asked for.</summary>
    public const string Page = Segments
        + $"SELECT {Columns} FROM segment CROSS JOIN audit WHERE ?9 IS NOT NULL AND position >> 12 = number AND account_hash IN ({Accounts}) AND (?3 IS NULL OR session = ?3) AND (?4 IS NULL OR event = ?4) AND {Others} "
        + $"UNION ALL SELECT {Columns} FROM segment CROSS JOIN audit WHERE ?9 IS NULL AND ?3 IS NOT NULL AND position >> 12 = number AND session = ?3 AND (?4 IS NULL OR event = ?4) AND {Others} "
        + $"UNION ALL SELECT {Columns} FROM audit WHERE ?9 IS NULL AND ?3 IS NULL AND event = ?4 AND {Others} "
        + $"UNION ALL SELECT {Columns} FROM audit WHERE ?9 IS NULL AND ?3 IS NULL AND ?4 IS NULL AND {Others} "
        + "ORDER BY position DESC LIMIT ?8";

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
        using Statement statement = connection.Prepare(Page);
        statement.Add(query.Below).Add(asked.Now).Add((query.Session ?? default).Bytes.Span);
        _ = query.Event is { } name ? statement.Add(name) : statement.AddNull();
        _ = query.Result is { } result ? statement.Add(result) : statement.AddNull();
        _ = query.From is { } from ? statement.Add(from) : statement.AddNull();
        _ = query.To is { } to ? statement.Add(to) : statement.AddNull();
        statement.Add(query.Limit);
        for (int i = 0; i < SessionStoreLimits.Accounts; i++)
        {
            statement.Add(i < query.AccountHashes.Count ? query.AccountHashes[i].Span : default);
        }

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
            erased += connection.Prepare($"DELETE FROM audit WHERE position IN ({OfAccount})").Add(account.Span).Run();
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
