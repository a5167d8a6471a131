using System.Net;
using System.Text.Json.Nodes;

namespace GameAuth.Tool.Tests;

public sealed class Emulate_serves : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-tool-");

    [Fact]
    public async Task The_hosts_of_the_one_json_document_that_it_prints()
    {
        using ToolProcess tool = ToolProcess.Start("emulate", "--provider", "xbox", "--json");

        JsonNode map = JsonNode.Parse(await tool.ReadToAsync("}"))!;

        IEnumerable<string> endpoints = map["configuration"]!.AsObject()
            .Where(pair => pair.Key.StartsWith("GameAuth:Xbox:Endpoints:", StringComparison.Ordinal))
            .Select(pair => pair.Value!.GetValue<string>() + "/");
        Assert.Equal(map["hosts"]!.AsObject().Select(host => host.Value!.GetValue<string>()), endpoints);
        Assert.Contains("multiplayer.minecraft.net", map["hosts"]!.AsObject().Select(host => host.Key));
        Assert.Equal("true", map["configuration"]!["GameAuth:AllowLoopbackHttp"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, await GetPageAsync(map["hosts"]!["login.live.com"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_hosts_of_the_table_that_it_prints()
    {
        using ToolProcess tool = ToolProcess.Start("emulate");

        string table = await tool.ReadToAsync("Ctrl+C stops the emulator.");

        string login = table.Split('\n')[0];
        Assert.StartsWith("login.live.com ", login, StringComparison.Ordinal);
        Assert.Contains("GameAuth:Xbox:Endpoints:xsts=http://127.0.0.1:", table, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await GetPageAsync(login.Split(' ')[^1].Trim()));
    }

    [UnixFact]
    public async Task Until_SIGTERM_and_then_exits_with_0()
    {
        using ToolProcess tool = ToolProcess.Start("emulate", "--json");
        await tool.ReadToAsync("}");

        Assert.Equal(0, await tool.StopAsync("TERM"));
    }

    [InterruptFact]
    public async Task Until_Ctrl_C_and_then_exits_with_0()
    {
        using ToolProcess tool = ToolProcess.Start("emulate", "--json");
        await tool.ReadToAsync("}");

        Assert.Equal(0, await tool.StopAsync("INT"));
    }

    [Fact]
    public async Task And_appends_every_event_to_the_log()
    {
        string log = Path.Combine(_home.FullName, "events.jsonl");
        await File.WriteAllTextAsync(log, "{\"earlier\":true}\n");
        using ToolProcess tool = ToolProcess.Start("emulate", "--json", "--log", log);
        string login = JsonNode.Parse(await tool.ReadToAsync("}"))!["hosts"]!["login.live.com"]!.GetValue<string>();

        await GetPageAsync(login);
        await GetPageAsync(login);

        string[] lines = await ReadLinesAsync(log);
        Assert.Equal(3, lines.Length);
        Assert.Equal("login.page", JsonNode.Parse(lines[2])!["step"]!.GetValue<string>());
    }

    [Fact]
    public async Task By_the_scenario()
    {
        string scenario = Path.Combine(_home.FullName, "scenario.json");
        await File.WriteAllTextAsync(scenario, """{ "faults": [ { "at": "login.page", "status": 503, "times": "forever" } ] }""");
        using ToolProcess tool = ToolProcess.Start("emulate", "--json", "--scenario", scenario);
        string login = JsonNode.Parse(await tool.ReadToAsync("}"))!["hosts"]!["login.live.com"]!.GetValue<string>();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetPageAsync(login));
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static async Task<HttpStatusCode> GetPageAsync(string login)
    {
        using HttpClient http = new();
        using HttpResponseMessage response = await http.GetAsync(new Uri(login + "oauth20_remoteconnect.srf"));
        return response.StatusCode;
    }

    /// <summary>The tool still has the file open.</summary>
    private static async Task<string[]> ReadLinesAsync(string path)
    {
        await using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
