namespace GameAuth.Server.Sqlite.Tests.Files;

/// <summary>A file of its own, which the test looks at and damages.</summary>
public abstract class StoreFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-sqlite-");

    protected string FilePath => Path.Combine(_directory.FullName, "store", "sessions.db");

    public void Dispose() => _directory.Delete(recursive: true);

    protected SqliteSessionStore Open(bool mayMigrate = true) => new(new SqliteStoreOptions { Path = FilePath, MigrateOnStart = mayMigrate });

    /// <summary>A store with a family in it, closed again.</summary>
    protected async Task CreateAsync()
    {
        await using SqliteSessionStore store = Open();
        await store.CreateFamilyAsync(Family, default);
    }

    /// <summary>Runs a script on the file, as the sqlite3 shell does.</summary>
    protected void Run(string script)
    {
        using Connection connection = Connection.Open(FilePath, TimeSpan.FromSeconds(1));
        connection.Execute(script);
    }

    protected static async Task<SessionStoreException> RefusedAsync(SqliteSessionStore store)
    {
        await using (store)
        {
            return await Assert.ThrowsAsync<SessionStoreException>(async () => await store.OpenAsync(default));
        }
    }

    protected static NewFamily Family { get; } = new()
    {
        Id = new FamilyId(new byte[32]),
        Subject = "player",
        Provider = "toy",
        ProviderSubject = "1001",
        Profile = "web",
        ClientId = "game",
        Lifetime = TimeSpan.FromDays(1),
        IdleLifetime = TimeSpan.FromHours(1),
        Nonce = new byte[32],
        NonceLifetime = TimeSpan.FromMinutes(5),
    };
}
