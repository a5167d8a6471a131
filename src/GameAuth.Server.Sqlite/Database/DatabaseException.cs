using System.Diagnostics.CodeAnalysis;
using SQLitePCL;

namespace GameAuth.Server.Sqlite;

/// <summary>SQLite refused a call. It does not leave the package: <see cref="DatabaseErrors"/> says it in the words of the stores.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "DatabaseErrors translates it, so it never leaves the assembly.")]
internal sealed class DatabaseException(int code, string message) : Exception(message)
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>The primary result code: the low byte of the extended one.</summary>
    public int Primary => Code & 0xFF;

    /// <summary>Whether another connection is in the way, and it may work in a moment.</summary>
    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;
}

/// <summary>What SQLite's result codes mean for whoever runs the server, with the fix.</summary>
internal static class DatabaseErrors
{
    /// <summary>Says what failed.</summary>
    /// <param name="error">SQLite's word.</param>
    /// <param name="path">The file.</param>
    public static SessionStoreException Explain(DatabaseException error, string path)
    {
        string fix = error.Primary switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                "another process has kept its write lock. Ask again; where it stays so, a program such as a backup or a shell holds a transaction open: end it.",
            raw.SQLITE_FULL => "its disk is full. Make room; what was stored before is unchanged, and the store goes on by itself.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
                "it is damaged, or it is no SQLite database. Stop every process that uses it, keep a copy of it with its -wal file, then put a backup in its place, or save what can be read: sqlite3 FILE .recover.",
            raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH =>
                "this user may not read and write it and its directory, or the disk is mounted read-only. Give both to this user (chown; chmod 700 the directory, 600 the file), or mount the disk for writing.",
            raw.SQLITE_IOERR => "its disk failed, or a limit of this process or user forbids a longer file. Look into the system's log for the disk, and at quotas and ulimit -f.",
            raw.SQLITE_NOMEM => "this process has no memory left.",
            raw.SQLITE_PROTOCOL => "its locks do not work. Keep it on a local disk.",
            _ => "SQLite refused the call.",
        };
        return new SessionStoreException($"The session file {path} can't be used: {fix} (SQLite {error.Code}: {error.Message})", error)
        {
            IsTransient = error.IsBusy || error.Primary == raw.SQLITE_NOMEM,
        };
    }
}
