namespace GameAuth.Server.StoreContract;

/// <summary>What has ended is deleted in batches, and nothing else.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class PruneContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private static readonly TimeSpan Grace = SessionStoreLimits.FamilyGrace;

    private async Task<bool> IsThereAsync(string name) => (await Store.FindFamilyAsync(NewFamily(name).Id, default)).Family is not null;

    [Fact]
    public async Task Nothing_is_pruned_while_it_lives()
    {
        SessionFamily family = await CreateAsync("a");
        Assert.True(await Store.UseOnceAsync(Hash("once"), Minute, default));
        await Store.CountAsync(Hash("window"), new WindowQuota(1, Minute), default);
        EndedFamilies entry = await Store.EndAsync(End(RevocationTarget.AccessToken, "jti") with { KeepFor = Minute }, default);
        await Store.SaveWorkAsync(Work("a", Now), default);
        Fixture.Clock.Advance(Minute - Second);
        Assert.Equal(0, await Store.PruneAsync(100, default));
        AssertSame(family, await FindAsync(family.Id));
        AssertSame(family, (await Store.FindByNonceAsync(NewFamily("a").Nonce, default)).Family);
        Assert.False(await Store.UseOnceAsync(Hash("once"), Minute, default));
        Assert.False((await Store.CountAsync(Hash("window"), new WindowQuota(1, Minute), default)).IsPermitted);
        Assert.Equal(entry.Position, Assert.Single(await ReadLogAsync(Store)).Position);
    }

    [Fact]
    public async Task Each_kind_is_pruned_at_its_end_and_work_never()
    {
        await Store.UseOnceAsync(Hash("once"), Minute, default);
        await Store.CountAsync(Hash("window"), new WindowQuota(1, 2 * Minute), default);
        await Store.EndAsync(End(RevocationTarget.AccessToken, "jti") with { KeepFor = 3 * Minute }, default);
        await CreateAsync(NewFamily("a") with { NonceLifetime = 4 * Minute });
        await Store.SaveWorkAsync(Work("a", Now), default);
        for (int kind = 0; kind < 4; kind++)
        {
            Fixture.Clock.Advance(Minute - Second);
            Assert.Equal(0, await Store.PruneAsync(100, default));
            Fixture.Clock.Advance(Second);
            Assert.Equal(1, await Store.PruneAsync(100, default));
        }

        Fixture.Clock.Advance(Hour + Grace - (4 * Minute));
        Assert.Equal(1, await Store.PruneAsync(100, default));
        Fixture.Clock.Advance(30 * Day);
        Assert.Equal(0, await Store.PruneAsync(100, default));
        Assert.NotNull(await Store.FindWorkAsync("kind", "a", default));
    }

    [Fact]
    public async Task A_family_is_kept_until_its_last_access_token_has_ended()
    {
        await CreateAsync("idle");
        await CreateAsync(NewFamily("over") with { Lifetime = Hour, IdleLifetime = Day });
        await CreateAsync("refreshed");
        Fixture.Clock.Advance(Hour - Second);
        Assert.True((await Store.AdvanceFamilyAsync(Step(NewFamily("refreshed").Id, 0) with { IdleLifetime = 2 * Hour }, default)).HasMoved);
        Fixture.Clock.Advance(Grace);
        await Store.PruneAsync(100, default);
        Assert.True(await IsThereAsync("idle") && await IsThereAsync("over") && await IsThereAsync("refreshed"));
        Fixture.Clock.Advance(Second);
        Assert.Equal(2, await Store.PruneAsync(100, default));
        Assert.False(await IsThereAsync("idle") || await IsThereAsync("over"));
        Assert.True(await IsThereAsync("refreshed"));
        Assert.Equal(NewFamily("refreshed").Id, Assert.Single(await Store.ListFamiliesAsync("player", 10, default)).Id);
    }

    [Fact]
    public async Task A_family_that_was_ended_is_kept_as_long_as_one_that_was_not()
    {
        await CreateAsync("a");
        await Store.EndAsync(EndOf(NewFamily("a").Id), default);
        Fixture.Clock.Advance(Hour + Grace - Second);
        await Store.PruneAsync(100, default);
        Assert.True(await IsThereAsync("a"));
        Fixture.Clock.Advance(Second);
        await Store.PruneAsync(100, default);
        Assert.False(await IsThereAsync("a"));
    }

    [Fact]
    public async Task A_nonce_stays_taken_though_its_family_was_pruned()
    {
        await CreateAsync(NewFamily("a") with { Lifetime = Minute, NonceLifetime = Day });
        Fixture.Clock.Advance(Minute + Grace);
        Assert.Equal(1, await Store.PruneAsync(100, default));
        CreatedFamily second = await Store.CreateFamilyAsync(NewFamily("b") with { Nonce = NewFamily("a").Nonce }, default);
        Assert.Equal((false, null), (second.IsCreated, second.Family));
        Assert.Null((await Store.FindByNonceAsync(NewFamily("a").Nonce, default)).Family);
        Assert.False(await IsThereAsync("b"));
    }

    [Fact]
    public async Task A_pruned_family_neither_moves_nor_ends()
    {
        await CreateAsync(NewFamily("a") with { Lifetime = Minute });
        Fixture.Clock.Advance(Day);
        await Store.PruneAsync(100, default);
        AdvancedFamily advanced = await Store.AdvanceFamilyAsync(Step(NewFamily("a").Id, 0), default);
        Assert.Equal((false, null), (advanced.HasMoved, advanced.Family));
        EndedFamilies ended = await Store.EndAsync(EndOf(NewFamily("a").Id), default);
        Assert.Equal((0, 0L), (ended.Count, ended.Position));
    }

    [Fact]
    public async Task The_head_of_the_log_outlives_its_entries()
    {
        await Store.EndAsync(End(RevocationTarget.AccessToken, "one"), default);
        EndedFamilies last = await Store.EndAsync(End(RevocationTarget.AccessToken, "two"), default);
        Fixture.Clock.Advance(Day);
        Assert.Equal(2, await Store.PruneAsync(100, default));
        RevocationPage page = await Store.ReadRevocationsAsync(0, 10, default);
        Assert.Empty(page.Entries);
        Assert.Equal(last.Position, page.Head);
        EndedFamilies next = await Store.EndAsync(End(RevocationTarget.AccessToken, "three"), default);
        Assert.True(next.Position > last.Position);
        Assert.Equal(next.Position, (await Store.ReadRevocationsAsync(last.Position, 10, default)).Position);
    }

    [Fact]
    public async Task A_batch_is_at_most_the_limit_of_each_kind_and_the_last_one_is_less()
    {
        for (int i = 0; i < 25; i++)
        {
            await CreateAsync(NewFamily($"{i}") with { Lifetime = Minute });
            await Store.UseOnceAsync(Hash($"{i}"), Minute, default);
        }

        await CreateAsync(NewFamily("lives") with { IdleLifetime = Day });
        Fixture.Clock.Advance(Minute + Grace);
        int total = 0;
        int batch;
        int batches = 0;
        do
        {
            batch = await Store.PruneAsync(10, default);
            total += batch;
            batches++;

            // 25 families, their nonces and 25 used keys; also the nonce of the family that lives.
            Assert.InRange(batch, 0, 30);
        }
        while (batch >= 10);
        Assert.Equal(76, total);
        Assert.InRange(batches, 3, 4);
        Assert.Equal(0, await Store.PruneAsync(10, default));
        Assert.True(await IsThereAsync("lives"));
    }

    [Fact]
    public async Task No_limit_is_refused() => await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.PruneAsync(0, default));
}
