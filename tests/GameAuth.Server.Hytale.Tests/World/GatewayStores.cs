using GameAuth.Server.PostgreSql.Tests;
using GameAuth.Storage;
using GameAuth.Testing;

namespace GameAuth.Server.Hytale.Tests.World;

/// <summary>Where the nodes of a world keep what they have.</summary>
public enum StoreKind
{
    Memory,
    Sqlite,
    PostgreSql,
}

/// <summary>The stores of a world: for each node a pair of its own, over one database or one memory.</summary>
public abstract class GatewayStores : IAsyncDisposable
{
    private readonly List<ISessionStore> _sessions = [];

    public static async Task<GatewayStores> CreateAsync(StoreKind kind, FakeClock clock) => kind switch
    {
        StoreKind.Sqlite => new SqliteStores(clock),
        StoreKind.PostgreSql => new PostgreSqlStores(await Cluster.SharedAsync(), clock),
        _ => new MemoryStores(clock),
    };

    /// <summary>A store of sessions for another node.</summary>
    public ISessionStore AddSessions()
    {
        ISessionStore added = NewSessions();
        _sessions.Add(added);
        return added;
    }

    /// <summary>A store of tokens for another node, which disposes it.</summary>
    public abstract ITokenStore NewTokens();

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable store in _sessions.OfType<IAsyncDisposable>())
        {
            await store.DisposeAsync();
        }

        await RemoveAsync();
    }

    protected abstract ISessionStore NewSessions();

    protected virtual Task RemoveAsync() => Task.CompletedTask;

    private sealed class MemoryStores(FakeClock clock) : GatewayStores
    {
        private readonly MemorySessionStore _memory = new(clock);
        private readonly MemoryTokenStore _tokens = new(clock);

        public override ITokenStore NewTokens() => _tokens;

        protected override ISessionStore NewSessions() => _memory;
    }

    private sealed class SqliteStores(FakeClock clock) : GatewayStores
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-gateway-");

        private SqliteStoreOptions Options => new() { Path = Path.Combine(_directory.FullName, "gateway.db") };

        public override ITokenStore NewTokens() => new SqliteTokenStore(Options, clock);

        protected override ISessionStore NewSessions() => new SqliteSessionStore(Options, clock);

        protected override Task RemoveAsync()
        {
            _directory.Delete(recursive: true);
            return Task.CompletedTask;
        }
    }
}

/// <summary>The same in a schema of its own of the cluster that the tests share.</summary>
internal sealed class PostgreSqlStores(Cluster cluster, FakeClock? clock) : GatewayStores
{
    private readonly string _schema = $"t_{System.Security.Cryptography.RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    public Cluster Cluster => cluster;

    public string Schema => _schema;

    public PostgreSqlStoreOptions Options => new() { ConnectionString = cluster.ConnectionString, Schema = _schema };

    public override ITokenStore NewTokens() => new PostgreSqlTokenStore(Options, clock);

    protected override ISessionStore NewSessions() => new PostgreSqlSessionStore(Options, clock);

    protected override Task RemoveAsync() => cluster.QueryAsync($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE");
}
