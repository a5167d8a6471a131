using System.Text.Json.Nodes;

namespace GameAuth.Tool.Tests;

public sealed class Emulate_serves_psn
{
    [Fact]
    public async Task Alone_when_it_is_named()
    {
        using ToolProcess tool = ToolProcess.Start("emulate", "--provider", "psn", "--json");

        JsonNode map = JsonNode.Parse(await tool.ReadToAsync("}"))!;

        Assert.Equal(
            ["ca.account.sony.com", "my.account.sony.com", "m.np.playstation.com", "us-prof.np.community.playstation.net", "dms.api.playstation.com", "mobile-pushcl.np.communication.playstation.net"],
            map["hosts"]!.AsObject().Select(host => host.Key));
        Assert.Equal("com.example.psn-app://redirect", map["configuration"]!["GameAuth:Psn:RedirectUri"]!.GetValue<string>());
    }
}
