namespace GameAuth.Server.Sqlite;

/// <summary>What is used once, and what is counted in a window.</summary>
internal static class OnceRows
{
    /// <summary>Takes a key; false while it is taken.</summary>
    public static bool Use(Connection connection, (ReadOnlyMemory<byte> Key, TimeSpan Life) use, DateTimeOffset now) =>
        connection.Prepare("INSERT INTO used_key (hash, ends_at) VALUES (?1, ?2) ON CONFLICT (hash) DO UPDATE SET ends_at = ?2 WHERE ends_at <= ?3")
            .Add(use.Key.Span).Add(now + use.Life).Add(now).Run() > 0;

    /// <summary>Counts.</summary>
    public static WindowCount Count(Connection connection, (ReadOnlyMemory<byte> Key, WindowQuota Quota) counted, DateTimeOffset now)
    {
        (ReadOnlyMemory<byte> key, WindowQuota quota) = counted;
        long count = 0;
        DateTimeOffset end = StoredTime.Round(now + quota.Window);
        using (Statement window = connection.Prepare("SELECT count, ends_at FROM counted WHERE hash = ?1 AND ends_at > ?2").Add(key.Span).Add(now))
        {
            if (window.Step())
            {
                count = window.Number(0);
                end = window.Time(1);
            }
        }

        if (count + quota.By > quota.Limit)
        {
            return new WindowCount(IsPermitted: false, (int)count, end, now);
        }

        int counts = (int)(count + quota.By);
        Statement save = count == 0
            ? connection.Prepare("INSERT OR REPLACE INTO counted (hash, count, ends_at) VALUES (?1, ?2, ?3)").Add(key.Span).Add(counts).Add(end)
            : connection.Prepare("UPDATE counted SET count = ?2 WHERE hash = ?1").Add(key.Span).Add(counts);
        save.Run();
        return new WindowCount(IsPermitted: true, counts, end, now);
    }
}
