namespace GameAuth.Pd2.Tests.Stash;

/// <summary>A stash is asked for once in five minutes, however often it is wanted.</summary>
public class StashTests
{
    private static readonly Pd2StashId Ladder = new("EmuMule", IsHardcore: false, IsLadder: true);

    [Fact]
    public async Task Twenty_calls_in_five_minutes_are_one_frame()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        for (int i = 0; i < 20; i++)
        {
            Pd2StashView view = await me.Stash.GetAsync(Ladder with { GameAccount = i % 2 == 0 ? "EmuMule" : "emumule" });
            Assert.Equal(2, view.Stash.Items.Count);
            Assert.Equal((TimeSpan.FromSeconds(14 * i), false), (view.Age, view.IsStale));
            world.Clock.Advance(TimeSpan.FromSeconds(14));
        }

        Assert.Single(world.Service.Frames, static frame => frame.Contains("\"game/stash\"", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromSeconds(21));
        await world.WalkAsync(me.Stash.GetAsync(Ladder).AsTask());
        Assert.Equal(2, world.Service.Count("get game/stash"));
    }

    [Fact]
    public async Task Callers_who_come_together_share_one_frame()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        Pd2StashView[] views = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => me.Stash.GetAsync(Ladder).AsTask()));
        Assert.All(views, view => Assert.Same(views[0].Stash, view.Stash));
        Assert.Equal(1, world.Service.Count("get game/stash"));
    }

    [Fact]
    public async Task Each_account_mode_and_ladder_is_a_stash_of_its_own_and_they_are_asked_for_once_a_second()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        Pd2StashId[] all = [Ladder, Ladder with { IsHardcore = true }, Ladder with { IsLadder = false }, Ladder with { GameAccount = "emu-two" }];
        foreach (Pd2StashId one in all)
        {
            await world.WalkAsync(me.Stash.GetAsync(one).AsTask());
        }

        ServiceCall[] calls = [.. world.Service.Calls.Where(static call => call.Step == "get game/stash")];
        Assert.Equal(4, calls.Length);
        Assert.Equal("""{"account":"EmuMule","softcore":true,"ladder":true}""", calls[0].Query);
        Assert.Equal("""{"account":"EmuMule","softcore":false,"ladder":true}""", calls[1].Query);
        Assert.All(calls.Zip(calls.Skip(1)), static pair => Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_change_of_the_player_s_own_listings_is_seen_at_the_next_call()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        Pd2StashView view = await me.Stash.GetAsync(Ladder);
        Pd2Listing mine = await me.Listings.CreateAsync(new Pd2NewListing(view.Stash.Items[0], Ladder));
        await world.WalkAsync(me.Stash.GetAsync(Ladder).AsTask());
        await me.Listings.RemoveAsync(mine.Id);
        await world.WalkAsync(me.Stash.GetAsync(Ladder).AsTask());
        Assert.Equal(3, world.Service.Count("get game/stash"));
    }

    [Fact]
    public async Task The_last_one_stands_in_for_a_failure_that_passes_and_says_so()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        Pd2StashView first = await me.Stash.GetAsync(Ladder);
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        world.Service.Next("get game/stash", static () => ScriptedReply.Error(503, "Unavailable"));
        Pd2StashView stale = await me.Stash.GetAsync(Ladder);
        Assert.Same(first.Stash, stale.Stash);
        Assert.True(stale.IsStale);
        Assert.Equal(TimeSpan.FromMinutes(6), stale.Age);
    }

    [Fact]
    public async Task A_game_account_that_is_not_the_player_s_is_not_found()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        ProviderException error = await world.FailureAsync<ProviderException>(me.Stash.GetAsync(Ladder with { GameAccount = "Nobody" }).AsTask());
        Assert.Equal((404, "NotFound", false), (error.Status ?? 0, error.Code, error.IsTransient));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../oauth")]
    [InlineData("two words")]
    [InlineData("..")]
    public async Task What_is_no_name_of_a_game_account_is_not_sent(string name)
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => me.Stash.GetAsync(Ladder with { GameAccount = name }).AsTask());
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task A_known_stash_completes_at_once_and_allocates_nothing()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        await me.Stash.GetAsync(Ladder);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(me.Stash.GetAsync(Ladder).IsCompletedSuccessfully);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _ = me.Stash.GetAsync(Ladder);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task An_item_stays_open_and_what_does_not_fit_is_null()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        Pd2Stash stash = (await me.Stash.GetAsync(Ladder)).Stash;
        Pd2Item ring = stash.Items[0];
        Assert.Equal(("Emu Ring", "Unique", "emu-hash-1"), (ring.Name, ring.Quality, ring.Hash));
        Assert.True(ring is { IsEthereal: false, IsIdentified: true, IsCorrupted: false });
        Assert.Equal(7, ring.Json.GetProperty("graphic_id").GetInt32());
        Assert.Equal(2, ring.Modifiers.Count);
        Assert.True(ring.Modifiers[0] is { Name: "all_resist", Values: [15], Min: 10, Max: 20 });
        Assert.True(ring.Modifiers[1] is { Name: "fcr", Values: [10], Label: null, Min: null });
        Pd2Item odd = stash.Items[1];
        Assert.True(odd is { Name: null, Quality: null, Hash: null, IsEthereal: null });
        Assert.Empty(odd.Modifiers);
        Assert.Equal(3, stash.Json.GetProperty("currency").GetProperty("hr").GetInt32());
    }
}
