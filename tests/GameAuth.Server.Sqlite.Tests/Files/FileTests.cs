namespace GameAuth.Server.Sqlite.Tests.Files;

public sealed class FileTests : StoreFile
{
    [UnixFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task The_files_and_the_directory_are_for_this_user_only()
    {
        await using SqliteSessionStore store = Open();
        await store.CreateFamilyAsync(Family, default);
        string directory = Path.GetDirectoryName(FilePath)!;
        Assert.Equal(["sessions.db", "sessions.db-shm", "sessions.db-wal"], Directory.GetFiles(directory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            foreach (string file in Directory.GetFiles(directory))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        }
    }

    [Fact]
    public async Task A_closed_store_leaves_one_file()
    {
        await CreateAsync();
        Assert.Equal(FilePath, Assert.Single(Directory.GetFiles(Path.GetDirectoryName(FilePath)!)));
    }

    [Fact]
    public async Task A_closed_store_refuses_every_call()
    {
        SqliteSessionStore store = Open();
        await store.OpenAsync(default);
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.FindFamilyAsync(Family.Id, default));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.CreateFamilyAsync(Family, default));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.WaitForRevocationsAsync(0, TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task What_waits_when_the_store_is_closed_is_finished()
    {
        SqliteSessionStore store = Open();
        await store.OpenAsync(default);
        Task<CreatedFamily>[] creations = [.. Enumerable.Range(0, 200).Select(i =>
            store.CreateFamilyAsync(Family with { Id = new FamilyId(Number(i)), Nonce = Number(i) }, default).AsTask())];
        await store.DisposeAsync();
        Assert.All(await Task.WhenAll(creations), created => Assert.True(created.IsCreated));
        await using SqliteSessionStore next = Open();
        Assert.Equal(200, (await next.ListFamiliesAsync("player", 1000, default)).Count);

        static byte[] Number(int i) => [.. new byte[28], .. BitConverter.GetBytes(i)];
    }

    [Fact]
    public void Every_option_is_checked()
    {
        Assert.ThrowsAny<ArgumentException>(() => new SqliteSessionStore(new SqliteStoreOptions()));
        Assert.ThrowsAny<ArgumentException>(() => new SqliteSessionStore(new SqliteStoreOptions { Path = " " }));
        Assert.ThrowsAny<ArgumentException>(() => new SqliteSessionStore(new SqliteStoreOptions { Path = FilePath, BusyTimeout = TimeSpan.FromSeconds(-1) }));
        Assert.ThrowsAny<ArgumentException>(() => new SqliteSessionStore(new SqliteStoreOptions { Path = FilePath, BusyTimeout = TimeSpan.FromSeconds(61) }));
        Assert.ThrowsAny<ArgumentException>(() => new SqliteSessionStore(null!));
    }

    [Fact]
    public async Task A_damaged_file_is_told_with_the_fix()
    {
        await CreateAsync();
        byte[] bytes = await File.ReadAllBytesAsync(FilePath);
        new Random(1).NextBytes(bytes.AsSpan(100));
        await File.WriteAllBytesAsync(FilePath, bytes);
        SessionStoreException error = await RefusedAsync(Open());
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains(".recover", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllTextAsync(FilePath, new string('x', 5000));
        Assert.Contains("no SQLite database", (await RefusedAsync(Open())).Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(FilePath));
    }

    [Fact]
    public async Task A_directory_that_is_a_file_is_told()
    {
        await File.WriteAllTextAsync(Path.GetDirectoryName(FilePath)!, "");
        Assert.Contains("can't be made", (await RefusedAsync(Open())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_keeps_the_write_lock_is_waited_for_and_then_told()
    {
        await using SqliteSessionStore store = new(new SqliteStoreOptions { Path = FilePath, BusyTimeout = TimeSpan.FromMilliseconds(20) });
        await store.CreateFamilyAsync(Family, default);
        using (Connection other = Connection.Open(FilePath, TimeSpan.Zero))
        {
            other.Execute("BEGIN IMMEDIATE");
            SessionStoreException error = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.UseOnceAsync(new byte[32], TimeSpan.FromMinutes(1), default));
            Assert.True(error.IsTransient);
            Assert.NotNull((await store.FindFamilyAsync(Family.Id, default)).Family);
            other.Execute("ROLLBACK");
        }

        Assert.True(await store.UseOnceAsync(new byte[32], TimeSpan.FromMinutes(1), default));
    }

    [Fact]
    public async Task A_commit_is_flushed_before_it_is_told()
    {
        await CreateAsync();
        await using SqliteFile file = new(new SqliteStoreOptions { Path = FilePath }, TimeProvider.System);

        // 2 is FULL: the log is flushed at each commit (sqlite.org/pragma.html#pragma_synchronous).
        Assert.Equal(2, await file.WriteAsync(0, static (connection, _, _) => connection.QueryNumber("PRAGMA synchronous"), default));
    }

    [Fact]
    public async Task A_sealed_first_answer_is_off_the_disk_when_the_log_was_emptied()
    {
        byte[] canary = "a-canary-that-must-not-stay-on-the-disk"u8.ToArray();
        await using SqliteSessionStore store = Open();
        await store.CreateFamilyAsync(Family with { FirstAnswer = canary }, default);
        Assert.True(Holds(canary));
        await store.AcknowledgeAsync(Family.Id, 0, default);
        await using Storage.SqliteTokenStore rows = new(new SqliteStoreOptions { Path = FilePath });
        Assert.Equal(0, await rows.DiscardCopiesAsync(default));
        Assert.False(Holds(canary));
    }

    [Fact]
    public async Task A_row_that_was_overwritten_is_off_the_disk_when_its_copies_were_discarded()
    {
        byte[] canary = "a-canary-that-must-not-stay-on-the-disk"u8.ToArray();
        await using Storage.SqliteTokenStore rows = new(new SqliteStoreOptions { Path = FilePath });
        Storage.RowVersion version = Storage.RowVersion.NewEpoch();
        Assert.True(await rows.TryWriteAsync(new("a", "b"), null, version, canary, default));
        Assert.True(await rows.TryWriteAsync(new("a", "b"), version, version.Next(), "short"u8.ToArray(), default));
        Assert.Equal(0, await rows.DiscardCopiesAsync(default));
        Assert.False(Holds(canary));
    }

    private bool Holds(byte[] canary) => Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Any(path =>
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(canary) >= 0;
    });
}
