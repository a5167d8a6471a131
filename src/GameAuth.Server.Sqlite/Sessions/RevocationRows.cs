namespace GameAuth.Server.Sqlite;

/// <summary>The log of revocations, and the ends of families that it tells of.</summary>
internal static class RevocationRows
{
    private const string EndColumns = "UPDATE family SET status = ?1, end_reason = ?2 WHERE status = 0 AND created_at < ?3";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Ends families and appends to the log.</summary>
    public static EndedFamilies End(Connection connection, Revocation revocation, DateTimeOffset now)
    {
        int count = EndFamilies(connection, revocation);
        if (count == 0 && revocation.Target == RevocationTarget.Family)
        {
            return new EndedFamilies(0, 0, now);
        }

        if (revocation.Audit is { } row)
        {
            AuditRows.Append(connection, ([row], revocation.AuditFor), now);
        }

        return Append(connection, revocation, count, now);
    }

    private static EndedFamilies Append(Connection connection, Revocation revocation, int count, DateTimeOffset now)
    {
        using Statement append = connection.Prepare(
            "INSERT INTO revocation (target, value, provider, created_before, reason, ends_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING position")
            .Add((int)revocation.Target).Add(revocation.Value).Add(revocation.Provider)
            .Add(revocation.Before ?? (now + Moment)).Add(revocation.Reason).Add(now + revocation.KeepFor);
        append.Step();
        return new EndedFamilies(count, append.Number(0), now);
    }

    /// <summary>Reads a page of the log.</summary>
    public static RevocationPage Read(Connection connection, (long After, int Limit, DateTimeOffset Now) asked)
    {
        List<RevocationEntry> entries = [];
        using (Statement statement = connection.Prepare(
            "SELECT position, target, value, provider, created_before, reason, ends_at FROM revocation WHERE position > ?1 AND ends_at > ?2 ORDER BY position LIMIT ?3")
            .Add(asked.After).Add(asked.Now).Add(asked.Limit))
        {
            while (statement.Step())
            {
                entries.Add(new RevocationEntry(
                    statement.Number(0), (RevocationTarget)statement.Number(1), statement.Text(2), statement.Text(3), statement.Time(4), statement.Text(5), statement.Time(6)));
            }
        }

        // The head comes last: read first, it could be below an entry, and the store would look as if it had been set back.
        return new RevocationPage(entries, entries.Count == 0 ? asked.After : entries[^1].Position, Head(connection), asked.Now);
    }

    /// <summary>Whether a read after a position would find an entry, or that the store was set back. What has ended is read by nobody, however new it is.</summary>
    public static bool HasNews(Connection connection, (long After, DateTimeOffset Now) asked)
    {
        using Statement statement = connection.Prepare("SELECT 1 FROM revocation WHERE position > ?1 AND ends_at > ?2 LIMIT 1").Add(asked.After).Add(asked.Now);
        return statement.Step() || Head(connection) < asked.After;
    }

    /// <summary>The highest position that was ever given.</summary>
    public static long Head(Connection connection) => connection.QueryNumber("SELECT seq FROM sqlite_sequence WHERE name = 'revocation'");

    private static int EndFamilies(Connection connection, Revocation revocation)
    {
        if (revocation.Target is RevocationTarget.AccessToken or RevocationTarget.RoomAccess)
        {
            return 0;
        }

        // Without a time all that there is ends, also what a clock that was set back since has created in the future.
        Statement end = connection.Prepare(revocation.Target switch
        {
            RevocationTarget.Family => $"{EndColumns} AND id = ?4",
            RevocationTarget.Subject => $"{EndColumns} AND subject = ?4",
            RevocationTarget.ProviderAccount => $"{EndColumns} AND provider_subject = ?4 AND provider = ?5",
            _ => EndColumns,
        }).Add((int)revocation.Status).Add(revocation.Reason).Add(revocation.Before ?? DateTimeOffset.MaxValue);
        if (revocation.Target == RevocationTarget.Family)
        {
            _ = FamilyId.TryParse(revocation.Value, out FamilyId id);
            end.Add(id.Bytes.Span);
        }
        else if (revocation.Target is RevocationTarget.Subject or RevocationTarget.ProviderAccount)
        {
            end.Add(revocation.Value);
        }

        if (revocation.Target == RevocationTarget.ProviderAccount)
        {
            end.Add(revocation.Provider);
        }

        return end.Run();
    }
}
