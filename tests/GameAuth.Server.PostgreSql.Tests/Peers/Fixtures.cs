using System.Collections.Concurrent;
using System.Security.Cryptography;
using GameAuth.Server.StoreContract;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Schemas of the shared cluster, each for one test at a time: an empty one costs less than a new one.</summary>
internal static class Schemas
{
    private static readonly string[] s_tables = ["families", "nonces", "revocations", "used", "windows", "work", "audit", "room_places", "rows", "leases"];
    private static readonly ConcurrentBag<string> s_free = [];

    public static string NewName() => $"t_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    public static async Task<string> TakeAsync()
    {
        if (!s_free.TryTake(out string? schema))
        {
            schema = NewName();
            await (await Cluster.SharedAsync()).QueryAsync(PostgreSqlSchema.Script(schema));
        }

        return schema;
    }

    public static async Task GiveBackAsync(string schema)
    {
        await (await Cluster.SharedAsync()).QueryAsync(
            string.Concat(s_tables.Select(table => $"DELETE FROM \"{schema}\".{table};")) + $"SELECT setval('\"{schema}\".positions', 1, false)");
        s_free.Add(schema);
    }
}

/// <summary>A schema of its own in the shared cluster.</summary>
public class DirectFixture : SessionStoreFixture
{
    private Cluster _cluster = null!;

    internal string Schema { get; private set; } = "";

    internal Cluster Cluster => _cluster;

    /// <summary>How the stores reach the database, and tell the test who they are.</summary>
    internal string ConnectionString { get; private set; } = "";

    public override async Task StartAsync()
    {
        _cluster = await Cluster.SharedAsync();
        Schema = await Schemas.TakeAsync();
        ConnectionString = $"{await EndPointAsync(_cluster)};Application Name={Schema}";
    }

    internal PostgreSqlStoreOptions Options() => new() { ConnectionString = ConnectionString, ListenConnectionString = $"{_cluster.ConnectionString};Application Name={Schema} listens", Schema = Schema };

    internal PostgreSqlSessionStore CreateWith(PostgreSqlStoreOptions options) => new(options, Clock);

    private protected virtual Task<string> EndPointAsync(Cluster cluster) => Task.FromResult(cluster.ConnectionString);

    protected override ISessionStore Create() => CreateWith(Options());

    protected override Task RemoveAsync() => Schemas.GiveBackAsync(Schema);
}

/// <summary>The same through a pooler in transaction mode.</summary>
public sealed class PooledFixture : DirectFixture
{
    private protected override async Task<string> EndPointAsync(Cluster cluster) => (await Cluster.PoolerAsync()).ConnectionString;
}
