using System.Security.Cryptography;
using GameAuth.Server.StoreContract;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>A schema of its own in the shared cluster.</summary>
public class DirectFixture : SessionStoreFixture
{
    private Cluster _cluster = null!;

    internal string Schema { get; } = $"t_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    internal Cluster Cluster => _cluster;

    /// <summary>How the stores reach the database, and tell the test who they are.</summary>
    internal string ConnectionString { get; private set; } = "";

    public override async Task StartAsync()
    {
        _cluster = await Cluster.SharedAsync();
        ConnectionString = $"{await EndPointAsync(_cluster)};Application Name={Schema}";
    }

    internal PostgreSqlStoreOptions Options() => new() { ConnectionString = ConnectionString, ListenConnectionString = $"{_cluster.ConnectionString};Application Name={Schema} listens", Schema = Schema };

    internal PostgreSqlSessionStore CreateWith(PostgreSqlStoreOptions options) => new(options, Clock);

    private protected virtual Task<string> EndPointAsync(Cluster cluster) => Task.FromResult(cluster.ConnectionString);

    protected override ISessionStore Create() => CreateWith(Options());

    protected override Task RemoveAsync() => _cluster.QueryAsync($"DROP SCHEMA IF EXISTS \"{Schema}\" CASCADE");
}

/// <summary>The same through a pooler in transaction mode.</summary>
public sealed class PooledFixture : DirectFixture
{
    private protected override async Task<string> EndPointAsync(Cluster cluster) => (await Cluster.PoolerAsync()).ConnectionString;
}
