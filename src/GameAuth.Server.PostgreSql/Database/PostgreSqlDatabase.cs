using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Npgsql;

namespace GameAuth.Server.PostgreSql;

/// <summary>A pool of connections to the database of a store, whose schema is up to date. Safe for use from any thread.</summary>
internal sealed class PostgreSqlDatabase : IAsyncDisposable
{
    private const int Attempts = 5;

    private readonly NpgsqlDataSource _source;
    private readonly SchemaMigration _migration;
    private readonly TimeProvider? _clock;

    [SuppressMessage("Usage", "CA2213", Justification = "It holds nothing of the system's, and whoever opens the schema while the store is closed gives it back after that; his connection tells him.")]
    private readonly SemaphoreSlim _opening = new(1);

    private volatile bool _isOpen;

    public PostgreSqlDatabase(PostgreSqlStoreOptions options, TimeProvider? clock)
    {
        _source = DataSources.ForStatements(options);
        _migration = new SchemaMigration(_source, options.Schema, options.MigrateOnStart);
        _clock = clock;
    }

    /// <summary>The time of a clock that rules over the database's, for tests; null for the database's own.</summary>
    public DateTimeOffset? Now => _clock?.GetUtcNow();

    /// <summary>Makes the schema ready, once. After a failure the next call tries again.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isOpen)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isOpen)
            {
                await _migration.RunAsync(cancellationToken).ConfigureAwait(false);
                _isOpen = true;
            }
        }
        catch (Exception e) when (DatabaseErrors.IsFailure(e))
        {
            throw DatabaseErrors.From(e);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Runs a statement that only reads; the wait for it can be cancelled.</summary>
    public ValueTask<IReadOnlyList<T>> ReadAsync<T>(Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        RunAsync(statement, map, cancellationToken, cancellationToken);

    /// <summary>Runs a statement that changes something: a transaction of its own, committed when this returns. Cancelled only before it begins.</summary>
    public ValueTask<IReadOnlyList<T>> ChangeAsync<T>(Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        RunAsync(statement, map, cancellationToken, CancellationToken.None);

    /// <summary>Runs a statement that changes something, and says how many rows it changed.</summary>
    public async ValueTask<int> ChangeAsync(Statement statement, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await AttemptAsync(
            async () =>
            {
                NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
                NpgsqlCommand command = statement.On(connection);
                await using ConfiguredAsyncDisposable disposing = command.ConfigureAwait(false);
                return await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async ValueTask<IReadOnlyList<T>> RunAsync<T>(Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken wait, CancellationToken run)
    {
        await OpenAsync(wait).ConfigureAwait(false);
        return await AttemptAsync(
            async () =>
            {
                NpgsqlConnection connection = await _source.OpenConnectionAsync(wait).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
                NpgsqlCommand command = statement.On(connection);
                await using ConfiguredAsyncDisposable disposing = command.ConfigureAwait(false);
                NpgsqlDataReader reader = await command.ExecuteReaderAsync(run).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable ending = reader.ConfigureAwait(false);
                List<T> rows = [];
                while (await reader.ReadAsync(run).ConfigureAwait(false))
                {
                    rows.Add(map(reader));
                }

                return rows;
            }).ConfigureAwait(false);
    }

    private static async ValueTask<T> AttemptAsync<T>(Func<Task<T>> attempt)
    {
        for (int number = 1; ; number++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (PostgresException e) when (number < Attempts && DatabaseErrors.IsLostRace(e))
            {
                // Nothing of the transaction happened, so it is made again: who lost needs no word of it.
            }
            catch (Exception e) when (DatabaseErrors.IsFailure(e))
            {
                throw DatabaseErrors.From(e);
            }
        }
    }
}

/// <summary>Makes data sources that leave nothing behind in a session and show no secret.</summary>
internal static class DataSources
{
    // Half a minute: within it a connection that only listens finds out that nobody is there any more.
    private const int KeepAliveSeconds = 30;

    /// <summary>Makes the one for the store's statements.</summary>
    public static NpgsqlDataSource ForStatements(PostgreSqlStoreOptions options) => Create(options, Parse(options.ConnectionString!, nameof(options.ConnectionString)));

    /// <summary>Makes the one for the connection that listens.</summary>
    public static NpgsqlDataSource ForListening(PostgreSqlStoreOptions options, string connectionString)
    {
        NpgsqlConnectionStringBuilder connection = Parse(connectionString, nameof(options.ListenConnectionString));
        connection.Pooling = false;
        connection.KeepAlive = connection.KeepAlive == 0 ? KeepAliveSeconds : connection.KeepAlive;
        return Create(options, connection);
    }

    private static NpgsqlDataSource Create(PostgreSqlStoreOptions options, NpgsqlConnectionStringBuilder connection)
    {
        connection.MaxAutoPrepare = 0;
        connection.NoResetOnClose = true;
        connection.Enlist = false;
        connection.Multiplexing = false;
        connection.IncludeErrorDetail = false;
        connection.PersistSecurityInfo = false;
        connection.ApplicationName ??= "GameAuth";
        NpgsqlDataSourceBuilder builder = new(connection.ConnectionString);
        options.ConfigureDataSource?.Invoke(builder);
        return builder.Build();
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString, string option)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // Its message may show a part of a password with a semicolon, so it is not passed on.
            throw new GameAuthConfigurationException(
                $"PostgreSqlStoreOptions.{option} is no connection string of Npgsql: look at the names of its settings, and put a value with a semicolon or a quote in quotes.")
            { Step = PostgreSqlStoreOptions.Step };
        }
    }
}
