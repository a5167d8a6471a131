using GameAuth.Emulator;

namespace GameAuth.Pd2.Tests.Emulated;

/// <summary>The package against the emulator, which others wrote from the same facts: what the one sends the other takes, and the other way round.</summary>
public class EmulatedTests
{
    private static readonly Pd2StashId Stash = new(EmulatedWorld.Trader.ToLowerInvariant(), IsHardcore: false, IsLadder: true);

    [Theory]
    [InlineData(Pd2Generation.Feathers4, EngineVersion.V3)]
    [InlineData(Pd2Generation.Feathers4, EngineVersion.Auto)]
    [InlineData(Pd2Generation.Feathers5, EngineVersion.V4)]
    [InlineData(Pd2Generation.Feathers5, EngineVersion.Auto)]
    public async Task A_pasted_token_leads_to_the_market_and_is_seen_nowhere_else(Pd2Generation generation, EngineVersion version)
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(client => client.EngineVersion = version, service => service.Generation = generation);
        Pd2Account me = await world.SignInAsync();
        Pd2Profile profile = await me.GetProfileAsync();
        Assert.Equal((EmulatedWorld.Trader, me.Subject, "emutrader@example.test"), (me.Username, profile.Id, profile.Email));
        Assert.Equal(["emutrader", "emutrader2"], profile.GameAccounts);
        Assert.True(profile.Preferences is { GameAccount: "emutrader", IsHardcore: false, IsLadder: true });
        Assert.True(me.SignInExpiresAt > world.Clock.GetUtcNow() + TimeSpan.FromDays(6));
        await TradeAsync(world, me);
        Assert.Equal(1, world.Service.Connections);
    }

    [Fact]
    public async Task An_authorization_code_leads_to_the_same_market_over_rest()
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(static client => client.Tokens = GameAuth.Pd2.Pd2TokenKind.OAuth);
        Pd2Account me = await world.SignInByOAuthAsync();
        Pd2Profile profile = await me.GetProfileAsync();
        Assert.Equal((EmulatedWorld.Trader, me.Subject, EmulatedWorld.Trader), (me.Username, profile.Id, profile.Username));
        await TradeAsync(world, me);
        Assert.Equal(0, world.Service.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_access_token_that_ends_is_refreshed_once_whether_the_service_rotates_or_not(bool rotates)
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(static client => client.Tokens = GameAuth.Pd2.Pd2TokenKind.OAuth, service => service.RotateRefreshTokens = rotates);
        Pd2Account me = await world.SignInByOAuthAsync();
        world.Service.ExpireNow(GameAuth.Emulator.Pd2TokenKind.Access);
        Assert.NotEmpty(await ToListAsync(me.Listings.ListOwnAsync()));
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotEmpty(await ToListAsync(me.Listings.ListOwnAsync()));
        Assert.Equal((2, 1), (world.Emulator.Log.Count("pd2.refresh"), world.Asked));
    }

    [Fact]
    public async Task An_oauth_token_signs_the_socket_in_by_the_strategy_that_the_service_takes()
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(
            static client => (client.Tokens, client.SocketStrategy) = (GameAuth.Pd2.Pd2TokenKind.OAuth, "oauth"), static service => service.OAuthStrategy = "oauth");
        Pd2Account me = await world.SignInByOAuthAsync();
        await TradeAsync(world, me);
        Assert.Equal((1, 1), (world.Service.Connections, world.Count("create security/session")));
    }

    [Theory]
    [InlineData(Pd2SocketTrouble.Reset)]
    [InlineData(Pd2SocketTrouble.Close)]
    [InlineData(Pd2SocketTrouble.Disconnect)]
    public async Task What_is_pushed_twice_comes_once_also_after_a_connection_was_lost(Pd2SocketTrouble trouble)
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync();
        Pd2Account me = await world.SignInAsync();
        await me.GetProfileAsync();
        string listing = (await ToListAsync(me.Listings.ListOwnAsync()))[0].Id;

        // The connection stands, so that the first step of the reader has subscribed when it returns.
        await using IAsyncEnumerator<Pd2Push> pushes = me.FollowAsync().GetAsyncEnumerator();
        Task<bool> next = pushes.MoveNextAsync().AsTask();
        string offer = world.Service.MakeOffer(EmulatedWorld.Buyer, listing, "Two Ist");
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(60)));
        Pd2Notification told = Assert.IsType<Pd2Notification>(pushes.Current);
        Assert.Equal((true, listing, "Two Ist"), (told.IsOffer, told.ListingId, told.Text));
        Assert.Equal(offer, (await ToListAsync(me.Offers.ListIncomingAsync()))[0].Offers[0].Id);
        System.Text.Json.Nodes.JsonNode again = System.Text.Json.Nodes.JsonNode.Parse(told.Json.GetRawText())!;
        Assert.Equal(1, world.Service.Push(EmulatedWorld.Trader, "system/notification pushed", again, times: 2));
        world.Service.SendMessage(EmulatedWorld.Buyer, EmulatedWorld.Trader, "Still there?");
        Assert.Equal("Still there?", Assert.IsType<Pd2Message>(await NextAsync(world, pushes)).Text);

        Assert.Equal(1, world.Service.Strike(trouble));
        Assert.IsType<Pd2Gap>(await NextAsync(world, pushes));
        Assert.Equal(1, world.Service.Push(EmulatedWorld.Trader, "system/notification pushed", again, times: 2));
        string message = world.Service.SendMessage(EmulatedWorld.Buyer, EmulatedWorld.Trader, "And now?");
        Pd2Push last = await NextAsync(world, pushes);
        while (last is Pd2Gap)
        {
            last = await NextAsync(world, pushes);
        }

        Assert.Equal(message, Assert.IsType<Pd2Message>(last).Id);
        Assert.Equal(1, world.Asked);
        Assert.Empty(world.Service.StrayTokens);
    }

    [Theory]
    [InlineData(Pd2Generation.Feathers4)]
    [InlineData(Pd2Generation.Feathers5)]
    public async Task A_website_token_is_renewed_before_its_end_and_the_connection_stays(Pd2Generation generation)
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(static client => client.EngineVersion = EngineVersion.Auto, service => (service.Generation, service.Lifetimes.Website) = (generation, TimeSpan.FromHours(2)));
        Pd2Account me = await world.SignInAsync();
        Pd2Profile profile = await me.GetProfileAsync();
        for (int i = 0; i < 3; i++)
        {
            DateTimeOffset end = me.SignInExpiresAt!.Value;
            int renewals = world.Count("create security/session");
            while (me.SignInExpiresAt < end + TimeSpan.FromHours(1))
            {
                // A call between two steps; it needs no new token.
                Assert.Null(await me.Listings.GetAsync("000000000000000000000000").WaitAsync(EmulatedWorld.Patience));
                TimeSpan left = end - world.Clock.GetUtcNow();
                Assert.True(left > TimeSpan.FromSeconds(1));
                world.Clock.Advance(left > TimeSpan.FromMinutes(6) ? TimeSpan.FromSeconds(20) : TimeSpan.FromSeconds(1));
                if (world.Count("create security/session") > renewals)
                {
                    // Its time limit is of this clock too, which stands until the renewal is through.
                    await world.UntilAsync(() => me.GetProfileAsync() is { IsCompletedSuccessfully: true } now && now.Result != profile);
                }
            }

            profile = await me.GetProfileAsync();
            Assert.NotEmpty(await ToListAsync(me.Listings.ListOwnAsync()));
        }

        Assert.Equal((1, 1), (world.Asked, world.Service.Connections));
        Assert.Equal(1, world.Emulator.Log.Events.Count(static one => one.Step == "pd2.connect") - world.Emulator.Log.Events.Count(static one => one.Step == "pd2.close"));
        Assert.Empty(world.Service.StrayTokens);
    }

    [Theory]
    [InlineData(Pd2Generation.Feathers4)]
    [InlineData(Pd2Generation.Feathers5)]
    public async Task A_token_that_the_service_has_ended_ends_the_sign_in_and_no_loop_begins(Pd2Generation generation)
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(
            static client => (client.EngineVersion, client.RepeatReads) = (EngineVersion.Auto, true), service => service.Generation = generation);
        Pd2Account me = await world.SignInAsync();
        await me.GetProfileAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(40));
        world.Service.ExpireNow(GameAuth.Emulator.Pd2TokenKind.Website);
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(ToListAsync(me.Listings.ListOwnAsync())));
        Assert.Equal(AccountStatus.SignInRequired, me.Status);
        int asked = world.Count("create security/session");
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.WalkAsync(ToListAsync(me.Listings.ListOwnAsync())));
        Assert.Equal(asked, world.Count("create security/session"));
        Assert.NotEmpty(await ToListAsync((await world.SignInAsync()).Listings.ListOwnAsync()));
        Assert.Equal(2, world.Asked);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_told_of_and_arrives_once()
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync();
        Pd2Account me = await world.SignInAsync();
        Pd2Item item = (await me.Stash.GetAsync(Stash)).Stash.Items[2];
        world.Emulator.Faults.Add(Fault.DropAfter("pd2.listing.create"));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => world.WalkAsync(me.Listings.CreateAsync(new Pd2NewListing(item, Stash))));
        List<Pd2Listing> own = await world.WalkAsync(ToListAsync(me.Listings.ListOwnAsync()));
        Assert.Single(own, listing => listing.Item?.Hash == item.Hash);
        Assert.Equal(1, world.Count("create market/listing"));
    }

    /// <summary>Searches, looks into stashes, sells, and deals with offers.</summary>
    private static async Task TradeAsync(EmulatedWorld world, Pd2Account me)
    {
        await SearchAsync(me);
        await LookAsync(world, me);
        await SellAsync(world, me);
        await DealAsync(world, me);
        Assert.Empty(world.Service.StrayTokens);
        Assert.Equal((1, 0), (world.Asked, world.Service.HastyCalls));
    }

    private static async Task SearchAsync(Pd2Account me)
    {
        Assert.Equal(14, (await ToListAsync(me.Listings.SearchAsync(new Pd2ListingFilter { PageSize = 5 }))).Select(static one => one.Id).Distinct().Count());
        Pd2Listing ring = Assert.Single(await ToListAsync(me.Listings.SearchAsync(new Pd2ListingFilter { NameContains = "band (OF", Quality = "Rare", IsLadder = true, IsEthereal = false })));
        Assert.Equal(("Emulated Band (of Ice)", EmulatedWorld.Trader, me.Subject, "Ist"), (ring.Item?.Name, ring.SellerName, ring.SellerId, ring.Price));
        List<Pd2Listing> strong = await ToListAsync(me.Listings.SearchAsync(new Pd2ListingFilter
        {
            NameContains = "Blade", IsHardcore = false, IsCorrupted = true, Modifiers = [new Pd2ModifierFilter("item_maxdamage_percent", Min: 100, Max: 180)],
        }));
        Assert.Equal(["Emulated Blade 9", "Emulated Blade 6"], strong.Select(static one => one.Item?.Name));
        Assert.Equal(ring.Id, (await me.Listings.GetAsync(ring.Id))?.Id);
        Assert.Null(await me.Listings.GetAsync("000000000000000000000000"));
    }

    private static async Task LookAsync(EmulatedWorld world, Pd2Account me)
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => me.Stash.GetAsync(Stash).AsTask()));
        world.Clock.Advance(TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(50));
        Pd2StashView found = await me.Stash.GetAsync(Stash);
        Assert.Equal(1, world.Count("get game/stash"));
        Assert.True(found.Age >= TimeSpan.FromMinutes(4) && !found.IsStale);
        Assert.Equal(["Emulated Mail", "Emulated Band (of Ice)", "Emulated Charm"], found.Stash.Items.Select(static item => item.Name));
        Assert.True(found.Stash.Items[2] is { IsCorrupted: true, Quality: "Magic" });
        Pd2Stash other = (await world.WalkAsync(me.Stash.GetAsync(new Pd2StashId("emutrader2", IsHardcore: true, IsLadder: true)).AsTask())).Stash;
        Assert.Equal("emulated-0005", Assert.Single(other.Items).Hash);
        Assert.Equal(404, (await Assert.ThrowsAsync<ProviderException>(() => world.WalkAsync(me.Stash.GetAsync(Stash with { GameAccount = "emubuyer" }).AsTask()))).Status);
    }

    private static async Task SellAsync(EmulatedWorld world, Pd2Account me)
    {
        Pd2Item item = (await world.WalkAsync(me.Stash.GetAsync(Stash).AsTask())).Stash.Items[2];
        Pd2Listing mine = await me.Listings.CreateAsync(new Pd2NewListing(item, Stash) { Price = "obo", HighRunes = 1.5 });
        Assert.True(mine is { Price: "obo", HighRunes: 1.5, IsHardcore: false, IsLadder: true, AcceptedOfferId: null } && mine.SellerId == me.Subject);
        Assert.Contains(world.Service.Listings, one => one!["_id"]!.GetValue<string>() == mine.Id && one["item"]!["hash"]!.GetValue<string>() == item.Hash);
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        Pd2Listing old = (await ToListAsync(me.Listings.ListOwnAsync())).Last();
        Pd2Listing bumped = await me.Listings.BumpAsync(old.Id);
        Assert.Equal((old.Price, true), (bumped.Price, bumped.BumpedAt > mine.BumpedAt));
        Assert.Equal([old.Id, mine.Id], (await ToListAsync(me.Listings.ListOwnAsync())).Take(2).Select(static one => one.Id));
        Assert.Equal(("Lo", 1.5), await me.Listings.ChangeAsync(mine.Id, new Pd2ListingChange { Price = "Lo" }) is { } changed ? (changed.Price, changed.HighRunes) : default);
        await me.Listings.RemoveAsync(mine.Id);
        Assert.Null(await me.Listings.GetAsync(mine.Id));
        Pd2Listing theirs = (await ToListAsync(me.Listings.SearchAsync(new Pd2ListingFilter { NameContains = "blade" }).Take(1)))[0];
        Assert.Equal(403, (await Assert.ThrowsAsync<ProviderException>(() => me.Listings.RemoveAsync(theirs.Id))).Status);
    }

    private static async Task DealAsync(EmulatedWorld world, Pd2Account me)
    {
        string listing = (await ToListAsync(me.Listings.ListOwnAsync()))[0].Id;
        string made = world.Service.MakeOffer(EmulatedWorld.Buyer, listing, "Two Ist");
        Pd2Offer incoming = Assert.Single(Assert.Single(await ToListAsync(me.Offers.ListIncomingAsync())).Offers);
        Assert.Equal((made, listing, EmulatedWorld.Buyer, "Two Ist", false), (incoming.Id, incoming.ListingId, incoming.BidderName, incoming.Note, incoming.IsRejected));
        Assert.Equal(made, (await me.Offers.AcceptAsync(listing, made)).AcceptedOfferId);
        Assert.Null((await me.Offers.AcceptAsync(listing, offerId: null)).AcceptedOfferId);
        await me.Offers.RejectAsync(made);
        Assert.True((await ToListAsync(me.Offers.ListIncomingAsync()))[0].Offers[0].IsRejected);

        Pd2Listing theirs = (await ToListAsync(me.Listings.SearchAsync(new Pd2ListingFilter { NameContains = "blade" }).Take(1)))[0];
        Pd2Offer mine = await me.Offers.MakeAsync(theirs.Id, "Ist", 0.5);
        Assert.Equal((theirs.Id, me.Subject, 0.5), (mine.ListingId, mine.BidderId, mine.HighRunes));
        await me.Offers.TakeBackAsync(mine.Id);
    }

    private static async Task<Pd2Push> NextAsync(EmulatedWorld world, IAsyncEnumerator<Pd2Push> pushes)
    {
        Assert.True(await world.WalkAsync(pushes.MoveNextAsync().AsTask()));
        return pushes.Current;
    }

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items) => await items.ToListAsync();
}
