namespace GameAuth.Server.StoreContract;

/// <summary>Work is saved by compare-and-swap, claimed when it is due, and deleted by version.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class DueWorkContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private async Task SaveAsync(DueWork work) => Assert.Equal(work.Version + 1, await Store.SaveWorkAsync(work, default));

    private async Task<string[]> ClaimAsync(int limit = 100, string kind = "kind") => [.. (await Store.ClaimDueAsync(kind, limit, Minute, default)).Select(work => work.Id)];

    [Fact]
    public async Task Saved_work_is_found_by_another_instance()
    {
        DueWork work = await CreateAsync(Work("a", Now + Hour));
        AssertSame(work, await (await Fixture.OpenAsync()).FindWorkAsync("kind", "a", default));
        Assert.Null(await Store.FindWorkAsync("kind", "b", default));
        Assert.Null(await Store.FindWorkAsync("another kind", "a", default));
    }

    [Fact]
    public async Task Version_0_creates_and_fails_where_the_work_exists()
    {
        DueWork work = await CreateAsync(Work("a", Now));
        Assert.Null(await Store.SaveWorkAsync(Work("a", Now + Hour), default));
        AssertSame(work, await Store.FindWorkAsync("kind", "a", default));
    }

    [Fact]
    public async Task The_next_version_replaces_the_one_before_and_no_other()
    {
        DueWork first = await CreateAsync(Work("a", Now));
        DueWork second = first with { DueAt = Now + Hour, Payload = default };
        await SaveAsync(second);
        second = second with { Version = second.Version + 1 };
        foreach (long version in (long[])[0, first.Version - 1, first.Version, second.Version + 1])
        {
            Assert.Null(await Store.SaveWorkAsync(Work("a", Now) with { Version = version }, default));
        }

        Assert.Null(await Store.SaveWorkAsync(Work("missing", Now) with { Version = first.Version }, default));
        AssertSame(second, await Store.FindWorkAsync("kind", "a", default));
        Assert.Null(await Store.FindWorkAsync("kind", "missing", default));
    }

    [Fact]
    public async Task Work_is_claimed_when_it_is_due_the_longest_due_first()
    {
        await CreateAsync(Work("c", Now + (3 * Second)));
        await CreateAsync(Work("a", Now + Second));
        await CreateAsync(Work("b", Now + (2 * Second)));
        await CreateAsync(Work("a", Now + Second, "another kind"));
        Assert.Empty(await ClaimAsync());
        Fixture.Clock.Advance(3 * Second);
        Assert.Equal(["a", "b"], await ClaimAsync(limit: 2));
        Assert.Equal(["c"], await ClaimAsync());
        Assert.Empty(await ClaimAsync());
        Assert.Equal(["a"], await ClaimAsync(kind: "another kind"));
    }

    [Fact]
    public async Task A_claim_makes_a_version_and_ends_with_its_time()
    {
        DueWork created = await CreateAsync(Work("a", Now));
        DueWork expected = created with { Version = created.Version + 1, ClaimedUntil = Now + Minute };
        AssertSame(expected, Assert.Single(await Store.ClaimDueAsync("kind", 10, Minute, default)));
        AssertSame(expected, await Store.FindWorkAsync("kind", "a", default));
        Fixture.Clock.Advance(Minute - Second);
        Assert.Empty(await ClaimAsync());
        Fixture.Clock.Advance(Second);
        DueWork again = Assert.Single(await (await Fixture.OpenAsync()).ClaimDueAsync("kind", 10, Hour, default));
        AssertSame(expected with { Version = created.Version + 2, ClaimedUntil = Now + Hour }, again);
    }

    [Fact]
    public async Task Who_lost_the_claim_neither_saves_nor_deletes()
    {
        await CreateAsync(Work("a", Now));
        DueWork lost = Assert.Single(await Store.ClaimDueAsync("kind", 10, Minute, default));
        Fixture.Clock.Advance(Minute);
        DueWork won = Assert.Single(await Store.ClaimDueAsync("kind", 10, Minute, default));
        Assert.Null(await Store.SaveWorkAsync(lost, default));
        Assert.False(await Store.DeleteWorkAsync("kind", "a", lost.Version, default));
        AssertSame(won, await Store.FindWorkAsync("kind", "a", default));
        Assert.True(await Store.DeleteWorkAsync("kind", "a", won.Version, default));
    }

    [Fact]
    public async Task A_save_ends_the_claim()
    {
        await CreateAsync(Work("a", Now));
        DueWork claimed = Assert.Single(await Store.ClaimDueAsync("kind", 10, Hour, default));
        await SaveAsync(claimed with { DueAt = Now + Minute });
        AssertSame(Work("a", Now + Minute) with { Version = claimed.Version + 1 }, await Store.FindWorkAsync("kind", "a", default));
        Fixture.Clock.Advance(Minute);
        Assert.Equal(["a"], await ClaimAsync());
    }

    [Fact]
    public async Task Work_is_deleted_by_the_version_that_the_caller_saw()
    {
        long version = (await CreateAsync(Work("a", Now))).Version;
        await CreateAsync(Work("a", Now, "another kind"));
        Assert.False(await Store.DeleteWorkAsync("kind", "a", version + 1, default));
        Assert.True(await Store.DeleteWorkAsync("kind", "a", version, default));
        Assert.False(await Store.DeleteWorkAsync("kind", "a", version, default));
        Assert.Null(await Store.FindWorkAsync("kind", "a", default));
        Assert.NotNull(await Store.FindWorkAsync("another kind", "a", default));
        await CreateAsync(Work("a", Now));
    }

    [Fact]
    public async Task A_claim_on_work_that_was_deleted_and_created_again_matches_nothing()
    {
        await CreateAsync(Work("a", Now));
        DueWork stale = Assert.Single(await Store.ClaimDueAsync("kind", 10, Minute, default));
        Assert.True(await Store.DeleteWorkAsync("kind", "a", stale.Version, default));
        await CreateAsync(Work("a", Now));
        DueWork claimed = Assert.Single(await Store.ClaimDueAsync("kind", 10, Minute, default));
        Assert.NotEqual(stale.Version, claimed.Version);
        Assert.Null(await Store.SaveWorkAsync(stale, default));
        Assert.False(await Store.DeleteWorkAsync("kind", "a", stale.Version, default));
        AssertSame(claimed, await Store.FindWorkAsync("kind", "a", default));
        await SaveAsync(claimed);
    }

    [Fact]
    public async Task A_time_with_an_offset_is_the_same_time()
    {
        DueWork work = await CreateAsync(Work("a", (Now + Minute).ToOffset(5 * Hour)));
        AssertSame(work with { DueAt = Now + Minute }, await Store.FindWorkAsync("kind", "a", default));
        Fixture.Clock.Advance(Minute);
        Assert.Equal(["a"], await ClaimAsync());
    }

    [Fact]
    public async Task Any_text_is_a_kind_and_an_id()
    {
        foreach (string text in OddTexts)
        {
            await CreateAsync(Work("id", Now, text));
            await CreateAsync(Work(text, Now, "the kind"));
        }

        Assert.Equal(OddTexts.Order(StringComparer.Ordinal), (await ClaimAsync(kind: "the kind")).Order(StringComparer.Ordinal));
        foreach (string text in OddTexts)
        {
            DueWork work = Assert.Single(await Store.ClaimDueAsync(text, 10, Minute, default));
            Assert.Equal((text, "id"), (work.Kind, work.Id));
        }
    }

    [Fact]
    public async Task The_longest_id_and_payload_are_kept()
    {
        byte[] payload = new byte[64 * 1024];
        new Random(3).NextBytes(payload);
        DueWork work = Work(new string('é', 256), Now, new string('é', 64)) with { Payload = payload };
        work = await CreateAsync(work);
        AssertSame(work, await Store.FindWorkAsync(work.Kind, work.Id, default));
        Assert.Equal(payload, Assert.Single(await Store.ClaimDueAsync(work.Kind, 1, Minute, default)).Payload.ToArray());
    }

    [Fact]
    public async Task Work_whose_ids_begin_alike_is_listed_whatever_letters_they_have()
    {
        string[] ids = ["a/1", "a/\ud83d\ude00", "a/\udbff\udfff\udbff\udfff", "a/%_", "a/"];
        foreach (string id in (string[])[.. ids, "a", "a.1", "a0", "A/1", "b/a/1"])
        {
            await CreateAsync(Work(id, Now + Hour));
        }

        await CreateAsync(Work("a/1", Now, "another kind"));
        DueWork claimed = Assert.Single(await Store.ClaimDueAsync("another kind", 1, Minute, default));
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await Store.ListWorkAsync("kind", "a/", 100, default)).Select(static work => work.Id).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await Store.ListWorkAsync("kind", "a/", 2, default)).Count);
        AssertSame(claimed, Assert.Single(await Store.ListWorkAsync("another kind", "a", 100, default)));
        Assert.Empty(await Store.ListWorkAsync("kind", "c", 100, default));
    }

    [Fact]
    public async Task What_is_outside_the_limits_is_refused()
    {
        DueWork good = Work("a", Now);
        DueWork[] refused =
        [
            good with { Kind = "" }, good with { Kind = new string('n', 65) }, good with { Kind = "\ud83d" }, good with { Id = "" }, good with { Id = new string('n', 257) },
            good with { Version = -1 }, good with { Payload = new byte[(64 * 1024) + 1] },
        ];
        foreach (DueWork work in refused)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.SaveWorkAsync(work, default));
        }

        good = await CreateAsync(good);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ClaimDueAsync("", 1, Minute, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ClaimDueAsync("kind", 0, Minute, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ClaimDueAsync("kind", 1, TimeSpan.Zero, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.FindWorkAsync("kind", "", default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ListWorkAsync("kind", "", 1, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ListWorkAsync("kind", "a", 0, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.DeleteWorkAsync("", "a", 1, default));
        AssertSame(good, await Store.FindWorkAsync("kind", "a", default));
    }
}
