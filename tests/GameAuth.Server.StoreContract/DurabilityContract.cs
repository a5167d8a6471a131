namespace GameAuth.Server.StoreContract;

/// <summary>What a durable store kept is there when it is opened again. A store in memory has no such tests.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class DurabilityContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    [Fact]
    public async Task Everything_is_there_when_the_store_is_opened_again()
    {
        SessionFamily ended = await CreateAsync("ended");
        await CreateAsync(NewFamily("moved") with { Subject = "\0😀" });
        await Store.AcknowledgeAsync(NewFamily("moved").Id, 0, default);
        SessionFamily moved = (await Store.AdvanceFamilyAsync(Step(NewFamily("moved").Id, 0), default)).Family!;
        EndedFamilies end = await Store.EndAsync(EndOf(ended.Id), default);
        await Store.UseOnceAsync(Hash("once"), Minute, default);
        await Store.CountAsync(Hash("window"), new WindowQuota(1, Minute), default);
        await Store.SaveWorkAsync(Work("a", Now), default);
        DueWork claimed = Assert.Single(await Store.ClaimDueAsync("kind", 1, Minute, default));

        await Fixture.CloseAsync();
        ISessionStore store = await Fixture.OpenAsync();

        AssertSame(moved, (await store.FindFamilyAsync(moved.Id, default)).Family);
        AssertSame(moved, Assert.Single(await store.ListFamiliesAsync("\0😀", 10, default)));
        AssertSame(moved, (await store.FindByNonceAsync(NewFamily("moved").Nonce, default)).Family);
        AssertSame(ended with { Status = FamilyStatus.Revoked, EndReason = EndReasons.Admin }, (await store.FindFamilyAsync(ended.Id, default)).Family);
        Assert.Equal(end.Position, Assert.Single(await ReadLogAsync(store)).Position);
        Assert.False(await store.UseOnceAsync(Hash("once"), Minute, default));
        Assert.False((await store.CountAsync(Hash("window"), new WindowQuota(1, Minute), default)).IsPermitted);
        AssertSame(claimed, await store.FindWorkAsync("kind", "a", default));
        Assert.True((await store.AdvanceFamilyAsync(Step(moved.Id, 1), default)).HasMoved);
    }

    [Fact]
    public async Task The_head_of_a_pruned_log_is_there_when_the_store_is_opened_again()
    {
        EndedFamilies last = await Store.EndAsync(End(RevocationTarget.AccessToken, "one"), default);
        Fixture.Clock.Advance(Day);
        Assert.Equal(1, await Store.PruneAsync(10, default));
        await Fixture.CloseAsync();
        ISessionStore store = await Fixture.OpenAsync();
        Assert.Equal(last.Position, (await store.ReadRevocationsAsync(0, 10, default)).Head);
        Assert.True((await store.EndAsync(End(RevocationTarget.AccessToken, "two"), default)).Position > last.Position);
    }

    [Fact]
    public async Task What_many_writers_were_told_is_there_when_the_store_is_opened_again()
    {
        ISessionStore[] stores = [Store, await Fixture.OpenAsync()];
        bool[] created = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
            (await stores[i % 2].CreateFamilyAsync(NewFamily($"{i}"), default)).IsCreated)));
        Assert.All(created, isCreated => Assert.True(isCreated));
        await Fixture.CloseAsync();
        ISessionStore store = await Fixture.OpenAsync();
        Assert.Equal(64, (await store.ListFamiliesAsync("player", 100, default)).Count);
    }
}
