using GameAuth.Storage;
using GameAuth.StoreContract;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>The stores of a test: two pools over one schema, as two nodes have.</summary>
internal sealed class TokenStores(Func<Task<string>> endPoint)
{
    private readonly List<PostgreSqlTokenStore> _opened = [];
    private string _connectionString = "";

    public string Schema { get; private set; } = "";

    public async Task StartAsync()
    {
        _connectionString = await endPoint();
        Schema = await Schemas.TakeAsync();
    }

    public PostgreSqlStoreOptions Options() => new() { ConnectionString = _connectionString, Schema = Schema };

    public PostgreSqlTokenStore Open(TimeProvider? time = null)
    {
        PostgreSqlTokenStore store = new(Options(), time);
        _opened.Add(store);
        return store;
    }

    public async Task EndAsync()
    {
        foreach (PostgreSqlTokenStore store in _opened)
        {
            await store.DisposeAsync();
        }

        await Schemas.GiveBackAsync(Schema);
    }

    public static async Task<string> DirectAsync() => (await Cluster.SharedAsync()).ConnectionString;

    public static async Task<string> PooledAsync() => (await Cluster.PoolerAsync()).ConnectionString;
}

public sealed class TokenStoreTests : TokenStoreContract, IAsyncLifetime
{
    private readonly TokenStores _stores = new(TokenStores.DirectAsync);

    public Task InitializeAsync() => _stores.StartAsync();

    public Task DisposeAsync() => _stores.EndAsync();

    protected override ITokenStore Open() => _stores.Open();
}

public sealed class TokenStoreLeaseTests : TokenStoreLeaseContract, IAsyncLifetime
{
    private readonly TokenStores _stores = new(TokenStores.DirectAsync);

    public Task InitializeAsync() => _stores.StartAsync();

    public Task DisposeAsync() => _stores.EndAsync();

    protected override ITokenStore Open() => _stores.Open();
}

[NeedsPgBouncer]
public sealed class PooledTokenStoreTests : TokenStoreContract, IAsyncLifetime
{
    private readonly TokenStores _stores = new(TokenStores.PooledAsync);

    public Task InitializeAsync() => _stores.StartAsync();

    public Task DisposeAsync() => _stores.EndAsync();

    protected override ITokenStore Open() => _stores.Open();
}

[NeedsPgBouncer]
public sealed class PooledTokenStoreLeaseTests : TokenStoreLeaseContract, IAsyncLifetime
{
    private readonly TokenStores _stores = new(TokenStores.PooledAsync);

    public Task InitializeAsync() => _stores.StartAsync();

    public Task DisposeAsync() => _stores.EndAsync();

    protected override ITokenStore Open() => _stores.Open();
}
