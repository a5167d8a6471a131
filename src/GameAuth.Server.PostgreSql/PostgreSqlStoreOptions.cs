using Npgsql;

namespace GameAuth.Server;

/// <summary>Where a store of PostgreSQL is, and what it may do there. Read when the store is made; later changes have no effect.</summary>
/// <remarks>
/// PostgreSQL 14 or newer. The stores leave nothing behind in a session of the server: no prepared statement, no session lock, no setting, no open transaction. So a pooler in transaction
/// mode may stand in between (PgBouncer, <c>pool_mode = transaction</c>); only LISTEN can't pass one, see <see cref="ListenConnectionString"/>. What the stores need of a connection string is
/// set by them, whatever it says: <c>Max Auto Prepare=0</c>, <c>No Reset On Close=true</c>, <c>Enlist=false</c>, <c>Multiplexing=false</c>, <c>Include Error Detail=false</c>,
/// <c>Persist Security Info=false</c>. The rest is yours: <c>SSL Mode=VerifyFull</c> on a network, <c>Maximum Pool Size</c>, <c>Command Timeout</c>, several hosts with
/// <c>Target Session Attributes=primary</c>. A commit is as durable as the server's <c>synchronous_commit</c> and <c>fsync</c> make it: leave both on.
/// </remarks>
public sealed class PostgreSqlStoreOptions
{
    internal const string Step = "PostgreSQL store";
    private const int LongestSchema = 40;

    /// <summary>The connection string, as Npgsql has it. Required.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// The connection string for LISTEN, by which a node hears of revocations at once. Default null: that of <see cref="ConnectionString"/>. Behind a pooler in transaction mode name the
    /// server itself here, or set it to an empty text: then nodes only poll, which keeps every bound and costs a moment. One connection per session store, made again by itself when it is lost.
    /// </summary>
    public string? ListenConnectionString { get; set; }

    /// <summary>The schema that the tables are in, for them alone. Default <c>gameauth</c>: a lower-case letter or underscore, then those and digits, 40 characters at most.</summary>
    public string Schema { get; set; } = "gameauth";

    /// <summary>
    /// Whether a store brings its schema up to date when it is opened. Default true. Where it is false and the schema is older, opening throws and the message holds the script, for who may
    /// change the database; <see cref="PostgreSqlSchema.Script"/> has it too. The role that runs the script owns the tables: grant the role of the nodes <c>USAGE</c> on the schema and its
    /// sequence, <c>SELECT, INSERT, UPDATE, DELETE</c> on its tables, or run the script as that role.
    /// </summary>
    public bool MigrateOnStart { get; set; } = true;

    /// <summary>How long a lease of <see cref="Storage.PostgreSqlTokenStore"/> lasts unless it is renewed, which its holder does at a third of it. Default 30 s; 5 s to 10 minutes. A dead holder's work waits that long.</summary>
    public TimeSpan LeaseLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// More for Npgsql that a connection string can't say: passwords that change (<c>UsePeriodicPasswordProvider</c>), certificates. Called for each data source. Default null. No type mapping, no
    /// parameter logging: parameters are hashes, sealed values and names of players.
    /// </summary>
    public Action<NpgsqlDataSourceBuilder>? ConfigureDataSource { get; set; }

    /// <summary>Checks the options and copies them.</summary>
    internal PostgreSqlStoreOptions Checked()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            throw new GameAuthConfigurationException("PostgreSqlStoreOptions.ConnectionString is missing: name the server and the database, such as Host=db.internal;Database=sessions;Username=sessions.") { Step = Step };
        }

        if (!IsPlainName(Schema))
        {
            throw new GameAuthConfigurationException("PostgreSqlStoreOptions.Schema is no plain name: a lower-case letter or underscore, then those and digits, 40 characters at most.") { Step = Step };
        }

        if (LeaseLifetime < TimeSpan.FromSeconds(5) || LeaseLifetime > TimeSpan.FromMinutes(10))
        {
            throw new GameAuthConfigurationException("PostgreSqlStoreOptions.LeaseLifetime is 5 s to 10 minutes.") { Step = Step };
        }

        return (PostgreSqlStoreOptions)MemberwiseClone();
    }

    private static bool IsPlainName(string? name) => name is { Length: > 0 and <= LongestSchema } && !char.IsAsciiDigit(name[0])
        && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
