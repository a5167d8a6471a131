using System.Text.Json.Nodes;

namespace GameAuth.Tool.Tests;

public sealed class Emulate_serves_discord
{
    [Fact]
    public async Task Alone_when_it_is_named()
    {
        using ToolProcess tool = ToolProcess.Start("emulate", "--provider", "discord", "--json");

        JsonNode map = JsonNode.Parse(await tool.ReadToAsync("}"))!;

        Assert.Equal(["discord.com"], map["hosts"]!.AsObject().Select(host => host.Key));
        Assert.Equal(map["hosts"]!["discord.com"]!.GetValue<string>().TrimEnd('/'), map["configuration"]!["GameAuth:Discord:Endpoints:discord"]!.GetValue<string>());
    }
}
