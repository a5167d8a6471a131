namespace GameAuth.Server.StoreContract;

/// <summary>Places in rooms: counted and taken as one, renewed, given back, and free again where nobody renews them.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class PlaceContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private const int Capacity = 50;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(15);

    private static RoomPlace Place(string holder, string room = "room", string? connection = null, int capacity = Capacity) => new()
    {
        Id = Hash($"{room} {holder} {connection}"), Room = Hash(room), Holder = Hash(holder), Capacity = capacity, Life = Life,
    };

    private async Task<bool> TakeAsync(RoomPlace place) => (await Store.TakePlaceAsync(place, default)).IsTaken;

    [Fact]
    public async Task Of_500_who_join_a_room_of_50_at_once_on_two_instances_exactly_50_get_in()
    {
        ISessionStore[] stores = [Store, await Fixture.OpenAsync()];
        TakenPlace[] taken = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () => await stores[i % 2].TakePlaceAsync(Place($"{i}"), default))));
        Assert.Equal(Enumerable.Range(1, Capacity), taken.Where(static one => one.IsTaken).Select(static one => one.Occupied).Order());
        Assert.All(taken, static one => Assert.True(one is { IsTaken: true, WasHeld: false } or { IsTaken: false, Occupied: Capacity }));
        Assert.False(await TakeAsync(Place("late")));
    }

    [Fact]
    public async Task A_place_that_nobody_renews_is_free_when_it_ends()
    {
        Assert.Equal(new TakenPlace(true, false, 1, Now + Life, Now), await Store.TakePlaceAsync(Place("ada", capacity: 1), default));
        Fixture.Clock.Advance(Life - Second);
        Assert.Equal(new TakenPlace(false, false, 1, Now, Now), await Store.TakePlaceAsync(Place("eve", capacity: 1), default));
        Fixture.Clock.Advance(Second);
        Assert.Equal(new TakenPlace(true, false, 1, Now + Life, Now), await Store.TakePlaceAsync(Place("eve", capacity: 1), default));
        Assert.False(await TakeAsync(Place("ada", capacity: 1)));
    }

    [Fact]
    public async Task A_place_that_is_taken_again_is_renewed_and_counts_once()
    {
        await TakeAsync(Place("ada", capacity: 1));
        Fixture.Clock.Advance(10 * Second);
        Assert.Equal(new TakenPlace(true, true, 1, Now + Life, Now), await Store.TakePlaceAsync(Place("ada", capacity: 1), default));
        Fixture.Clock.Advance(10 * Second);
        Assert.False(await TakeAsync(Place("eve", capacity: 1)));
        Assert.Equal([true], await Store.RenewPlacesAsync([Place("ada").Id], Life, default));
        Fixture.Clock.Advance(10 * Second);
        Assert.False(await TakeAsync(Place("eve", capacity: 1)));
    }

    [Fact]
    public async Task Renewals_say_for_each_place_in_their_order_whether_it_lives()
    {
        await TakeAsync(Place("ada"));
        Fixture.Clock.Advance(10 * Second);
        await TakeAsync(Place("bob"));
        Fixture.Clock.Advance(5 * Second);
        Assert.Equal([false, true, false], await Store.RenewPlacesAsync([Place("ada").Id, Place("bob").Id, Place("nobody").Id], Life, default));
        Fixture.Clock.Advance(Life - Second);
        Assert.Equal([false, true], await (await Fixture.OpenAsync()).RenewPlacesAsync([Place("ada").Id, Place("bob").Id], Life, default));
        Assert.Equal(2, (await Store.TakePlaceAsync(Place("ada"), default)).Occupied);
    }

    [Fact]
    public async Task A_place_that_was_given_back_is_free_at_once()
    {
        await TakeAsync(Place("ada", capacity: 1));
        Assert.True(await Store.ReleasePlaceAsync(Place("ada").Id, default));
        Assert.False(await Store.ReleasePlaceAsync(Place("ada").Id, default));
        Assert.True(await TakeAsync(Place("eve", capacity: 1)));
        Fixture.Clock.Advance(Life);
        Assert.False(await Store.ReleasePlaceAsync(Place("eve").Id, default));
        Assert.Equal([false], await Store.RenewPlacesAsync([Place("eve").Id], Life, default));
    }

    [Fact]
    public async Task A_holder_counts_once_and_leaves_with_the_last_place()
    {
        Assert.Equal(1, (await Store.TakePlaceAsync(Place("ada", connection: "one", capacity: 1), default)).Occupied);
        Assert.Equal(new TakenPlace(true, false, 1, Now + Life, Now), await Store.TakePlaceAsync(Place("ada", connection: "two", capacity: 1), default));
        await Store.ReleasePlaceAsync(Place("ada", connection: "one").Id, default);
        Assert.False(await TakeAsync(Place("eve", capacity: 1)));
        await Store.ReleasePlaceAsync(Place("ada", connection: "two").Id, default);
        Assert.True(await TakeAsync(Place("eve", capacity: 1)));
    }

    [Fact]
    public async Task Rooms_are_counted_apart()
    {
        Assert.True(await TakeAsync(Place("ada", "one", capacity: 1)));
        Assert.True(await TakeAsync(Place("ada", "two", capacity: 1)));
        Assert.False(await TakeAsync(Place("eve", "one", capacity: 1)));
        await Store.ReleasePlaceAsync(Place("ada", "two").Id, default);
        Assert.False(await TakeAsync(Place("eve", "one", capacity: 1)));
        Assert.True(await TakeAsync(Place("eve", "two", capacity: 1)));
    }

    [Fact]
    public async Task Who_is_in_stays_where_the_capacity_is_lowered()
    {
        await TakeAsync(Place("ada"));
        await TakeAsync(Place("bob"));
        Assert.Equal(new TakenPlace(true, true, 2, Now + Life, Now), await Store.TakePlaceAsync(Place("ada", capacity: 1), default));
        Assert.False(await TakeAsync(Place("eve", capacity: 1)));
        Assert.True(await TakeAsync(Place("eve", capacity: int.MaxValue)));
    }

    [Fact]
    public async Task Places_that_have_ended_are_pruned_and_no_others()
    {
        await TakeAsync(Place("ada"));
        Fixture.Clock.Advance(10 * Second);
        await TakeAsync(Place("bob"));
        Assert.Equal(0, await Store.PruneAsync(100, default));
        Fixture.Clock.Advance(5 * Second);
        Assert.Equal(1, await Store.PruneAsync(100, default));
        Assert.Equal([false, true], await Store.RenewPlacesAsync([Place("ada").Id, Place("bob").Id], Life, default));
        Fixture.Clock.Advance(Life);
        Assert.Equal(1, await Store.PruneAsync(100, default));
        Assert.Equal(1, (await Store.TakePlaceAsync(Place("eve"), default)).Occupied);
    }

    [Fact]
    public async Task Renewals_and_joins_at_once_keep_the_count()
    {
        ISessionStore other = await Fixture.OpenAsync();
        RoomPlace[] held = [.. Enumerable.Range(0, 40).Select(static i => Place($"held {i}"))];
        foreach (RoomPlace place in held)
        {
            Assert.True(await TakeAsync(place));
        }

        Task<bool[]> joins = Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () => (await other.TakePlaceAsync(Place($"new {i}"), default)).IsTaken)));
        IReadOnlyList<bool>[] renewals = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            async () => await (i % 2 == 0 ? Store : other).RenewPlacesAsync([.. (i % 3 == 0 ? held : held.Reverse()).Select(static place => place.Id)], Life, default))));
        Assert.All(renewals, static renewed => Assert.DoesNotContain(false, renewed));
        Assert.Equal(10, (await joins).Count(static isIn => isIn));
    }

    [Fact]
    public async Task What_is_outside_the_limits_is_refused()
    {
        RoomPlace good = Place("ada");
        foreach (RoomPlace wrong in (RoomPlace[])[good with { Id = new byte[31] }, good with { Room = new byte[33] }, good with { Holder = default }, good with { Capacity = 0 }, good with { Life = TimeSpan.Zero }])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.TakePlaceAsync(wrong, default));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.RenewPlacesAsync([], Life, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.RenewPlacesAsync([.. Enumerable.Repeat(good.Id, 1001)], Life, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.RenewPlacesAsync([new byte[31]], Life, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.RenewPlacesAsync([good.Id], TimeSpan.Zero, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ReleasePlaceAsync(new byte[31], default));
        Assert.Equal(1, (await Store.TakePlaceAsync(good, default)).Occupied);
    }

    [Fact]
    public async Task A_change_of_access_is_an_entry_of_the_log_and_ends_no_session()
    {
        SessionFamily family = await CreateAsync("a");
        EndedFamilies told = await Store.EndAsync(End(RevocationTarget.RoomAccess, "a hash"), default);
        Assert.Equal((0, true), (told.Count, told.Position > 0));
        RevocationEntry entry = Assert.Single(await ReadLogAsync(Store));
        Assert.Equal((RevocationTarget.RoomAccess, "a hash"), (entry.Target, entry.Value));
        AssertSame(family, await FindAsync(family.Id));
    }
}
