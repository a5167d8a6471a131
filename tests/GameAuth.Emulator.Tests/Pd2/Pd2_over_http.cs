using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed class Pd2_over_http : Pd2Test
{
    private const string Scope = "openid listing:read listing:create listing:update listing:delete offer:read offer:update message:read message:create conversation:read stash:read";

    [Fact]
    public async Task Serves_what_the_socket_does()
    {
        string access = await AccessAsync();

        WireAnswer found = await SendAsync("GET", "/market/listing?$limit=2&$skip=1&$sort[bumped_at]=-1&is_hardcore=false&item.modifiers[$all][0][$elemMatch][name]=item_maxdamage_percent&item.modifiers[$all][0][$elemMatch][values.0][$gte]=100", access);
        Assert.Equal((7, 2), (found.Json["total"]!.GetValue<int>(), found.Json["data"]!.AsArray().Count));
        WireAnswer created = await SendAsync("POST", "/market/listing", access, """{"type":"item","item":{"hash":"h"}}""");
        string id = created["_id"];
        WireAnswer patched = await SendAsync("PATCH", "/market/listing/" + id, access, """{"price":"Ist"}""");
        WireAnswer updated = await SendAsync("PUT", "/market/listing/" + id, access, """{"price":"Um"}""");
        WireAnswer removed = await SendAsync("DELETE", "/market/listing/" + id, access);
        WireAnswer gone = await SendAsync("GET", "/market/listing/" + id, access);

        Assert.Equal([201, 200, 200, 200, 404], new[] { created, patched, updated, removed, gone }.Select(one => (int)one.Status));
        Assert.Equal(("Ist", "Um", "NotFound", 404), (patched["price"], updated["price"], gone["name"], gone.Json["code"]!.GetValue<int>()));
        Assert.Equal(1, (await SendAsync("GET", "/market/listingArchive?item.hash=h", access)).Json["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Takes_flags_of_a_stash_as_texts_and_the_player_s_id_for_an_account()
    {
        string access = await AccessAsync();
        string sub = (await SendAsync("GET", "/oauth/me", access))["sub"];

        Assert.Equal(3, (await SendAsync("GET", $"/game/stash/{sub}?softcore=true&ladder=true", access)).Json["items"]!.AsArray().Count);
        Assert.Single((await SendAsync("GET", "/game/stash/emutrader?softcore=true&ladder=false", access)).Json["items"]!.AsArray());
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", "/game/stash/emubuyer", access)).Status);
    }

    [Fact]
    public async Task Marks_many_messages_read_at_once()
    {
        string one = Emulator.Pd2.SendMessage("EmuBuyer", "EmuTrader", "a");
        string two = Emulator.Pd2.SendMessage("EmuBuyer", "EmuTrader", "b");

        WireAnswer answer = await SendAsync("PATCH", $"/social/message?_id[$in][0]={one}&_id[$in][1]={two}", await AccessAsync(), """{"$push":{"reader_ids":"x"}}""");

        Assert.Equal([2, 2], answer.Json.AsArray().Select(message => message!["reader_ids"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("GET", "/market/listing", null, 401)]
    [InlineData("GET", "/market/listing", "nonsense", 401)]
    [InlineData("GET", "/game/online", "nonsense", 200)]
    [InlineData("GET", "/game/season?season=3", null, 200)]
    [InlineData("GET", "/game/character/emubuyer", null, 200)]
    [InlineData("GET", "/game/account/nobody", null, 404)]
    [InlineData("POST", "/security/session", null, 401)]
    public async Task Asks_for_a_token_where_one_is_needed(string method, string target, string? token, int status)
    {
        WireAnswer answer = await SendAsync(method, target, token, method == "POST" ? "{}" : null);

        Assert.Equal(status, (int)answer.Status);
        if (status >= 400) { Assert.Equal(status, answer.Json["code"]!.GetValue<int>()); }
    }

    [Fact]
    public async Task Refuses_what_the_scope_has_no_word_for()
    {
        string access = await AccessAsync("openid listing:read");

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/market/listing", access)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("POST", "/market/listing", access, """{"type":"item","item":{}}""")).Status);
        Assert.Equal("the scope has no word for it", LastNote);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    public async Task Refuses_a_body_that_is_no_object(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("POST", "/market/listing", await AccessAsync(), body)).Status);
    }

    [Fact]
    public async Task Has_errors_of_feathers_at_a_rate_limit_and_hangs_where_nobody_answers()
    {
        string access = await AccessAsync();
        Emulator.Faults.Add(Fault.TooManyRequests("pd2.listing.find", TimeSpan.FromSeconds(3)));
        WireAnswer answer = await SendAsync("GET", "/market/listing", access);
        Assert.Equal((429, "TooManyRequests", "3"), ((int)answer.Status, answer["name"], answer.Header("Retry-After")));

        Emulator.Faults.Add(new Fault { At = "pd2.listing.find", NoAnswer = true });
        using CancellationTokenSource patience = new();
        using HttpClient http = new();
        Task<HttpResponseMessage> hanging = http.GetAsync(Client.Address(Api, "/market/listing"), patience.Token);
        await Emulator.Log.WaitForAsync(one => one.Note == "never answered");
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    private async Task<string> AccessAsync(string scope = Scope) => (await TokenAsync(scope))["access_token"];
}

public sealed class Pd2_over_http_with_a_website_token : Pd2Test
{
    protected override void Configure(EmulatorOptions options, Pd2EmulatorOptions pd2) => (pd2.WebsiteTokenAtRest, pd2.OAuthStrategy, pd2.RenewWebsiteTokens) = (true, "oauth", false);

    [Fact]
    public async Task Takes_it_by_option_and_sees_it_stray()
    {
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", "/market/listing", Emulator.Pd2.WebsiteTokenOf("EmuTrader"))).Status);
        Assert.Equal(["pd2.listing.find header"], Emulator.Pd2.StrayTokens);
    }

    [Fact]
    public async Task Has_the_same_token_back_and_takes_an_oauth_token_on_the_socket()
    {
        string token = Emulator.Pd2.WebsiteTokenOf("EmuTrader");
        using Pd2Client client = await ConnectAsync();
        Assert.Equal(token, (await SessionAsync(client, token))[1]!["accessToken"]!.GetValue<string>());
        string access = (await TokenAsync())["access_token"];

        JsonArray answer = await SessionAsync(client, access, 421, "oauth");

        Assert.Equal(access, answer[1]!["accessToken"]!.GetValue<string>());
        Assert.Null(answer[1]!["authentication"]!["payload"]);
        Assert.Equal(403, CodeOf(await client.CallAsync(3, "\"find\",\"social/message\"")));
    }
}
