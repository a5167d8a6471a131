using GameAuth.Server.Sqlite.Tests.Files;

namespace GameAuth.Server.Sqlite.Tests.Sessions;

/// <summary>An operation happens whole or not at all, and one that fails does not fail those that share its transaction. Triggers make statements fail in the middle.</summary>
public sealed class TransactionTests : StoreFile
{
    private static readonly Revocation Logout = new()
    {
        Target = RevocationTarget.Family, Value = Family.Id.ToString(), Reason = EndReasons.Logout, KeepFor = TimeSpan.FromHours(1),
    };

    private static Revocation EndOfToken(string jti) => Logout with { Target = RevocationTarget.AccessToken, Value = jti };

    private void Refuse(string table, string condition = "1") =>
        Run($"CREATE TRIGGER refuse BEFORE INSERT ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'refused by the test'); END");

    [Fact]
    public async Task A_family_does_not_end_without_its_entry_in_the_log()
    {
        await CreateAsync();
        Refuse("revocation");
        await using SqliteSessionStore store = Open();
        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.EndAsync(Logout, default));
        Assert.Equal(FamilyStatus.Active, (await store.FindFamilyAsync(Family.Id, default)).Family!.Status);
        Run("DROP TRIGGER refuse");
        Assert.Equal(1, (await store.EndAsync(Logout, default)).Count);
        Assert.Single((await store.ReadRevocationsAsync(0, 10, default)).Entries);
    }

    [Fact]
    public async Task A_family_is_not_created_without_its_nonce()
    {
        await using SqliteSessionStore store = Open();
        await store.OpenAsync(default);
        Refuse("nonce");
        await Assert.ThrowsAsync<SessionStoreException>(async () => await store.CreateFamilyAsync(Family, default));
        Assert.Null((await store.FindFamilyAsync(Family.Id, default)).Family);
        Run("DROP TRIGGER refuse");
        Assert.True((await store.CreateFamilyAsync(Family, default)).IsCreated);
    }

    [Fact]
    public async Task An_operation_that_fails_does_not_fail_its_neighbours()
    {
        await using SqliteSessionStore store = Open();
        await store.OpenAsync(default);
        Refuse("revocation", "NEW.value LIKE '%7'");
        Exception?[] errors = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => Record.ExceptionAsync(async () => await store.EndAsync(EndOfToken($"{i}"), default)))));
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 10 == 7), errors.Index().Where(error => error.Item is SessionStoreException).Select(error => error.Index));
        Assert.Equal(90, errors.Count(error => error is null));
        Assert.Equal(90, (await store.ReadRevocationsAsync(0, 1000, default)).Entries.Count);
    }

    [Fact]
    public async Task Operations_that_wait_for_a_commit_share_the_next_one()
    {
        await using SqliteFile file = new(new SqliteStoreOptions { Path = FilePath }, TimeProvider.System);
        await file.OpenAsync(default);
        Run("CREATE TABLE written (id INTEGER)");
        Task<int>[] writes;
        using (Connection other = Connection.Open(FilePath, TimeSpan.Zero))
        {
            // While another process has the lock, all of them arrive.
            other.Execute("BEGIN IMMEDIATE");
            writes = [.. Enumerable.Range(0, 100).Select(i => file.WriteAsync(i, Write, default).AsTask())];
            other.Execute("COMMIT");
        }

        // Each write sees how many its transaction has not committed: the writer had taken the first alone, or some, before the rest came.
        int[] before = await Task.WhenAll(writes);
        Assert.True(before.Max() >= 50, $"{before.Max()}");

        int Write(Connection connection, int id, DateTimeOffset now)
        {
            connection.Prepare("INSERT INTO written (id) VALUES (?1)").Add(id).Run();
            using Connection outside = Connection.Open(FilePath, TimeSpan.Zero);
            return (int)(connection.QueryNumber("SELECT count(*) FROM written") - outside.QueryNumber("SELECT count(*) FROM written"));
        }
    }
}
