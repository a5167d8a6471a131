using System.Globalization;
using System.Reflection;
using System.Text;

namespace GameAuth.Server.Sqlite;

/// <summary>The schema of the file: numbered scripts, each run once.</summary>
/// <param name="scripts">The scripts, from version 1 on.</param>
internal sealed class Schema(IReadOnlyList<string> scripts)
{
    // "GASS" in ASCII, by which the file is known (sqlite.org/fileformat2.html#application_id).
    private const int ApplicationId = 0x47415353;
    private const int MostTries = 200;

    /// <summary>The schema of this release.</summary>
    public static Schema Current { get; } = new([Read("0001"), Read("0002"), Read("0003")]);

    /// <summary>The version that these scripts make.</summary>
    public int Version => scripts.Count;

    /// <summary>The script that brings a file up to date.</summary>
    /// <param name="from">The version that the file has; 0 for an empty one.</param>
    public string Script(int from)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, Version);
        StringBuilder script = new("BEGIN IMMEDIATE;\n");
        for (int version = from + 1; version <= Version; version++)
        {
            script.Append(CultureInfo.InvariantCulture, $"\n{scripts[version - 1]}\nPRAGMA user_version = {version};\n");
        }

        return script.Append(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId};\nCOMMIT;\n").ToString();
    }

    /// <summary>The schema has to be brought up to date, and may not.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="version">The version that it has; 0 where it is empty or missing.</param>
    public SessionStoreException Needed(string path, int version) => new(
        $"The schema of the session file {path} is version {version}, and this release needs version {Version}. Run this script on it as the user of the server "
        + $"(umask 077; sqlite3 FILE < SCRIPT), or set MigrateOnStart to true:\n\n{Script(version)}");

    /// <summary>Looks whose file it is, sets its journal, and brings its schema up to date where it may.</summary>
    /// <param name="connection">A connection to it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="mayMigrate">Whether the schema may be changed.</param>
    public void Prepare(Connection connection, string path, bool mayMigrate)
    {
        int version = LookForVersion(connection, path);
        if (version < Version && !mayMigrate)
        {
            throw Needed(path, version);
        }

        UseWriteAheadLog(connection, path);
        if (version < Version)
        {
            Migrate(connection, path);
        }
    }

    // In one transaction: another process may make the schema between two questions.
    private int LookForVersion(Connection connection, string path)
    {
        connection.Execute("BEGIN");
        try
        {
            return FindVersion(connection, path);
        }
        finally
        {
            connection.Execute("ROLLBACK");
        }
    }

    private int FindVersion(Connection connection, string path)
    {
        long application = connection.QueryNumber("PRAGMA application_id");
        long version = connection.QueryNumber("PRAGMA user_version");
        if (application != ApplicationId && (application != 0 || version != 0 || connection.QueryNumber("SELECT count(*) FROM sqlite_schema") != 0))
        {
            throw new SessionStoreException($"The file {path} is the database of another application. Name a file of its own for the sessions.");
        }

        return version <= Version
            ? (int)version
            : throw new SessionStoreException($"A newer release has brought the schema of the session file {path} to version {version}; this one knows {Version}. Update this one; nothing was changed.");
    }

    private void Migrate(Connection connection, string path)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            // Another process may have done it since.
            for (int version = FindVersion(connection, path) + 1; version <= Version; version++)
            {
                connection.Execute(scripts[version - 1]);
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}; PRAGMA application_id = {ApplicationId};"));
            }

            connection.Execute("COMMIT");
        }
        finally
        {
            if (connection.IsInTransaction)
            {
                connection.Execute("ROLLBACK");
            }
        }
    }

    // The file keeps this setting. The change needs the file alone for a moment, and SQLite does not wait for that.
    private static void UseWriteAheadLog(Connection connection, string path)
    {
        using ManualResetEventSlim never = new(initialState: false, spinCount: 0);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using Statement statement = connection.Prepare("PRAGMA journal_mode = WAL");
                statement.Step();
                string mode = statement.Text(0);
                if (mode != "wal")
                {
                    throw new SessionStoreException($"The session file {path} can't have a write-ahead log (its journal is {mode}): the file system lacks shared memory. Keep the file on a local disk.");
                }

                return;
            }
            catch (DatabaseException error) when (error.IsBusy && attempt < MostTries)
            {
                never.Wait(TimeSpan.FromMilliseconds(5));
            }
        }
    }

    private static string Read(string number)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Schema.{number}.sql")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
