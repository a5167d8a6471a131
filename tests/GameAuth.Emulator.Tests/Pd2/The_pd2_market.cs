using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed class The_pd2_market : Pd2Test
{
    [Fact]
    public async Task Is_searched_by_pages_in_order()
    {
        using Pd2Client client = await SignedInAsync();

        JsonNode page = await FindAsync(client, """{"type":"item","$limit":5,"$skip":10,"$sort":{"hr_price":-1},"accepted_offer_id":null,"is_hardcore":false}""");

        Assert.Equal((12, 5, 10), (page["total"]!.GetValue<int>(), page["limit"]!.GetValue<int>(), page["skip"]!.GetValue<int>()));
        Assert.Equal(["0.25", "null"], page["data"]!.AsArray().Select(one => one!["hr_price"]?.ToJsonString() ?? "null"));
    }

    [Theory]
    [InlineData("""{"item.name":{"$regex":"blade 1$","$options":"i"}}""", 1)]
    [InlineData("""{"item.name":{"$regex":"\\(of Ice\\)"}}""", 1)]
    [InlineData("""{"item.name":{"$regex":"blade"}}""", 0)]
    [InlineData("""{"item.modifiers":{"$all":[{"$elemMatch":{"name":"item_maxdamage_percent","values.0":{"$gte":100,"$lte":160}}}]}}""", 4)]
    [InlineData("""{"item.quality.name":{"$in":["Rare","Magic"]}}""", 1)]
    [InlineData("""{"item.corrupted":true}""", 4)]
    [InlineData("""{"$or":[{"item.hash":"emulated-0001"},{"is_hardcore":true}]}""", 3)]
    [InlineData("""{"updated_at":{"$gte":"2100-01-01T00:00:00.000Z"}}""", 0)]
    [InlineData("""{"hr_price":{"$gt":2.5}}""", 2)]
    [InlineData("""{"price":{"$ne":"obo"}}""", 1)]
    public async Task Is_filtered_as_mongodb_filters(string query, int total)
    {
        using Pd2Client client = await SignedInAsync();

        Assert.Equal(total, (await FindAsync(client, query))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Resolves_the_seller_and_offers()
    {
        string listing = ListingOf("Emulated Mail");
        Emulator.Pd2.MakeOffer("EmuBuyer", listing, "3 Ist");
        using Pd2Client client = await SignedInAsync();

        JsonNode found = (await FindAsync(client, $$"""{"_id":"{{listing}}","$resolve":{"user":{"in_game_account":true},"offers":{"user":true} } }"""))["data"]![0]!;

        Assert.Equal(("EmuTrader", "emutrader"), (found["user"]!["username"]!.GetValue<string>(), found["user"]!["in_game_account"]!.GetValue<string>()));
        Assert.Equal(("3 Ist", "EmuBuyer"), (found["offers"]![0]!["offer"]!.GetValue<string>(), found["offers"]![0]!["user"]!["username"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Lets_a_seller_list_bump_and_remove_and_nobody_else()
    {
        using Pd2Client client = await SignedInAsync();
        using Pd2Client other = await SignedInAsync("EmuBuyer");
        Time.Advance(TimeSpan.FromSeconds(30));
        string id = (await client.CallAsync(1, """
            "create","market/listing",{"type":"item","item":{"hash":"h"},"is_ladder":true},{}
            """))[1]!["_id"]!.GetValue<string>();

        Assert.Equal(403, CodeOf(await other.CallAsync(2, $$"""
            "patch","market/listing","{{id}}",{"price":"1"},{}
            """)));
        Assert.Equal(403, CodeOf(await other.CallAsync(3, $"\"remove\",\"market/listing\",\"{id}\",{{}}")));
        JsonNode bumped = (await client.CallAsync(4, $$"""
            "patch","market/listing","{{id}}",{"bumped_at":"2026-02-01T00:00:00.000Z"},{}
            """))[1]!;
        Assert.Equal(("2026-02-01T00:00:00.000Z", "2026-01-02T03:04:35.000Z"), (bumped["bumped_at"]!.GetValue<string>(), bumped["created_at"]!.GetValue<string>()));
        Assert.Null((await client.CallAsync(5, $"\"remove\",\"market/listing\",\"{id}\",{{}}"))[0]);
        Assert.Equal(404, CodeOf(await client.CallAsync(6, $"\"get\",\"market/listing\",\"{id}\"")));
    }

    [Fact]
    public async Task Tells_the_seller_of_an_offer_that_is_accepted_taken_back_or_rejected()
    {
        string listing = ListingOf("Emulated Mail");
        using Pd2Client seller = await SignedInAsync();
        using Pd2Client buyer = await SignedInAsync("EmuBuyer");
        string offer = (await buyer.CallAsync(1, $$"""
            "create","market/offer",{"listing_id":"{{listing}}","offer":"Ist","hr_offer":1}
            """))[1]!["_id"]!.GetValue<string>();

        List<string> told = [];
        JsonNode accepted = (await seller.CallAsync(2, $$"""
            "patch","market/listing","{{listing}}",{"accepted_offer_id":"{{offer}}"}
            """, told))[1]!;
        Assert.Contains(told, one => one.StartsWith("42[\"system/notification pushed\",", StringComparison.Ordinal) && one.Contains("offer_received", StringComparison.Ordinal));
        Assert.Equal(offer, accepted["accepted_offer_id"]!.GetValue<string>());
        Assert.Equal(0, (await FindAsync(buyer, $$"""{"accepted_offer_id":null,"_id":"{{listing}}"}"""))["total"]!.GetValue<int>());
        Assert.True((await seller.CallAsync(3, $$"""
            "patch","market/offer","{{offer}}",{"rejected":true}
            """))[1]!["rejected"]!.GetValue<bool>());
        Assert.Equal(400, CodeOf(await seller.CallAsync(4, $$"""
            "create","market/offer",{"listing_id":"{{listing}}","offer":"mine"}
            """)));
    }

    [Fact]
    public async Task Is_not_where_messages_are()
    {
        using Pd2Client reader = await SignedInAsync("EmuBuyer");
        using Pd2Client stranger = await SignedInAsync("EmuMule");

        string id = Emulator.Pd2.SendMessage("EmuTrader", "EmuBuyer", "hello");

        List<string> told = [];
        JsonNode found = (await reader.CallAsync(1, "\"find\",\"social/message\",{\"$resolve\":{\"sender\":true}}", told))[1]!;
        Assert.Equal((id, "EmuTrader"), (found["data"]![0]!["_id"]!.GetValue<string>(), found["data"]![0]!["sender"]!["username"]!.GetValue<string>()));
        Assert.Contains(told, one => one.StartsWith("42[\"social/message pushed\",", StringComparison.Ordinal));
        List<string> nothing = [];
        Assert.Equal(0, (await stranger.CallAsync(1, "\"find\",\"social/message\"", nothing))[1]!["total"]!.GetValue<int>());
        Assert.Empty(nothing);
        JsonNode conversation = (await reader.CallAsync(3, "\"find\",\"social/conversation\",{\"$resolve\":{\"participants\":true,\"unreadCount\":true,\"latestMessage\":{\"sender\":true}}}"))[1]!["data"]![0]!;
        Assert.Equal((2, 1, "hello"), (conversation["participants"]!.AsArray().Count, conversation["unreadCount"]!.GetValue<int>(), conversation["latestMessage"]!["content"]!.GetValue<string>()));
    }

    private string ListingOf(string name) => Emulator.Pd2.Listings.Single(one => one!["item"]!["name"]!.GetValue<string>() == name)!["_id"]!.GetValue<string>();

    private static async Task<JsonNode> FindAsync(Pd2Client client, string query) => (await client.CallAsync(77, $"\"find\",\"market/listing\",{query}"))[1]!;
}
