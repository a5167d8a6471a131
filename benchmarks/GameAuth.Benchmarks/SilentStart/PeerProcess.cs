using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>npm prismarine-auth of the interop tests, in a Node process that measures itself.</summary>
internal static class PeerProcess
{
    private const string Script = "silent-start.mjs";

    private static readonly string Directory = typeof(PeerProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "PeersDirectory").Value!;

    public static bool IsInstalled => System.IO.Directory.Exists(Path.Combine(Directory, "node_modules", "prismarine-auth"));

    /// <summary>Signs in at the emulator, so that its cache is warm.</summary>
    public static Task<JsonObject> FillAsync(string directory, GameAuthEmulator emulator) => RunAsync(directory, new JsonObject
    {
        ["hosts"] = new JsonObject(emulator.Hosts.Select(static host => KeyValuePair.Create(host.Key, (JsonNode?)host.Value.AbsoluteUri))),
        ["rounds"] = 1,
    });

    /// <summary>Measures starts over the warm cache.</summary>
    public static Task<JsonObject> MeasureAsync(string directory, int rounds) => RunAsync(directory, new JsonObject { ["rounds"] = rounds });

    private static async Task<JsonObject> RunAsync(string directory, JsonObject input)
    {
        input["cache"] = Path.Combine(directory, "peer");
        input["clientId"] = SilentRound.ReadSettings(directory)["GameAuth:Xbox:ClientId"];
        input["startedAt"] = SilentReport.Now;
        using Process node = Process.Start(new ProcessStartInfo("node", Script)
        {
            WorkingDirectory = Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await node.StandardInput.WriteAsync(input.ToJsonString());
        node.StandardInput.Close();
        string text = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        JsonObject output = JsonSerializer.Deserialize<JsonObject>(text)!;
        return output["ok"]!.GetValue<bool>() ? output : throw new InvalidOperationException($"prismarine-auth failed: {output["error"]}");
    }
}
