namespace GameAuth.Server.Sqlite.Tests.Files;

public sealed class SchemaTests : StoreFile
{
    private static readonly string[] Known = [.. Enumerable.Repeat("", Schema.Current.Version)];

    [Fact]
    public async Task Without_leave_to_migrate_the_start_has_the_script_and_makes_nothing()
    {
        SessionStoreException error = await RefusedAsync(Open(mayMigrate: false));
        Assert.Contains("CREATE TABLE family", error.Message, StringComparison.Ordinal);
        Assert.Contains("MigrateOnStart", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public async Task Without_leave_to_migrate_an_empty_file_is_left_empty()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllBytesAsync(FilePath, []);
        Assert.Contains(SqliteSessionStore.GetSchemaScript(), (await RefusedAsync(Open(mayMigrate: false))).Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(FilePath).Length);
    }

    [Fact]
    public async Task The_script_makes_what_the_store_needs()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllBytesAsync(FilePath, []);
        Run(SqliteSessionStore.GetSchemaScript());
        await using SqliteSessionStore store = Open(mayMigrate: false);
        Assert.True((await store.CreateFamilyAsync(Family, default)).IsCreated);
    }

    [Fact]
    public void The_script_of_a_version_that_nobody_knows_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SqliteSessionStore.GetSchemaScript(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SqliteSessionStore.GetSchemaScript(Known.Length + 1));
        Assert.DoesNotContain("TABLE family", SqliteSessionStore.GetSchemaScript(1), StringComparison.Ordinal);
        Assert.Contains("TABLE room_place", SqliteSessionStore.GetSchemaScript(1), StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE", SqliteSessionStore.GetSchemaScript(Known.Length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left()
    {
        await CreateAsync();
        Run("PRAGMA user_version = 99");
        Assert.Contains("newer release", (await RefusedAsync(Open())).Message, StringComparison.Ordinal);
        using Connection connection = Connection.Open(FilePath, TimeSpan.Zero);
        Assert.Equal(99, connection.QueryNumber("PRAGMA user_version"));
    }

    [Fact]
    public async Task The_database_of_another_application_is_refused_and_left()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllBytesAsync(FilePath, []);
        Run("CREATE TABLE trophies (name TEXT)");
        Assert.Contains("another application", (await RefusedAsync(Open())).Message, StringComparison.Ordinal);
        using Connection connection = Connection.Open(FilePath, TimeSpan.Zero);
        Assert.Equal(1, connection.QueryNumber("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task A_schema_is_upgraded_script_by_script_and_what_it_holds_stays()
    {
        await CreateAsync();
        Schema next = new([.. Known, "ALTER TABLE family ADD COLUMN nick TEXT;", "CREATE TABLE extra (id INTEGER PRIMARY KEY); INSERT INTO extra VALUES (7);"]);
        using Connection connection = Connection.Open(FilePath, TimeSpan.FromSeconds(5));
        SessionStoreException refused = Assert.Throws<SessionStoreException>(() => next.Prepare(connection, FilePath, mayMigrate: false));
        Assert.Contains("ADD COLUMN nick", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE TABLE family", refused.Message, StringComparison.Ordinal);
        next.Prepare(connection, FilePath, mayMigrate: true);
        next.Prepare(connection, FilePath, mayMigrate: true);
        Assert.Equal((Known.Length + 2, 1, 7), (connection.QueryNumber("PRAGMA user_version"), connection.QueryNumber("SELECT count(nick IS NULL) FROM family"), connection.QueryNumber("SELECT sum(id) FROM extra")));
    }

    [Fact]
    public async Task A_file_of_an_old_version_gets_what_it_lacks_and_keeps_what_it_holds()
    {
        await CreateAsync();
        Run("DROP TABLE room_place; DROP INDEX audit_by_account; DROP INDEX audit_by_session; CREATE INDEX audit_by_account ON audit (account_hash); CREATE INDEX audit_by_session ON audit (session); PRAGMA user_version = 1");
        await using SqliteSessionStore store = Open();
        Assert.NotNull((await store.FindFamilyAsync(Family.Id, default)).Family);
        RoomPlace place = new() { Id = new byte[32], Room = new byte[32], Holder = new byte[32], Capacity = 1, Life = TimeSpan.FromSeconds(15) };
        Assert.True((await store.TakePlaceAsync(place, default)).IsTaken);
    }

    [Fact]
    public async Task An_upgrade_that_fails_leaves_the_version_before()
    {
        await CreateAsync();
        Schema broken = new([.. Known, "CREATE TABLE extra (id INTEGER); SELECT * FROM nowhere;"]);
        using Connection connection = Connection.Open(FilePath, TimeSpan.FromSeconds(5));
        Assert.Throws<DatabaseException>(() => broken.Prepare(connection, FilePath, mayMigrate: true));
        Assert.Equal((Known.Length, 0), (connection.QueryNumber("PRAGMA user_version"), connection.QueryNumber("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'")));
    }

    [Fact]
    public async Task Many_who_open_a_new_file_at_once_make_its_schema_once()
    {
        SqliteSessionStore[] stores = [.. Enumerable.Range(0, 16).Select(_ => Open())];
        await Task.WhenAll(stores.Select(store => Task.Run(async () => await store.OpenAsync(default))));
        Assert.True((await stores[0].CreateFamilyAsync(Family, default)).IsCreated);
        Assert.NotNull((await stores[15].FindFamilyAsync(Family.Id, default)).Family);
        foreach (SqliteSessionStore store in stores)
        {
            await store.DisposeAsync();
        }
    }
}
