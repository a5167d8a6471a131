using System.Text;

namespace GameAuth.Server.Sqlite;

/// <summary>Work that is due.</summary>
internal static class WorkRows
{
    private const string Columns = "kind, id, version, due_at, claimed_until, payload";

    /// <summary>Saves a version over the one before it.</summary>
    public static long? Save(Connection connection, DueWork work, DateTimeOffset now)
    {
        long version = work.Version == 0 ? DueWork.FirstVersion() : work.Version + 1;
        Statement save = connection.Prepare(work.Version == 0
            ? "INSERT INTO work (kind, id, version, due_at, payload) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (kind, id) DO NOTHING"
            : "UPDATE work SET version = ?3, due_at = ?4, payload = ?5, claimed_until = NULL WHERE kind = ?1 AND id = ?2 AND version = ?3 - 1");
        return save.Add(work.Kind).Add(work.Id).Add(version).Add(work.DueAt).Add(work.Payload.Span).Run() > 0 ? version : null;
    }

    /// <summary>Claims what is due, the longest due first.</summary>
    public static IReadOnlyList<DueWork> Claim(Connection connection, (string Kind, int Limit, TimeSpan ClaimFor) asked, DateTimeOffset now)
    {
        List<DueWork> due = [];
        using (Statement statement = connection.Prepare(
            $"SELECT {Columns} FROM work WHERE kind = ?1 AND due_at <= ?2 AND (claimed_until IS NULL OR claimed_until <= ?2) ORDER BY due_at LIMIT ?3")
            .Add(asked.Kind).Add(now).Add(asked.Limit))
        {
            while (statement.Step())
            {
                DueWork found = Read(statement);
                due.Add(found with { Version = found.Version + 1, ClaimedUntil = StoredTime.Round(now + asked.ClaimFor) });
            }
        }

        foreach (DueWork work in due)
        {
            connection.Prepare("UPDATE work SET version = ?3, claimed_until = ?4 WHERE kind = ?1 AND id = ?2")
                .Add(work.Kind).Add(work.Id).Add(work.Version).Add(work.ClaimedUntil!.Value).Run();
        }

        return due;
    }

    /// <summary>Finds work.</summary>
    public static DueWork? Find(Connection connection, (string Kind, string Id) asked)
    {
        using Statement statement = connection.Prepare($"SELECT {Columns} FROM work WHERE kind = ?1 AND id = ?2").Add(asked.Kind).Add(asked.Id);
        return statement.Step() ? Read(statement) : null;
    }

    /// <summary>Lists work whose ids begin with a text, by the index of ids.</summary>
    public static IReadOnlyList<DueWork> List(Connection connection, (string Kind, string Prefix, int Limit) asked)
    {
        // Texts are compared by their bytes in UTF-8, none of which is 0xff.
        using Statement statement = connection.Prepare($"SELECT {Columns} FROM work WHERE kind = ?1 AND id >= ?2 AND id < CAST(?3 AS TEXT) ORDER BY id LIMIT ?4")
            .Add(asked.Kind).Add(asked.Prefix).Add([.. Encoding.UTF8.GetBytes(asked.Prefix), 0xff]).Add(asked.Limit);
        List<DueWork> found = [];
        while (statement.Step())
        {
            found.Add(Read(statement));
        }

        return found;
    }

    /// <summary>Deletes a version.</summary>
    public static bool Delete(Connection connection, (string Kind, string Id, long Version) asked, DateTimeOffset now) =>
        connection.Prepare("DELETE FROM work WHERE kind = ?1 AND id = ?2 AND version = ?3").Add(asked.Kind).Add(asked.Id).Add(asked.Version).Run() > 0;

    private static DueWork Read(Statement row) => new()
    {
        Kind = row.Text(0),
        Id = row.Text(1),
        Version = row.Number(2),
        DueAt = row.Time(3),
        ClaimedUntil = row.IsNull(4) ? null : row.Time(4),
        Payload = row.Bytes(5),
    };
}
