using System.Text.Json.Nodes;

namespace GameAuth.Interop.Processes;

/// <summary>Runs one script of the peers directory: JSON in, JSON out.</summary>
internal static class NodeRun
{
    public static Task<JsonObject> Async(string script, JsonObject input) => Async("node", script, input);

    public static async Task<JsonObject> Async(string program, string script, JsonObject input)
    {
        (int code, string output, string errors) = await NodeProgram.RunAsync(program, NodePeers.Directory, input.ToJsonString(), script);
        Assert.True(code == 0 && output.Length > 0, $"{script} ended with {code}: {errors}");
        return JsonNode.Parse(output)!.AsObject();
    }
}
