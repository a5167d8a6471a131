using GameAuth.Server.StoreContract;

namespace GameAuth.Server.Sqlite.Tests.Sessions;

/// <summary>A file of its own for each test.</summary>
public sealed class SqliteFixture : SessionStoreFixture
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-sqlite-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "store", "sessions.db");

    protected override ISessionStore Create() => new SqliteSessionStore(new SqliteStoreOptions { Path = Path }, Clock);

    protected override Task RemoveAsync()
    {
        _directory.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
