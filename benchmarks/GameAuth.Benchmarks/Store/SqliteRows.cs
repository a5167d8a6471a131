using Microsoft.Data.Sqlite;

namespace GameAuth.Benchmarks.Store;

/// <summary>The peer with a journal: SQLite in WAL mode, each commit flushed.</summary>
internal sealed class SqliteRows : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _save;
    private readonly SqliteCommand _read;

    public SqliteRows(string directory)
    {
        SQLitePCL.Batteries_V2.Init();
        _connection = new SqliteConnection($"Data Source={Path.Combine(directory, "rows.db")};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL");
        Run("PRAGMA synchronous=FULL");
        Run("CREATE TABLE tokens (id TEXT PRIMARY KEY, value BLOB)");
        _save = _connection.CreateCommand();
        _save.CommandText = "INSERT INTO tokens VALUES ('row', $value) ON CONFLICT(id) DO UPDATE SET value = excluded.value";
        _save.Parameters.Add("$value", SqliteType.Blob);
        _read = _connection.CreateCommand();
        _read.CommandText = "SELECT value FROM tokens WHERE id = 'row'";
    }

    public void Save(byte[] content)
    {
        _save.Parameters[0].Value = content;
        _save.ExecuteNonQuery();
    }

    public byte[] Read() => (byte[])_read.ExecuteScalar()!;

    public void Dispose()
    {
        _save.Dispose();
        _read.Dispose();
        _connection.Dispose();
    }

    private void Run(string pragma)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = pragma;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
