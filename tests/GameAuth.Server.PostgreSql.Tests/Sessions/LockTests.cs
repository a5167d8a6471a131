using Npgsql;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Transactions that stay open while others work: each lock that the store takes, and each that it passes over.</summary>
public sealed class LockTests : PostgreSqlTest
{
    [Fact]
    public async Task An_entry_waits_for_the_one_before_it_so_that_no_position_is_seen_late()
    {
        await using NpgsqlConnection slow = await ConnectAsync();
        await using NpgsqlTransaction open = await slow.BeginTransactionAsync();
        await ExecuteAsync(slow, $"SELECT \"{Schema}\".end_families(1::smallint, 'slow', '', '', NULL, 'admin', 1::smallint, 3600000000, timestamptz '2030-01-01 00:00:00+00')");
        Task<EndedFamilies> fast = Store.EndAsync(End(RevocationTarget.AccessToken, "fast"), default).AsTask();
        Assert.True(await WaitsForALockAsync(fast));
        Assert.Empty((await Store.ReadRevocationsAsync(0, 10, default)).Entries);
        await open.CommitAsync();
        await fast.WaitAsync(Hang);
        Assert.Equal(["slow", "fast"], (await Store.ReadRevocationsAsync(0, 10, default)).Entries.Select(static entry => entry.Value));
    }

    [Fact]
    public async Task A_step_does_not_wait_for_an_entry()
    {
        await Store.CreateFamilyAsync(NewFamily("a"), default);
        await using NpgsqlConnection slow = await ConnectAsync();
        await using NpgsqlTransaction open = await slow.BeginTransactionAsync();
        await ExecuteAsync(slow, $"SELECT \"{Schema}\".end_families(1::smallint, 'slow', '', '', NULL, 'admin', 1::smallint, 3600000000, timestamptz '2030-01-01 00:00:00+00')");
        Assert.True((await Store.AdvanceFamilyAsync(Step("a", 0), default).AsTask().WaitAsync(Hang)).HasMoved);
        Assert.True((await Store.CreateFamilyAsync(NewFamily("b"), default).AsTask().WaitAsync(Hang)).IsCreated);
    }

    [Fact]
    public async Task Who_ends_the_sessions_of_a_subject_waits_for_a_sign_in_that_has_begun()
    {
        await using NpgsqlConnection slow = await ConnectAsync();
        await using NpgsqlTransaction open = await slow.BeginTransactionAsync();
        await ExecuteAsync(slow, $"""
            SELECT "{Schema}".create_family('\x{Convert.ToHexString(Hash("id a"))}', 'player', 'toy', '1001', 'web', 'game', '', '', 86400000000, 3600000000, '', '', '',
              '\x{Convert.ToHexString(Hash("nonce a"))}', 300000000, timestamptz '2030-01-01 00:00:00+00')
            """);
        Task<EndedFamilies> end = Store.EndAsync(End(RevocationTarget.Subject, "player"), default).AsTask();
        Assert.True(await WaitsForALockAsync(end));
        await open.CommitAsync();
        Assert.Equal(1, (await end.WaitAsync(Hang)).Count);
        Assert.Equal(FamilyStatus.Revoked, (await Store.FindFamilyAsync(NewFamily("a").Id, default)).Family!.Status);
    }

    [Fact]
    public async Task Work_that_another_node_claims_at_this_moment_is_passed_over()
    {
        foreach (string id in (string[])["a", "b"])
        {
            await Store.SaveWorkAsync(new DueWork { Kind = "kind", Id = id, Version = 0, DueAt = Fixture.Clock.GetUtcNow() }, default);
        }

        await using NpgsqlConnection slow = await ConnectAsync();
        await using NpgsqlTransaction open = await slow.BeginTransactionAsync();
        await ExecuteAsync(slow, $"SELECT FROM \"{Schema}\".work WHERE id = 'a' FOR UPDATE");
        Task<IReadOnlyList<DueWork>> claim = Store.ClaimDueAsync("kind", 10, TimeSpan.FromMinutes(1), default).AsTask();
        Assert.False(await WaitsForALockAsync(claim));
        Assert.Equal("b", Assert.Single(await claim).Id);
    }

    [Fact]
    public async Task What_another_node_prunes_at_this_moment_is_passed_over()
    {
        foreach (string name in (string[])["a", "b"])
        {
            await Store.CreateFamilyAsync(NewFamily(name), default);
            await Store.UseOnceAsync(Hash(name), TimeSpan.FromMinutes(1), default);
            await Store.CountAsync(Hash(name), new WindowQuota(1, TimeSpan.FromMinutes(1)), default);
            await Store.EndAsync(End(RevocationTarget.AccessToken, name), default);
            await Store.TakePlaceAsync(new RoomPlace { Id = Hash(name), Room = Hash("room"), Holder = Hash(name), Capacity = 2, Life = TimeSpan.FromSeconds(15) }, default);
        }

        Fixture.Clock.Advance(TimeSpan.FromDays(1));
        await using NpgsqlConnection slow = await ConnectAsync();
        await using NpgsqlTransaction open = await slow.BeginTransactionAsync();
        foreach (string table in (string[])["families", "nonces", "used", "windows", "revocations", "room_places"])
        {
            await ExecuteAsync(slow, $"SELECT FROM \"{Schema}\".{table} LIMIT 1 FOR UPDATE");
        }

        Task<int> prune = Store.PruneAsync(100, default).AsTask();
        Assert.False(await WaitsForALockAsync(prune));
        Assert.Equal(6, await prune);
        Assert.Equal(0, await Store.PruneAsync(100, default));
        await open.RollbackAsync();
        Assert.Equal(6, await Store.PruneAsync(100, default));
    }
}
