using System.Diagnostics;
using System.Text.Json.Nodes;

namespace GameAuth.Interop.Processes;

/// <summary>Runs one script of the peers directory: JSON in, JSON out.</summary>
internal static class NodeRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static Task<JsonObject> Async(string script, JsonObject input) => Async("node", script, input);

    public static async Task<JsonObject> Async(string program, string script, JsonObject input)
    {
        ProcessStartInfo start = new(program, script)
        {
            WorkingDirectory = NodePeers.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        Task<string> output = node.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = node.StandardError.ReadToEndAsync(limit.Token);
        await node.StandardInput.WriteAsync(input.ToJsonString());
        node.StandardInput.Close();
        try
        {
            await node.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            throw;
        }

        string text = await output;
        Assert.True(node.ExitCode == 0 && text.Length > 0, $"{script} ended with {node.ExitCode}: {await errors}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
