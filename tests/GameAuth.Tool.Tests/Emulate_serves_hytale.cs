using System.Net;
using System.Text.Json.Nodes;

namespace GameAuth.Tool.Tests;

public sealed class Emulate_serves_hytale
{
    [Fact]
    public async Task Alone_when_it_is_named()
    {
        using ToolProcess tool = ToolProcess.Start("emulate", "--provider", "hytale", "--json");

        JsonNode map = JsonNode.Parse(await tool.ReadToAsync("}"))!;

        Assert.Equal(
            ["oauth.accounts.hytale.com", "account-data.hytale.com", "sessions.hytale.com", "gateway.hytale.test"],
            map["hosts"]!.AsObject().Select(host => host.Key));
        Assert.Equal("hytale-server", map["configuration"]!["GameAuth:Hytale:ClientId"]!.GetValue<string>());
        using HttpClient http = new();
        using HttpResponseMessage keys = await http.GetAsync(new Uri(map["hosts"]!["sessions.hytale.com"]!.GetValue<string>() + ".well-known/jwks.json"));
        Assert.Equal(HttpStatusCode.OK, keys.StatusCode);
    }
}
