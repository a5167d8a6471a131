using System.Net.Sockets;
using Npgsql;

namespace GameAuth.Server.PostgreSql;

/// <summary>What the errors of the server and of the way to it mean: whether to ask again, and what mends them.</summary>
/// <remarks>The codes are those of PostgreSQL's documentation, appendix A. A pooler says what is wrong with it in class 08.</remarks>
internal static class DatabaseErrors
{
    public static bool IsFailure(Exception e) => e is NpgsqlException or TimeoutException or IOException or SocketException;

    /// <summary>Whether the transaction lost against another one and nothing of it happened, so that it is made again at once.</summary>
    public static bool IsLostRace(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    public static SessionStoreException From(Exception e) => new(Describe(e), e) { IsTransient = IsTransient(e) };

    private static bool IsTransient(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => false,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled } => true,
        PostgresException { SqlState: string state } => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("40", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException lost => lost.IsTransient || lost.InnerException is AggregateException,
        _ => true,
    };

    // The server's own words are in the cause. They hold no value: error details, which would, are off.
    private static string Describe(Exception e) => e switch
    {
        PostgresException p => p.SqlState switch
        {
            PostgresErrorCodes.DiskFull => "PostgreSQL can't write: its disk is full (53100). Free some space; what was committed before is unchanged.",
            PostgresErrorCodes.InsufficientPrivilege => $"PostgreSQL refused: the role of the connection string lacks a privilege on the schema (42501). {GrantHint}",
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"PostgreSQL refused the role of the connection string ({p.SqlState}). Mend its user name and password, or the server's pg_hba.conf.",
            PostgresErrorCodes.ReadOnlySqlTransaction => "PostgreSQL is read-only here (25006): a standby, or a failover is under way. Name the primary: Target Session Attributes=primary.",
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn =>
                $"The schema of the store is not what this release made ({p.SqlState}). Restart with MigrateOnStart, or restore the schema.",
            _ => $"PostgreSQL failed ({p.SqlState}). The cause has the server's words; its log has more.",
        },
        _ when IsTransient(e) => "PostgreSQL can't be reached, or the connection broke: what was asked for may have happened or not. Look whether the server runs and has connections left; then ask again.",
        _ => "The connection to PostgreSQL failed. Look at the cause, mend the connection string or the server.",
    };

    private const string GrantHint = "Grant it USAGE on the schema and its sequence, and SELECT, INSERT, UPDATE, DELETE on its tables.";
}
