using GameAuth.Storage;
using GameAuth.StoreContract;

namespace GameAuth.Server.Sqlite.Tests.Tokens;

public sealed class SqliteTokenStoreTests : TokenStoreContract, IAsyncLifetime
{
    private readonly TokenStoreFiles _files = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _files.DisposeAsync().AsTask();

    protected override ITokenStore Open() => _files.Open();
}

public sealed class SqliteTokenStoreLeaseTests : TokenStoreLeaseContract, IAsyncLifetime
{
    private readonly TokenStoreFiles _files = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _files.DisposeAsync().AsTask();

    protected override ITokenStore Open() => _files.Open();
}

/// <summary>A file of its own for each test, and the stores over it.</summary>
internal sealed class TokenStoreFiles : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-sqlite-");
    private readonly List<SqliteTokenStore> _opened = [];

    public string Path => System.IO.Path.Combine(_directory.FullName, "rows.db");

    // A new instance each time, as a second process would have.
    public SqliteTokenStore Open(TimeProvider? timeProvider = null)
    {
        SqliteTokenStore store = new(new SqliteStoreOptions { Path = Path }, timeProvider);
        _opened.Add(store);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SqliteTokenStore store in _opened)
        {
            await store.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }
}
