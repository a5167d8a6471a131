using System.Globalization;
using System.Reflection;

namespace GameAuth.Server;

/// <summary>The scripts that make the schema of the stores in PostgreSQL, each a version. They are what <see cref="PostgreSqlStoreOptions.MigrateOnStart"/> runs.</summary>
public static class PostgreSqlSchema
{
    /// <summary>The version that this release has.</summary>
    public const int Version = 3;

    /// <summary>The script that brings a schema to <see cref="Version"/>: one transaction, for <c>psql</c>. The role that runs it becomes the owner.</summary>
    /// <param name="schema">The schema's name; see <see cref="PostgreSqlStoreOptions.Schema"/>.</param>
    /// <param name="from">The version that the schema has: 0 where there is none.</param>
    /// <returns>The script; without a statement where <paramref name="from"/> is the version already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such version.</exception>
    public static string Script(string schema = "gameauth", int from = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(schema);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, Version);
        return string.Concat(["BEGIN;\n", .. from == 0 ? [Creation(schema)] : Array.Empty<string>(), .. Enumerable.Range(from + 1, Version - from).Select(version => Step(schema, version)), "COMMIT;\n"]);
    }

    /// <summary>What makes the schema itself, and the table of its versions. A role that owns the schema may not be allowed to make one.</summary>
    internal static string Creation(string schema) =>
        $"""
        DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = '{schema}') THEN CREATE SCHEMA "{schema}"; END IF; END $$;
        CREATE TABLE "{schema}".schema_versions (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT clock_timestamp());

        """;

    /// <summary>What brings the schema from the version before to this one, and notes it.</summary>
    internal static string Step(string schema, int version) =>
        $"""
        {Read(version)
            .Replace("{schema}", $"\"{schema}\"", StringComparison.Ordinal)
            .Replace("{name}", schema, StringComparison.Ordinal)
            .Replace("{channel}", Channel(schema), StringComparison.Ordinal)}
        INSERT INTO "{schema}".schema_versions (version) VALUES ({version.ToString(CultureInfo.InvariantCulture)});

        """;

    /// <summary>The channel of NOTIFY on which a node tells the others that the log has grown.</summary>
    internal static string Channel(string schema) => $"{schema}_revocations";

    private static string Read(int version)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{version:0000}.sql")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
