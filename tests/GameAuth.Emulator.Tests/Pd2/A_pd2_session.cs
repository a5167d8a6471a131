using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed class A_pd2_session : Pd2Test
{
    [Fact]
    public async Task Answers_who_signed_in_and_a_token_that_lives_longer()
    {
        string token = Emulator.Pd2.WebsiteTokenOf("emutrader");
        Time.Advance(TimeSpan.FromHours(1));
        using Pd2Client client = await ConnectAsync();

        JsonArray answer = await SessionAsync(client, token);

        JsonNode session = answer[1]!;
        Assert.Null(answer[0]);
        Assert.Equal(("EmuTrader", "emutrader@example.test", 24), (session["user"]!["username"]!.GetValue<string>(), session["user"]!["email"]!.GetValue<string>(), session["user"]!["_id"]!.GetValue<string>().Length));
        Assert.Equal("""["emutrader","emutrader2"]""", session["user"]!["game"]!["accounts"]!.ToJsonString());
        string renewed = session["accessToken"]!.GetValue<string>();
        Assert.Equal(Exp(token) + 3600, Exp(renewed));
        Assert.Equal(Exp(renewed), session["authentication"]!["payload"]!["exp"]!.GetValue<long>());
        EmulatorEvent logged = Emulator.Log.Of("pd2.session.create").Single();
        Assert.Equal((TokenMention.Of("pd2_website", token), TokenMention.Of("pd2_website", renewed)), (logged.Spent.Single(), logged.Issued.Single()));
    }

    [Theory]
    [InlineData("jwt", "abc", "jwt malformed")]
    [InlineData("jwt", "a.b.c", "invalid signature")]
    [InlineData("oauth", "a.b.c", "Invalid authentication information")]
    public async Task Refuses_what_is_no_token(string strategy, string token, string message)
    {
        using Pd2Client client = await ConnectAsync();

        JsonArray answer = await SessionAsync(client, token, strategy: strategy);

        Assert.Equal(401, CodeOf(answer));
        Assert.Equal(("NotAuthenticated", "not-authenticated", message, "{}"), (Text(answer, "name"), Text(answer, "className"), Text(answer, "message"), answer[0]!["errors"]!.ToJsonString()));
    }

    [Fact]
    public async Task Says_when_a_token_ended()
    {
        string token = Emulator.Pd2.WebsiteTokenOf("EmuTrader");
        Time.Advance(TimeSpan.FromDays(7));
        using Pd2Client client = await ConnectAsync();

        JsonArray answer = await SessionAsync(client, token);

        Assert.Equal(("jwt expired", "TokenExpiredError", "2026-01-09T03:04:05.000Z"), (Text(answer, "message"), answer[0]!["data"]!["name"]!.GetValue<string>(), answer[0]!["data"]!["expiredAt"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Ends_without_a_word_in_feathers_4()
    {
        Emulator.Pd2.Lifetimes.Website = TimeSpan.FromSeconds(20);
        using Pd2Client client = await SignedInAsync();
        Assert.Equal(1, Emulator.Pd2.Push("EmuTrader", "social/message pushed", new JsonObject()));
        Assert.StartsWith("42[\"social/message pushed\"", await client.ReceiveAsync(), StringComparison.Ordinal);

        Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(0, Emulator.Pd2.Push("EmuTrader", "social/message pushed", new JsonObject()));
        Assert.Equal(401, CodeOf(await client.CallAsync(2, "\"find\",\"market/listing\",{}")));
    }

    [Fact]
    public async Task Is_over_after_a_remove()
    {
        using Pd2Client client = await SignedInAsync();

        Assert.Null((await client.CallAsync(1, "\"remove\",\"security/session\",null"))[0]);

        Assert.Equal(401, CodeOf(await client.CallAsync(2, "\"find\",\"market/listing\",{}")));
    }

    [Fact]
    public async Task Is_also_in_the_header_of_the_handshake_where_the_token_is_seen_to_stray()
    {
        string token = Emulator.Pd2.WebsiteTokenOf("EmuTrader");
        using Pd2Client client = await Pd2Client.OpenAsync(Emulator, authorization: "Bearer " + token);
        await client.ReceiveAsync();
        await client.ReceiveAsync();

        Assert.Null((await client.CallAsync(2, "\"find\",\"market/listing\",{}"))[0]);
        Assert.Equal(["pd2.connect header"], Emulator.Pd2.StrayTokens);

        Emulator.Pd2.ExpireNow(Pd2TokenKind.Website);
        using Pd2Client late = await Pd2Client.OpenAsync(Emulator, authorization: "Bearer " + token);
        await late.ReceiveAsync();
        Assert.Equal("""44{"name":"TokenExpiredError","message":"jwt expired","expiredAt":"2026-01-02T03:04:05.000Z"}""", await late.ReceiveAsync());
    }

    [Fact]
    public async Task Is_the_one_place_for_a_website_token()
    {
        using Pd2Client client = await SignedInAsync();
        string token = Emulator.Pd2.WebsiteTokenOf("EmuTrader");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("POST", "/security/session", json: $$"""{"strategy":"jwt","accessToken":"{{token}}"}""")).Status);
        Assert.Empty(Emulator.Pd2.StrayTokens);

        await client.CallAsync(2, $$"""
            "find","market/listing",{"x":"{{token}}"}
            """);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("GET", "/market/listing?x=" + token, token)).Status);

        Assert.Equal(["pd2.listing.find", "pd2.listing.find address", "pd2.listing.find header"], Emulator.Pd2.StrayTokens);
    }

    private static string Text(JsonArray answer, string name) => answer[0]![name]!.GetValue<string>();

    private static long Exp(string token) => new WireJwt(token).Payload["exp"]!.GetValue<long>();
}
