using System.Text.Json.Nodes;

namespace GameAuth.Tool.Tests;

public sealed class Emulate_refuses : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-tool-");

    [Fact]
    public async Task A_scenario_that_makes_no_sense_by_file_place_and_fix()
    {
        string scenario = Path.Combine(_home.FullName, "odd.json");
        await File.WriteAllTextAsync(scenario, """{ "faults": [ { "at": "xsts.authorize", "damage": "blown-up" } ] }""");

        (int code, string output, string error) = await ToolProcess.RunAsync("emulate", "--scenario", scenario);

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith($"gameauth: {scenario}: $.faults[0].damage: ", error, StringComparison.Ordinal);
        Assert.Contains("nullClaims", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_that_is_not_there()
    {
        (int code, _, string error) = await ToolProcess.RunAsync("emulate", "--scenario", Path.Combine(_home.FullName, "none.json"));

        Assert.Equal(1, code);
        Assert.Contains("none.json", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written()
    {
        (int code, _, string error) = await ToolProcess.RunAsync("emulate", "--log", Path.Combine(_home.FullName, "no", "such", "place.jsonl"));

        Assert.Equal(1, code);
        Assert.Contains("--log", error, StringComparison.Ordinal);
        Assert.Contains("may write to", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_in_use()
    {
        using ToolProcess first = ToolProcess.Start("emulate", "--json");
        int taken = new Uri(JsonNode.Parse(await first.ReadToAsync("}"))!["hosts"]!["login.live.com"]!.GetValue<string>()).Port;

        (int code, string output, string error) = await ToolProcess.RunAsync("emulate", "--first-port", $"{Math.Min(taken, 65_000)}");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("in use", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--provider", "gamecube")]
    [InlineData("--first-port", "70000")]
    [InlineData("--first-port", "many")]
    [InlineData("--no-such-option", "1")]
    public async Task Words_that_it_does_not_know(string option, string value)
    {
        (int code, _, string error) = await ToolProcess.RunAsync("emulate", option, value);

        Assert.Equal(1, code);
        Assert.Contains(option == "--no-such-option" ? option : value, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_when_it_is_asked_for_help()
    {
        (int code, string output, _) = await ToolProcess.RunAsync("emulate", "--help");

        Assert.Equal(0, code);
        foreach (string option in new[] { "--provider", "--first-port", "--json", "--scenario", "--log" })
        {
            Assert.Contains(option, output, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _home.Delete(recursive: true);
}
