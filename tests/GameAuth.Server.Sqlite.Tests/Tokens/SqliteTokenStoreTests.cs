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

public sealed class SqliteLeaseRowTests : IAsyncLifetime
{
    private readonly TokenStoreFiles _files = new();
    private readonly Testing.FakeClock _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _files.DisposeAsync().AsTask();

    [Fact]
    public async Task What_dead_holders_left_is_swept_a_day_later()
    {
        SqliteTokenStore store = _files.Open(_clock);
        await (await store.LeaseAsync("a", TimeSpan.Zero, default))!.DisposeAsync();
        using Connection connection = Connection.Open(_files.Path, TimeSpan.FromSeconds(5));
        connection.Execute($"INSERT INTO token_lease VALUES (x'01', x'02', {StoredTime.ToMicroseconds(_clock.GetUtcNow())})");
        await (await store.LeaseAsync("a", TimeSpan.Zero, default))!.DisposeAsync();
        Assert.Equal(1, connection.QueryNumber("SELECT count(*) FROM token_lease"));
        _clock.Advance(TimeSpan.FromDays(1));
        await (await store.LeaseAsync("a", TimeSpan.Zero, default))!.DisposeAsync();
        Assert.Equal(0, connection.QueryNumber("SELECT count(*) FROM token_lease"));
    }

    [Fact]
    public async Task A_holder_whose_row_another_process_took_is_told()
    {
        SqliteTokenStore store = _files.Open(_clock);
        await using IStoreLease? held = await store.LeaseAsync("a", TimeSpan.Zero, default);
        using Connection connection = Connection.Open(_files.Path, TimeSpan.FromSeconds(5));
        connection.Execute("UPDATE token_lease SET holder = x'02'");
        TaskCompletionSource lost = new();
        held!.Lost.Register(lost.SetResult);
        await _clock.RunUntilAsync(lost.Task, TimeSpan.FromSeconds(15));
    }
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
