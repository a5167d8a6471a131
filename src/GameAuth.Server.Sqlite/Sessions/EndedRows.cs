namespace GameAuth.Server.Sqlite;

/// <summary>What has ended, and can be deleted.</summary>
internal static class EndedRows
{
    /// <summary>A batch of one kind: small, so that nobody waits long for the writer.</summary>
    public const int Batch = 256;

    /// <summary>A kind of rows: deletes some that have ended and says how many.</summary>
    public delegate int Deletion(Connection connection, int limit, DateTimeOffset now);

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<Deletion> Kinds { get; } =
    [
        static (connection, limit, now) =>
        {
            DateTimeOffset before = now - SessionStoreLimits.FamilyGrace;
            return connection.Prepare("DELETE FROM family WHERE number IN (SELECT number FROM family WHERE idle_ends_hour <= ?1 AND idle_ends_at <= ?2 LIMIT ?3)")
                .Add(FamilyRows.Hour(before)).Add(before).Add(limit).Run();
        },
        static (connection, limit, now) => connection.Prepare("DELETE FROM nonce WHERE hash IN (SELECT hash FROM nonce WHERE ends_at <= ?1 LIMIT ?2)").Add(now).Add(limit).Run(),
        static (connection, limit, now) => connection.Prepare("DELETE FROM revocation WHERE position IN (SELECT position FROM revocation WHERE ends_at <= ?1 LIMIT ?2)").Add(now).Add(limit).Run(),
        static (connection, limit, now) => connection.Prepare("DELETE FROM used_key WHERE hash IN (SELECT hash FROM used_key WHERE ends_at <= ?1 LIMIT ?2)").Add(now).Add(limit).Run(),
        static (connection, limit, now) => connection.Prepare("DELETE FROM audit WHERE position IN (SELECT position FROM audit WHERE ends_at <= ?1 LIMIT ?2)").Add(now).Add(limit).Run(),
        static (connection, limit, now) => connection.Prepare("DELETE FROM room_place WHERE id IN (SELECT id FROM room_place WHERE ends_at <= ?1 LIMIT ?2)").Add(now).Add(limit).Run(),
        static (connection, limit, now) => connection.Prepare("DELETE FROM counted WHERE hash IN (SELECT hash FROM counted WHERE ends_at <= ?1 LIMIT ?2)").Add(now).Add(limit).Run(),
    ];
}
