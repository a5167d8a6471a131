namespace GameAuth.Server;

/// <summary>Where a SQLite store is, and how it is opened.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>
    /// The file, on a local disk; made where it is missing, for this user only (0600, in a directory with 0700 where that is missing too). SQLite keeps two more files beside it while it is open:
    /// <c>-wal</c> and <c>-shm</c>. A copy without them is no backup: use <c>VACUUM INTO</c> or SQLite's backup.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>Whether the schema is made and brought up to date at the start. Default true. With false the start fails where there is something to do, and the message has the script.</summary>
    public bool MigrateOnStart { get; set; } = true;

    /// <summary>How long a write waits for another process that writes, before it fails with a <see cref="SessionStoreException"/> that is transient. Default 5 s; 0 to 60 s.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
