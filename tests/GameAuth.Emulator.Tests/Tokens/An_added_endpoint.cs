using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Tokens;

public sealed class An_added_endpoint : EmulatorTest
{
    protected override void Configure(EmulatorOptions options)
    {
        EmulatedSignaturePolicy extra = new() { MaxBodyBytes = 4, ExtraHeaders = ["x-emu-first", "x-emu-absent"] };
        options.Xbox.TitleEndpoints.Add(new EmulatedTitleEndpoint { Host = "social.xboxlive.com", RelyingParty = "http://xboxlive.com", Policy = extra });
        options.Xbox.TitleEndpoints.Add(new EmulatedTitleEndpoint { Host = "profile.xboxlive.com", Path = "/users/batch", Policy = extra });
        options.Xbox.TitleEndpoints.Add(new EmulatedTitleEndpoint { Host = "plain.example.test", Protocol = "http", Port = 8080 });
    }

    [Fact]
    public async Task Is_listed_with_its_policy()
    {
        HttpRequestMessage request = new(HttpMethod.Get, Client.Address("title.mgt.xboxlive.com", "/titles/default/endpoints?type=1"));
        request.Headers.Add("x-xbl-contract-version", "1");

        JsonNode list = (await Client.SendAsync(request)).Json;

        JsonNode[] added = [.. list["EndPoints"]!.AsArray().TakeLast(3).Select(one => one!)];
        Assert.Equal("""{"Protocol":"https","Host":"social.xboxlive.com","HostType":"fqdn","RelyingParty":"http://xboxlive.com","TokenType":"JWT","SignaturePolicyIndex":2}""", added[0].ToJsonString());
        Assert.Equal("""{"Protocol":"https","Host":"profile.xboxlive.com","HostType":"fqdn","Path":"/users/batch","SignaturePolicyIndex":3}""", added[1].ToJsonString());
        Assert.Equal("""{"Protocol":"http","Host":"plain.example.test","HostType":"fqdn","Port":8080}""", added[2].ToJsonString());
        Assert.Equal("""{"Version":1,"SupportedAlgorithms":["ES256"],"MaxBodyBytes":4,"ExtraHeaders":["x-emu-first","x-emu-absent"]}""", list["SignaturePolicies"]![2]!.ToJsonString());
    }

    [Theory]
    [InlineData("social.xboxlive.com", "/users/me/summary", null, "one\0\0", HttpStatusCode.OK)]
    [InlineData("social.xboxlive.com", "/users/me/summary", null, "two\0\0", HttpStatusCode.Forbidden)]
    [InlineData("social.xboxlive.com", "/users/me/summary", null, null, HttpStatusCode.Forbidden)]
    [InlineData("profile.xboxlive.com", "/users/me/profile/settings?settings=Gamertag", null, null, HttpStatusCode.OK)]
    [InlineData("profile.xboxlive.com", "/users/batch/profile/settings", """{"userIds":["2814600000000001"],"settings":["Gamertag"]}""", "one\0\0", HttpStatusCode.OK)]
    public async Task Is_checked_by_its_policy_where_it_is_an_emulated_host(string host, string target, string? body, string? signedExtra, HttpStatusCode status)
    {
        string authorization = await Client.AuthorizationAsync();
        HttpRequestMessage request = new(body is null ? HttpMethod.Get : HttpMethod.Post, Client.Address(host, target));
        if (body is not null) { request.Content = new StringContent(body); }
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(body ?? "");
        // A header's value and its zero byte stand behind Authorization's; the signer writes the last zero byte itself.
        string covered = authorization + (signedExtra is null ? "" : "\0" + signedExtra[..^1]);
        int cap = signedExtra is null ? 8192 : 4;
        request.Headers.TryAddWithoutValidation("Signature", Client.Key.Sign(request.Method.Method, target, covered, bytes, Client.Now, cap: cap));
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.Add("x-xbl-contract-version", "2");
        request.Headers.Add("x-emu-first", "one");

        Assert.Equal(status, (await Client.SendAsync(request)).Status);
    }
}
