using System.Text.Json.Nodes;

namespace GameAuth.Tool.Tests;

public sealed class Emulate_serves_pd2
{
    [Fact]
    public async Task Alone_when_it_is_named()
    {
        using ToolProcess tool = ToolProcess.Start("emulate", "--provider", "pd2", "--json");

        JsonNode map = JsonNode.Parse(await tool.ReadToAsync("}"))!;

        Assert.Equal(["api.projectdiablo2.com", "projectdiablo2.com"], map["hosts"]!.AsObject().Select(host => host.Key));
        Assert.Equal(map["hosts"]!["api.projectdiablo2.com"]!.GetValue<string>().TrimEnd('/'), map["configuration"]!["GameAuth:Pd2:Endpoints:oauth"]!.GetValue<string>());
    }
}
