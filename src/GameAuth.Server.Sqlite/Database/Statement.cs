using System.Text;
using SQLitePCL;

namespace GameAuth.Server.Sqlite;

/// <summary>A prepared statement: parameters are added in their order, rows are stepped through, disposal makes it ready for the next use.</summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int StackSize = 1024;

    private int _added;

    /// <summary>Adds a number.</summary>
    public Statement Add(long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, ++_added, value));
        return this;
    }

    /// <summary>Adds a time, as microseconds since 1970.</summary>
    public Statement Add(DateTimeOffset time) => Add(StoredTime.ToMicroseconds(time));

    /// <summary>Adds bytes; none become null.</summary>
    public Statement Add(ReadOnlySpan<byte> bytes)
    {
        connection.Check(bytes.IsEmpty ? raw.sqlite3_bind_null(handle, ++_added) : raw.sqlite3_bind_blob(handle, ++_added, bytes));
        return this;
    }

    /// <summary>Adds bytes that may have no length.</summary>
    public Statement AddPresent(ReadOnlySpan<byte> bytes)
    {
        connection.Check(raw.sqlite3_bind_blob(handle, ++_added, bytes));
        return this;
    }

    /// <summary>Adds null.</summary>
    public Statement AddNull() => Add(ReadOnlySpan<byte>.Empty);

    /// <summary>Adds a text in UTF-8, with whatever NUL it has.</summary>
    public Statement Add(string text)
    {
        int size = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = size <= StackSize ? stackalloc byte[StackSize] : new byte[size];
        int written = Encoding.UTF8.GetBytes(text, bytes);
        connection.Check(raw.sqlite3_bind_text(handle, ++_added, bytes[..written]));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last one.</returns>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        connection.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs a statement that yields no row, and makes it ready for the next use.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        using (this)
        {
            Step();
            return connection.Changes;
        }
    }

    /// <summary>The number of a column.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>The time of a column.</summary>
    public DateTimeOffset Time(int column) => StoredTime.FromMicroseconds(Number(column));

    /// <summary>Whether a column is null.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>A copy of the bytes of a column; none for null.</summary>
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    /// <summary>The bytes of a column, until the next step.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>The text of a column.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    /// <inheritdoc/>
    public void Dispose()
    {
        // The code of a reset is that of the last step, which has been told.
        _ = raw.sqlite3_reset(handle);
        _ = raw.sqlite3_clear_bindings(handle);
        _added = 0;
    }

    /// <summary>Ends the statement with its connection.</summary>
    public void Close() => handle.Dispose();
}

/// <summary>How times are stored: microseconds since 1970, which <c>datetime(created_at / 1000000, 'unixepoch')</c> shows.</summary>
internal static class StoredTime
{
    /// <summary>The microseconds since 1970.</summary>
    public static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>A time as it can be stored.</summary>
    public static DateTimeOffset Round(DateTimeOffset time) => FromMicroseconds(ToMicroseconds(time));
}
