using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace GameAuth.Server.PostgreSql;

/// <summary>Brings a schema up to date, in one transaction under a lock of that transaction, so that nodes that start at once do it once.</summary>
internal sealed class SchemaMigration(NpgsqlDataSource source, string schema, bool mayMigrate)
{
    private static readonly string s_needed = PostgreSqlSchema.Version.ToString(CultureInfo.InvariantCulture);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
        int version = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (version == PostgreSqlSchema.Version)
        {
            return;
        }

        if (!mayMigrate)
        {
            throw new SessionStoreException(
                $"The schema {schema} of the PostgreSQL store is at version {version.ToString(CultureInfo.InvariantCulture)} and this release needs {s_needed}. "
                + $"Set MigrateOnStart, or run this script as the owner of the schema:\n{PostgreSqlSchema.Script(schema, version)}");
        }

        await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable ending = transaction.ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('{schema} schema', 0))", cancellationToken).ConfigureAwait(false);

        // The node that had the lock before may have done it.
        int version = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (version == 0)
        {
            await ExecuteAsync(connection, PostgreSqlSchema.Creation(schema), cancellationToken).ConfigureAwait(false);
        }

        for (int next = version + 1; next <= PostgreSqlSchema.Version; next++)
        {
            await ExecuteAsync(connection, PostgreSqlSchema.Step(schema, next), cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        string isolation = (string)(await AskAsync(connection, "SELECT current_setting('transaction_isolation')", cancellationToken).ConfigureAwait(false))!;
        if (isolation != "read committed")
        {
            throw new SessionStoreException(
                $"The transactions of this role are {isolation} by default, and the PostgreSQL store needs read committed: ALTER ROLE ... SET default_transaction_isolation = 'read committed'.");
        }

        // Not to_regclass: it asks the session's cache, which after the wait for the lock still says what was there before.
        bool isThere = (bool)(await AskAsync(
            connection,
            $"SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '{schema}' AND c.relname = 'schema_versions')",
            cancellationToken).ConfigureAwait(false))!;
        int version = isThere
            ? (int)(await AskAsync(connection, $"SELECT COALESCE(max(version), 0) FROM \"{schema}\".schema_versions", cancellationToken).ConfigureAwait(false))!
            : 0;
        return version <= PostgreSqlSchema.Version
            ? version
            : throw new SessionStoreException(
                $"A newer release made the schema {schema} of the PostgreSQL store: it is at version {version.ToString(CultureInfo.InvariantCulture)}, and this one knows {s_needed}. Update this node; nothing was changed.");
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = Command(connection, sql);
        await using ConfiguredAsyncDisposable disposing = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = Command(connection, sql);
        await using ConfiguredAsyncDisposable disposing = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    [SuppressMessage("Security", "CA2100", Justification = "The name of the schema, which is letters, digits and underscores, is all that is not constant.")]
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection);
}
