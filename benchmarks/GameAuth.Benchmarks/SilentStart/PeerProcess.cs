using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>A Node process with one of the peers of the interop tests: JSON in, JSON out.</summary>
internal static class PeerProcess
{
    private static readonly string Directory = typeof(PeerProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "PeersDirectory").Value!;

    public static bool IsInstalled(string module) => System.IO.Directory.Exists(Path.Combine(Directory, "node_modules", module));

    public static async Task<JsonObject> RunAsync(string script, string module, JsonObject input)
    {
        input["startedAt"] = SilentReport.Now;
        using Process node = Process.Start(new ProcessStartInfo("node", script)
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
        return output["ok"]!.GetValue<bool>() ? output : throw new InvalidOperationException($"{module} failed: {output["error"]}");
    }
}
