using GameAuth.Server;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps what a host stores in PostgreSQL. Used while services are registered, by one thread.</summary>
public static class PostgreSqlGameAuthBuilderExtensions
{
    /// <summary>Keeps tokens and records in PostgreSQL, for hosts of several nodes. Rows reach it sealed and under hidden names; the nodes need the same master key.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The connection string, as Npgsql has it; see <see cref="PostgreSqlStoreOptions"/>.</param>
    /// <param name="configure">More options; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">When the host starts: an option is missing or wrong.</exception>
    public static GameAuthBuilder UsePostgreSqlStore(this GameAuthBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        PostgreSqlStoreOptions options = Options(connectionString, configure);
        return builder.UseStore(host => new PostgreSqlTokenStore(options, Clock(host)));
    }

    /// <summary>Keeps sessions in PostgreSQL, for a session server of several nodes; and in the same database tokens and records, among them the signing keys.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">The connection string, as Npgsql has it; see <see cref="PostgreSqlStoreOptions"/>.</param>
    /// <param name="configure">More options; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="GameAuth.GameAuthConfigurationException">When the host starts: an option is missing or wrong.</exception>
    public static GameAuthServerBuilder UsePostgreSql(this GameAuthServerBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        PostgreSqlStoreOptions options = Options(connectionString, configure);
        builder.Services.Replace(ServiceDescriptor.Singleton<ITokenStore>(host => new PostgreSqlTokenStore(options, Clock(host))));
        return builder.UseSessionStore(host => new PostgreSqlSessionStore(options, Clock(host), host.GetService<ILogger<PostgreSqlSessionStore>>()));
    }

    private static PostgreSqlStoreOptions Options(string connectionString, Action<PostgreSqlStoreOptions>? configure)
    {
        PostgreSqlStoreOptions options = new() { ConnectionString = connectionString };
        configure?.Invoke(options);
        return options;
    }

    // A clock of the host's own is one of a test. Otherwise the database's decides, on which all nodes agree.
    private static TimeProvider? Clock(IServiceProvider host) => host.GetRequiredService<TimeProvider>() is { } time && time != TimeProvider.System ? time : null;
}
