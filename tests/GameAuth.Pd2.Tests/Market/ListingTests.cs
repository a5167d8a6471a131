using System.Text.Json;

namespace GameAuth.Pd2.Tests.Market;

/// <summary>The market, over the socket and over REST alike.</summary>
public class ListingTests
{
    private static readonly Pd2StashId Ladder = new("EmuMule", IsHardcore: false, IsLadder: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_search_walks_the_pages_as_far_as_it_is_read(bool isOAuth)
    {
        await using Pd2World world = new() { IsOAuth = isOAuth };
        Pd2Account me = await world.SignInAsync();
        world.Service.Market.Fill(120);
        IAsyncEnumerable<Pd2Listing> all = me.Listings.SearchAsync(new Pd2ListingFilter { PageSize = 50 });
        Assert.Equal(50, (await all.Take(50).ToArrayAsync()).Length);
        Assert.Equal(1, world.Service.Count("find market/listing"));
        Pd2Listing[] read = await all.ToArrayAsync();
        Assert.Equal(120, read.Select(static one => one.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, world.Service.Count("find market/listing"));
        Assert.True(read[0] is { SellerName: "EmuSeller", Price: "obo", HighRunes: 1.5, Item.Name: "Emu Ring" });
    }

    [Fact]
    public async Task The_query_is_that_of_the_service_s_own_site_and_a_name_has_no_meaning_as_a_pattern()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        await me.Listings.SearchAsync(new Pd2ListingFilter
        {
            NameContains = "a.*(b)[c]\\d|e^$ +?{1}/-",
            Quality = "Unique",
            IsHardcore = false,
            IsLadder = true,
            IsEthereal = true,
            Modifiers = [new Pd2ModifierFilter("all_resist", 10, 20.5), new Pd2ModifierFilter("fcr")],
            UpdatedSince = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            PageSize = 7,
        }).ToArrayAsync();
        string expected = """
            {"$resolve":{"user":{"in_game_account":true}},"type":"item","$limit":7,"$skip":0,"accepted_offer_id":null,"updated_at":{"$gte":"2026-01-02T03:04:05.000Z"},"$sort":{"bumped_at":-1},
             "item.modifiers":{"$all":[{"$elemMatch":{"name":"all_resist","values.0":{"$gte":10,"$lte":20.5}}},{"$elemMatch":{"name":"fcr"}}]},
             "is_hardcore":false,"is_ladder":true,"item.is_ethereal":true,"item.quality.name":"Unique",
             "item.name":{"$regex":"a\\.\\*\\(b\\)\\[c\\]\\\\d\\|e\\^\\$ \\+\\?\\{1\\}\\/\\-","$options":"i"}}
            """;
        using JsonDocument wanted = JsonDocument.Parse(expected);
        using JsonDocument sent = JsonDocument.Parse(world.Service.Last("find market/listing").Query);
        Assert.True(JsonElement.DeepEquals(wanted.RootElement, sent.RootElement), world.Service.Last("find market/listing").Query);
    }

    [Fact]
    public async Task Over_rest_the_same_query_is_written_with_brackets()
    {
        await using Pd2World world = new() { IsOAuth = true };
        Pd2Account me = await world.SignInAsync();
        await me.Listings.SearchAsync(new Pd2ListingFilter { Modifiers = [new Pd2ModifierFilter("all_resist", 10)], IsLadder = true }).ToArrayAsync();
        Dictionary<string, string> query = ScriptedService.Parse(world.Service.Last("find market/listing").Query.TrimStart('?'));
        Assert.Equal(("true", "-1"), (query["$resolve[user][in_game_account]"], query["$sort[bumped_at]"]));
        Assert.Equal(("all_resist", "10"), (query["item.modifiers[$all][0][$elemMatch][name]"], query["item.modifiers[$all][0][$elemMatch][values.0][$gte]"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listing_is_put_up_changed_bumped_and_taken_down(bool isOAuth)
    {
        await using Pd2World world = new() { IsOAuth = isOAuth };
        Pd2Account me = await world.SignInAsync();
        Pd2Item ring = (await me.Stash.GetAsync(Ladder)).Stash.Items[0];
        Pd2Listing mine = await me.Listings.CreateAsync(new Pd2NewListing(ring, Ladder) { Price = "obo", HighRunes = 2.5 });
        JsonElement sent = JsonSerializer.Deserialize<JsonElement>(world.Service.Last("create market/listing").Data);
        Assert.Equal((ScriptedService.Player, "item", true), (sent.GetProperty("user_id").GetString(), sent.GetProperty("type").GetString(), sent.GetProperty("is_ladder").GetBoolean()));
        Assert.Equal("emumule", sent.GetProperty("item").GetProperty("account_id").GetString());
        Assert.Equal(("emu-hash-1", 2.5), (sent.GetProperty("item").GetProperty("hash").GetString(), sent.GetProperty("hr_price").GetDouble()));
        Assert.Equal(ScriptedService.Player, mine.SellerId);

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Pd2Listing changed = await me.Listings.ChangeAsync(mine.Id, new Pd2ListingChange { Price = "3 Ist" });
        Assert.Equal("3 Ist", changed.Price);
        Assert.Equal(mine.BumpedAt, changed.BumpedAt);
        Pd2Listing bumped = await me.Listings.BumpAsync(mine.Id);
        Assert.Equal(world.Clock.GetUtcNow(), bumped.BumpedAt!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal("bumped_at", Assert.Single(JsonSerializer.Deserialize<JsonElement>(world.Service.Last("patch market/listing").Data).EnumerateObject()).Name);
        Assert.Equal(mine.Id, (await me.Listings.ListOwnAsync().ToArrayAsync())[0].Id);
        await me.Listings.RemoveAsync(mine.Id);
        Assert.Null(await me.Listings.GetAsync(mine.Id));
    }

    [Fact]
    public async Task Offers_are_made_taken_back_accepted_and_read()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        world.Service.Market.Fill(1);
        string theirs = (await me.Listings.SearchAsync().FirstAsync()).Id;
        Pd2Offer offer = await me.Offers.MakeAsync(theirs, "2 Ist", 2);
        Assert.Equal((theirs, "2 Ist", 2d, ScriptedService.Player), (offer.ListingId, offer.Note, offer.HighRunes ?? 0, offer.BidderId));
        await me.Offers.TakeBackAsync(offer.Id);
        Assert.Equal("""{"rejected":true}""", world.Service.Last("patch market/offer").Data);

        Pd2Listing mine = await me.Listings.CreateAsync(new Pd2NewListing((await me.Stash.GetAsync(Ladder)).Stash.Items[0], Ladder));
        Assert.Empty(await me.Offers.ListIncomingAsync().ToArrayAsync());
        world.Service.Market.Offer(mine.Id);
        Pd2Offer incoming = Assert.Single(Assert.Single(await me.Offers.ListIncomingAsync().ToArrayAsync()).Offers);
        Assert.Equal("EmuBidder", incoming.BidderName);
        Assert.Contains("\"offers\":{\"user\":true}", world.Service.Last("find market/listing").Query, StringComparison.Ordinal);
        Assert.Equal(incoming.Id, (await me.Offers.AcceptAsync(mine.Id, incoming.Id)).AcceptedOfferId);
        Assert.Null((await me.Offers.AcceptAsync(mine.Id, null)).AcceptedOfferId);
        Assert.Equal("""{"accepted_offer_id":null}""", world.Service.Last("patch market/listing").Data);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_of_unknown_outcome_and_never_sent_twice()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        Pd2Item ring = (await me.Stash.GetAsync(Ladder)).Stash.Items[0];
        world.Service.Next("create market/listing", static () => ScriptedReply.Lost);
        await world.FailureAsync<OutcomeUnknownException>(me.Listings.CreateAsync(new Pd2NewListing(ring, Ladder)));
        Assert.Null(await world.WalkAsync(me.Listings.GetAsync("0000000000000000000a9999")));
        Assert.Equal(1, world.Service.Count("create market/listing"));
    }

    [Theory]
    [InlineData("../../oauth/me")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("a?b=c")]
    public async Task What_is_no_id_is_not_sent(string id)
    {
        await using Pd2World world = new() { IsOAuth = true };
        Pd2Account me = await world.SignInAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => me.Listings.GetAsync(id));
        await Assert.ThrowsAsync<ArgumentException>(() => me.Listings.RemoveAsync(id));
        await Assert.ThrowsAsync<ArgumentException>(() => me.Offers.AcceptAsync("a", id));
        Assert.Throws<ArgumentException>(() => me.Listings.SearchAsync(new Pd2ListingFilter { SellerId = id }));
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task Listings_that_can_not_be_read_are_left_out_and_one_that_moves_comes_once()
    {
        await using Pd2World world = new();
        Pd2Account me = await world.SignInAsync();
        world.Service.Next("find market/listing", static () => ScriptedReply.Of("""{"total":4,"data":[{"_id":"a1","item":7,"price":{},"hr_price":"2"},"odd",{"_id":7}]}"""));
        world.Service.Next("find market/listing", static () => ScriptedReply.Of("""{"total":4,"data":[{"_id":"a1"},{"_id":"a2","_id":"a3"},{"_id":"a4"}]}"""));
        Pd2Listing[] read = await me.Listings.SearchAsync(new Pd2ListingFilter { PageSize = 3 }).ToArrayAsync();
        Assert.Equal("a1 a4", string.Join(' ', read.Select(static one => one.Id)));
        Assert.True(read[0] is { Item: null, Price: null, HighRunes: null });
        Assert.Equal(7, read[0].Json.GetProperty("item").GetInt32());
    }
}
