using System.Runtime.InteropServices;
using GameAuth.Storage;

namespace GameAuth.Server.Sqlite;

/// <summary>The table of token rows. A name is the bytes of its UTF-16, so that any text is one.</summary>
internal static class TokenRows
{
    /// <summary>How many rows a page of a listing, or of a clearing, has.</summary>
    public const int Page = 16;

    /// <summary>Reads a row.</summary>
    public static Row Read(Connection connection, RowKey key)
    {
        using Statement statement = connection.Prepare("SELECT epoch, number, value FROM token_row WHERE owner = ?1 AND name = ?2")
            .AddPresent(Bytes(key.Partition)).AddPresent(Bytes(key.Name));
        return statement.Step() ? Read(statement, 0) : default;
    }

    /// <summary>Writes a row over the version that the writer saw, or creates it.</summary>
    public static bool Write(Connection connection, (RowKey Key, RowVersion? Expected, RowVersion Next, ReadOnlyMemory<byte> Value) write, DateTimeOffset now)
    {
        Statement statement = connection.Prepare(write.Expected is null
            ? "INSERT INTO token_row (owner, name, epoch, number, value) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (owner, name) DO NOTHING"
            : "UPDATE token_row SET epoch = ?3, number = ?4, value = ?5 WHERE owner = ?1 AND name = ?2 AND epoch = ?6 AND number = ?7");
        statement.AddPresent(Bytes(write.Key.Partition)).AddPresent(Bytes(write.Key.Name))
            .Add((long)write.Next.Epoch).Add((long)write.Next.Number).AddPresent(write.Value.Span);
        if (write.Expected is { } expected)
        {
            statement.Add((long)expected.Epoch).Add((long)expected.Number);
        }

        return statement.Run() > 0;
    }

    /// <summary>Deletes the version that the caller saw.</summary>
    public static bool Delete(Connection connection, (RowKey Key, RowVersion Expected) asked, DateTimeOffset now) =>
        connection.Prepare("DELETE FROM token_row WHERE owner = ?1 AND name = ?2 AND epoch = ?3 AND number = ?4")
            .AddPresent(Bytes(asked.Key.Partition)).AddPresent(Bytes(asked.Key.Name)).Add((long)asked.Expected.Epoch).Add((long)asked.Expected.Number).Run() > 0;

    /// <summary>A page of rows, of one partition or of all.</summary>
    public static IReadOnlyList<(long Id, StoredRow Row)> List(Connection connection, (string? Partition, long After) asked)
    {
        using Statement statement = connection.Prepare(asked.Partition is null
            ? "SELECT id, owner, name, epoch, number, value FROM token_row WHERE id > ?1 ORDER BY id LIMIT ?2"
            : "SELECT id, owner, name, epoch, number, value FROM token_row WHERE id > ?1 AND owner = ?3 ORDER BY id LIMIT ?2")
            .Add(asked.After).Add(Page);
        if (asked.Partition is { } partition)
        {
            statement.AddPresent(Bytes(partition));
        }

        List<(long, StoredRow)> rows = [];
        while (statement.Step())
        {
            rows.Add((statement.Number(0), new StoredRow(new RowKey(Text(statement.Span(1)), Text(statement.Span(2))), Read(statement, 3))));
        }

        return rows;
    }

    /// <summary>Deletes a page of rows, whatever their versions.</summary>
    /// <returns>How many.</returns>
    public static int Clear(Connection connection, int limit, DateTimeOffset now) =>
        connection.Prepare("DELETE FROM token_row WHERE id IN (SELECT id FROM token_row LIMIT ?1)").Add(limit).Run();

    /// <summary>The bytes of a name.</summary>
    public static ReadOnlySpan<byte> Bytes(string text) => MemoryMarshal.AsBytes(text.AsSpan());

    private static Row Read(Statement row, int column) =>
        new(RowState.Found, new RowVersion((ulong)row.Number(column), (ulong)row.Number(column + 1)), row.Bytes(column + 2));

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        // The bytes may not be aligned as characters have to be.
        Span<char> text = stackalloc char[bytes.Length / sizeof(char)];
        bytes.CopyTo(MemoryMarshal.AsBytes(text));
        return new string(text);
    }
}
