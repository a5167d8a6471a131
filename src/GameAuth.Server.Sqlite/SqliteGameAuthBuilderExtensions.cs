using GameAuth.Server;
using GameAuth.Server.Sqlite;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps what a host stores in a SQLite file. Used while services are registered, by one thread.</summary>
public static class SqliteGameAuthBuilderExtensions
{
    /// <summary>Keeps tokens and records in a SQLite file, for hosts of one machine. Rows reach it sealed and under hidden names; its processes need the same master key.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file; see <see cref="SqliteStoreOptions.Path"/>.</param>
    /// <param name="configure">More options; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static GameAuthBuilder UseSqliteStore(this GameAuthBuilder builder, string path, Action<SqliteStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        SqliteStoreOptions options = new() { Path = path };
        configure?.Invoke(options);
        builder.Services.Replace(ServiceDescriptor.Singleton(host => new SqliteFile(options, host.GetRequiredService<TimeProvider>())));
        return builder.UseStore(static host => new SqliteTokenStore(host.GetRequiredService<SqliteFile>(), ownsFile: false));
    }
}
