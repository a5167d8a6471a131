namespace GameAuth.Server.StoreContract;

/// <summary>What holds for each call: cancelled ones change nothing, buffers belong to the caller again, the store is opened once.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class CallContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private static RoomPlace Place => new() { Id = Hash("place"), Room = Hash("room"), Holder = Hash("holder"), Capacity = 1, Life = Minute };

    [Fact]
    public async Task Opening_again_does_nothing()
    {
        SessionFamily family = await CreateAsync("a");
        await Store.OpenAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Store.OpenAsync(default))));
        AssertSame(family, await FindAsync(family.Id));
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_changes_nothing()
    {
        SessionFamily family = await CreateAsync("a");
        DueWork work = await CreateAsync(Work("a", Now));
        CancellationToken cancelled = new(canceled: true);
        Func<Task>[] calls =
        [
            async () => await Store.CreateFamilyAsync(NewFamily("b"), cancelled),
            async () => await Store.FindFamilyAsync(family.Id, cancelled),
            async () => await Store.FindByNonceAsync(NewFamily("a").Nonce, cancelled),
            async () => await Store.AdvanceFamilyAsync(Step(family.Id, 0), cancelled),
            async () => await Store.AcknowledgeAsync(family.Id, 0, cancelled),
            async () => await Store.EndAsync(End(RevocationTarget.Everything, ""), cancelled),
            async () => await Store.ReadRevocationsAsync(0, 1, cancelled),
            async () => await Store.WaitForRevocationsAsync(0, Minute, cancelled),
            async () => await Store.ListFamiliesAsync("player", 1, cancelled),
            async () => await Store.UseOnceAsync(Hash("once"), Minute, cancelled),
            async () => await Store.CountAsync(Hash("window"), new WindowQuota(1, Minute), cancelled),
            async () => await Store.SaveWorkAsync(Work("b", Now), cancelled),
            async () => await Store.ClaimDueAsync("kind", 1, Minute, cancelled),
            async () => await Store.FindWorkAsync("kind", "a", cancelled),
            async () => await Store.ListWorkAsync("kind", "a", 1, cancelled),
            async () => await Store.DeleteWorkAsync("kind", "a", work.Version, cancelled),
            async () => await Store.TakePlaceAsync(Place, cancelled),
            async () => await Store.RenewPlacesAsync([Place.Id], Minute, cancelled),
            async () => await Store.ReleasePlaceAsync(Place.Id, cancelled),
            async () => await Store.AppendAuditAsync([new AuditRow { At = Now, Event = "event", Result = "ok" }], Hour, cancelled),
            async () => await Store.ReadAuditAsync(new AuditQuery(), cancelled),
            async () => await Store.EraseAsync("player", [], cancelled),
            async () => await Store.PruneAsync(1, cancelled),
        ];
        foreach ((int i, Func<Task> call) in calls.Index())
        {
            Exception? error = await Record.ExceptionAsync(call);
            Assert.True(error is OperationCanceledException, $"call {i}: {error}");
        }

        AssertSame(family, await FindAsync(family.Id));
        Assert.Single(await Store.ListFamiliesAsync("player", 10, default));
        Assert.Empty(await ReadLogAsync(Store));
        Assert.Empty(await Store.ReadAuditAsync(new AuditQuery(), default));
        Assert.True(await Store.UseOnceAsync(Hash("once"), Minute, default));
        Assert.True((await Store.CountAsync(Hash("window"), new WindowQuota(1, Minute), default)).IsPermitted);
        Assert.Null(await Store.FindWorkAsync("kind", "b", default));
        AssertSame(work, await Store.FindWorkAsync("kind", "a", default));
        Assert.Equal(1, (await Store.TakePlaceAsync(Place, default)).Occupied);
    }

    [Fact]
    public async Task Cancelling_beside_the_work_leaves_whole_operations()
    {
        SessionFamily family = await CreateAsync("a");
        int moved = 0;
        for (int i = 0; i < 50; i++)
        {
            using CancellationTokenSource cancel = new();
            Task<AdvancedFamily> step = Store.AdvanceFamilyAsync(Step(family.Id, moved), cancel.Token).AsTask();
            await cancel.CancelAsync();
            int generation = (await FindAfterAsync(step)).Generation;
            Assert.InRange(generation, moved, moved + 1);
            Assert.True(!step.IsCompletedSuccessfully || generation == moved + 1);
            moved = generation;
        }

        // Whoever was told that the call was cancelled sees what it did, if it did something: it does not come later.
        async Task<SessionFamily> FindAfterAsync(Task<AdvancedFamily> step)
        {
            await Task.WhenAny(step);
            return await FindAsync(family.Id);
        }
    }

    [Fact]
    public async Task A_buffer_may_be_used_again()
    {
        byte[] buffer = Hash("buffer");
        NewFamily made = NewFamily("a") with { Claims = buffer, KeyThumbprint = buffer, NetworkHash = buffer, UserAgentHash = buffer, FirstAnswer = buffer, Nonce = buffer };
        await Store.CreateFamilyAsync(made, default);
        await Store.SaveWorkAsync(Work("a", Now) with { Payload = buffer }, default);
        await Store.UseOnceAsync(buffer, Minute, default);
        await Store.CountAsync(buffer, new WindowQuota(1, Minute), default);
        Array.Clear(buffer);
        byte[] kept = Hash("buffer");
        SessionFamily family = await FindAsync(made.Id);
        Assert.All(
            (ReadOnlyMemory<byte>[])[family.Claims, family.KeyThumbprint, family.NetworkHash, family.UserAgentHash, family.FirstAnswer], bytes => Assert.Equal(kept, bytes.ToArray()));
        Assert.NotNull((await Store.FindByNonceAsync(kept, default)).Family);
        Assert.Equal(kept, (await Store.FindWorkAsync("kind", "a", default))!.Payload.ToArray());
        Assert.False(await Store.UseOnceAsync(kept, Minute, default));
        Assert.False((await Store.CountAsync(kept, new WindowQuota(1, Minute), default)).IsPermitted);
        Array.Copy(kept, buffer, kept.Length);
        await Store.AdvanceFamilyAsync(Step(family.Id, 0) with { NetworkHash = buffer }, default);
        Array.Clear(buffer);
        Assert.Equal(kept, (await FindAsync(family.Id)).NetworkHash.ToArray());
    }
}
