using System.Diagnostics.CodeAnalysis;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace GameAuth.Server.PostgreSql;

/// <summary>One SQL statement and its parameters, by position. It can be run again.</summary>
internal sealed class Statement(string sql)
{
    private readonly List<NpgsqlParameter> _parameters = [];

    public Statement Bytes(ReadOnlyMemory<byte> value) => Add(value, NpgsqlDbType.Bytea);

    /// <summary>A text as UTF-8: a text of PostgreSQL can't hold U+0000.</summary>
    public Statement Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public Statement Array<T>(T[] values, NpgsqlDbType type) => Add(values, NpgsqlDbType.Array | type);

    public Statement Flag(bool value) => Add(value, NpgsqlDbType.Boolean);

    public Statement Small(int value) => Add((short)value, NpgsqlDbType.Smallint);

    public Statement Number(int value) => Add(value, NpgsqlDbType.Integer);

    public Statement Big(long value) => Add(value, NpgsqlDbType.Bigint);

    /// <summary>A span in microseconds: an interval would have days, whose length depends on the session's time zone.</summary>
    public Statement Span(TimeSpan value) => Big(value.Ticks / TimeSpan.TicksPerMicrosecond);

    public Statement Time(DateTimeOffset? value) => value is { } time
        ? Add(time.UtcDateTime, NpgsqlDbType.TimestampTz)
        : Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });

    [SuppressMessage("Security", "CA2100", Justification = "The name of the schema, which is letters, digits and underscores, is all that is not constant.")]
    public NpgsqlCommand On(NpgsqlConnection connection)
    {
        NpgsqlCommand command = new(sql, connection);
        foreach (NpgsqlParameter parameter in _parameters)
        {
            // A parameter belongs to one command; after a lost race the statement is run by the next one.
            command.Parameters.Add(parameter.Clone());
        }

        return command;
    }

    private Statement Add<T>(T value, NpgsqlDbType type) => Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });

    private Statement Add(NpgsqlParameter parameter)
    {
        _parameters.Add(parameter);
        return this;
    }
}

/// <summary>Reads the columns of a row as <see cref="Statement"/> writes parameters.</summary>
internal static class Columns
{
    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static string Text(this NpgsqlDataReader row, int column) => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(column));

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => new(row.GetFieldValue<DateTime>(column), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);
}
