namespace GameAuth.Server.StoreContract;

/// <summary>Many callers at once, on two instances: each operation is one transaction.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class RaceContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private const int Many = 64;

    private ISessionStore[] _stores = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _stores = [Store, await Fixture.OpenAsync()];
    }

    /// <summary>Runs the same work many times at once, on one instance and the other in turn.</summary>
    private Task<T[]> AtOnceAsync<T>(Func<ISessionStore, int, ValueTask<T>> work) =>
        Task.WhenAll(Enumerable.Range(0, Many).Select(i => Task.Run(async () => await work(_stores[i % 2], i))));

    [Fact]
    public async Task Of_64_steps_of_one_family_one_moves_it_and_all_see_the_same_family()
    {
        SessionFamily family = await CreateAsync("a");
        AdvancedFamily[] steps = await AtOnceAsync((store, i) => store.AdvanceFamilyAsync(Step(family.Id, 0) with { NetworkHash = Hash($"{i}") }, default));
        AdvancedFamily winner = Assert.Single(steps, step => step.HasMoved);
        Assert.Equal(Hash($"{Array.IndexOf(steps, winner)}"), winner.Family!.NetworkHash.ToArray());
        Assert.All(steps, step => AssertSame(winner.Family, step.Family));
        AssertSame(winner.Family, await FindAsync(family.Id));
    }

    [Fact]
    public async Task Of_64_steps_from_each_generation_exactly_one_moves()
    {
        SessionFamily family = await CreateAsync("a");
        int[] moved = await AtOnceAsync(async (store, i) =>
        {
            int count = 0;
            for (SessionFamily seen = family; seen.Generation < Many;)
            {
                AdvancedFamily advanced = await store.AdvanceFamilyAsync(Step(family.Id, seen.Generation), default);
                Assert.Equal(Hash($"network {advanced.Family!.Generation}"), advanced.Family.NetworkHash.ToArray());
                count += advanced.HasMoved ? 1 : 0;
                seen = advanced.Family;
            }

            return count;
        });
        Assert.Equal(Many, moved.Sum());
        Assert.Equal(Many, (await FindAsync(family.Id)).Generation);
    }

    [Fact]
    public async Task Families_do_not_stand_in_each_others_way()
    {
        await AtOnceAsync((store, i) => store.CreateFamilyAsync(NewFamily($"{i}"), default));
        AdvancedFamily[] steps = await AtOnceAsync((store, i) => store.AdvanceFamilyAsync(Step(NewFamily($"{i}").Id, 0), default));
        Assert.All(steps, step => Assert.True(step.HasMoved));
        Assert.Equal(Many, (await Store.ListFamiliesAsync("player", 100, default)).Count);
    }

    [Fact]
    public async Task Of_64_exchanges_with_one_nonce_one_creates_its_family_and_all_see_it()
    {
        CreatedFamily[] created = await AtOnceAsync((store, i) => store.CreateFamilyAsync(NewFamily($"{i}") with { Nonce = Hash("nonce") }, default));
        CreatedFamily winner = Assert.Single(created, one => one.IsCreated);
        Assert.Equal(NewFamily($"{Array.IndexOf(created, winner)}").Id, winner.Family!.Id);
        Assert.All(created, one => AssertSame(winner.Family, one.Family));
        Assert.Single(await Store.ListFamiliesAsync("player", 100, default));
    }

    [Fact]
    public async Task Of_64_families_with_one_id_one_is_created_and_the_others_are_refused()
    {
        string[] results = await AtOnceAsync(async (store, i) =>
        {
            try
            {
                CreatedFamily created = await store.CreateFamilyAsync(NewFamily("a") with { Nonce = Hash($"{i}"), ClientId = $"client {i}" }, default);
                return created.IsCreated ? created.Family!.ClientId : "not created";
            }
            catch (ArgumentException)
            {
                return "refused";
            }
        });
        string winner = Assert.Single(results, result => result != "refused");
        Assert.Equal(winner, (await FindAsync(NewFamily("a").Id)).ClientId);
    }

    [Fact]
    public async Task Of_64_uses_of_one_key_one_is_the_first()
    {
        Assert.Single(await AtOnceAsync((store, i) => store.UseOnceAsync(Hash("key"), Minute, default)), isFirst => isFirst);
        Fixture.Clock.Advance(Minute);
        Assert.Single(await AtOnceAsync((store, i) => store.UseOnceAsync(Hash("key"), Minute, default)), isFirst => isFirst);
    }

    [Fact]
    public async Task Of_64_counts_exactly_the_limit_is_permitted()
    {
        WindowCount[] ones = await AtOnceAsync((store, i) => store.CountAsync(Hash("ones"), new WindowQuota(20, Minute), default));
        Assert.Equal(Enumerable.Range(1, 20), ones.Where(count => count.IsPermitted).Select(count => count.Count).Order());
        Assert.All(ones, count => Assert.True(count.IsPermitted || count.Count == 20));
        WindowCount[] threes = await AtOnceAsync((store, i) => store.CountAsync(Hash("threes"), new WindowQuota(20, Minute, By: 3), default));
        Assert.Equal([3, 6, 9, 12, 15, 18], threes.Where(count => count.IsPermitted).Select(count => count.Count).Order());
    }

    [Fact]
    public async Task No_work_is_claimed_twice()
    {
        for (int i = 0; i < 100; i++)
        {
            await Store.SaveWorkAsync(Work($"{i}", Now), default);
        }

        IReadOnlyList<DueWork>[] claims = await AtOnceAsync((store, i) => store.ClaimDueAsync("kind", 3, Minute, default));
        string[] ids = [.. claims.SelectMany(claim => claim).Select(work => work.Id)];
        Assert.Equal(100, ids.Distinct().Count());
        Assert.Equal(100, ids.Length);
        Assert.All(claims, claim => Assert.InRange(claim.Count, 0, 3));
    }

    [Fact]
    public async Task A_claim_that_has_ended_is_taken_by_one()
    {
        long version = (await CreateAsync(Work("a", Now))).Version;
        for (int i = 0; i < 3; i++)
        {
            IReadOnlyList<DueWork>[] claims = await AtOnceAsync((store, i) => store.ClaimDueAsync("kind", 3, Minute, default));
            Assert.Equal(++version, Assert.Single(claims.SelectMany(claim => claim)).Version);
            Fixture.Clock.Advance(Minute);
        }
    }

    [Fact]
    public async Task Of_64_saves_of_each_version_one_wins()
    {
        long?[] created = await AtOnceAsync((store, i) => store.SaveWorkAsync(Work("a", Now) with { Payload = Hash($"{i}") }, default));
        long first = Assert.Single(created, static version => version is not null)!.Value;
        int[] saved = await AtOnceAsync(async (store, i) =>
        {
            int count = 0;
            for (int version = 0; version < 10; version++)
            {
                count += await store.SaveWorkAsync(Work("a", Now) with { Version = first + version, Payload = Hash($"{i}") }, default) is not null ? 1 : 0;
            }

            return count;
        });
        Assert.Equal(10, saved.Sum());
        Assert.Equal(first + 10, (await Store.FindWorkAsync("kind", "a", default))!.Version);
    }

    [Fact]
    public async Task Of_64_ends_of_one_family_one_ends_it_and_is_in_the_log()
    {
        SessionFamily family = await CreateAsync("a");
        EndedFamilies[] ended = await AtOnceAsync((store, i) => store.EndAsync(EndOf(family.Id) with { Reason = $"{i}" }, default));
        EndedFamilies winner = Assert.Single(ended, end => end.Count == 1);
        RevocationEntry entry = Assert.Single(await ReadLogAsync(Store));
        Assert.Equal((winner.Position, $"{Array.IndexOf(ended, winner)}"), (entry.Position, entry.Reason));
        Assert.Equal(entry.Reason, (await FindAsync(family.Id)).EndReason);
    }

    [Fact]
    public async Task A_family_that_ends_between_steps_moves_no_more()
    {
        SessionFamily family = await CreateAsync("a");
        int endedAt = -1;
        bool hasFailed = false;
        int[] moved = await AtOnceAsync(async (store, i) =>
        {
            if (i == Many - 1)
            {
                // Where it fails, the others do not go on for ever.
                try
                {
                    await store.EndAsync(EndOf(family.Id), default);
                    endedAt = (await store.FindFamilyAsync(family.Id, default)).Family!.Generation;
                    return 0;
                }
                catch
                {
                    Volatile.Write(ref hasFailed, true);
                    throw;
                }
            }

            int count = 0;
            for (int generation = 0; !Volatile.Read(ref hasFailed);)
            {
                // A store that answers without waiting would keep the thread from the one who ends the family.
                await Task.Yield();
                AdvancedFamily advanced = await store.AdvanceFamilyAsync(Step(family.Id, generation), default);
                if (advanced.Family!.Status != FamilyStatus.Active)
                {
                    Assert.False(advanced.HasMoved);
                    return count;
                }

                count += advanced.HasMoved ? 1 : 0;
                generation = advanced.Family.Generation;
            }

            return count;
        });
        SessionFamily ended = await FindAsync(family.Id);
        Assert.Equal((FamilyStatus.Revoked, endedAt, endedAt), (ended.Status, ended.Generation, moved.Sum()));
    }

    [Fact]
    public async Task Pruning_beside_the_work_of_others_loses_nothing()
    {
        for (int i = 0; i < Many; i++)
        {
            await CreateAsync(NewFamily($"old {i}") with { Lifetime = Minute });
        }

        Fixture.Clock.Advance(Day);
        int[] pruned = await AtOnceAsync(async (store, i) =>
        {
            CreatedFamily created = await store.CreateFamilyAsync(NewFamily($"{i}"), default);
            int count = await store.PruneAsync(2, default);
            Assert.True(created.IsCreated && (await store.AdvanceFamilyAsync(Step(NewFamily($"{i}").Id, 0), default)).HasMoved);
            return count;
        });
        int left = 0;
        for (int batch = 1; batch > 0;)
        {
            batch = await Store.PruneAsync(100, default);
            left += batch;
        }

        Assert.Equal(2 * Many, pruned.Sum() + left);
        Assert.Equal(Many, (await Store.ListFamiliesAsync("player", 1000, default)).Count);
    }
}
