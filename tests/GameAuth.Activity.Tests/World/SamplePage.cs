using System.Text.Json.Nodes;

namespace GameAuth.Activity.Tests.World;

/// <summary>The page of the sample in the frame of the emulated client, by what a player sees and clicks. Both are of one site, so that the frame is no target of its own, and is looked into from a world beside its own scripts.</summary>
internal sealed class SamplePage(Tab tab)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public Task ClickAsync(string id) => EvaluateAsync($"void document.getElementById('{id}').click()");

    public async Task SayAsync(string text) => await EvaluateAsync($"void (document.getElementById('text').value = '{text}', document.querySelector('#say button').click())");

    /// <summary>Waits until an element's text has something in it.</summary>
    public async Task ShowsAsync(string id, string text)
    {
        using CancellationTokenSource limit = new(Limit);
        string? shown = null;
        while (shown?.Contains(text, StringComparison.Ordinal) != true)
        {
            Assert.False(limit.IsCancellationRequested, $"#{id} shows '{shown}' and not '{text}': {await EvaluateAsync("document.body.innerText")}");
            await Task.Delay(50);
            shown = (string?)await EvaluateAsync($"document.getElementById('{id}')?.innerText");
        }
    }

    public async Task<int> CountAsync(string selector) => (int)(await EvaluateAsync($"document.querySelectorAll('{selector}').length"))!;

    /// <summary>The frame may come somewhere meanwhile: then its new document is asked.</summary>
    private async Task<JsonNode?> EvaluateAsync(string expression)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return await EvaluateOnceAsync(expression);
            }
            catch (InvalidOperationException moved) when (tries < 20 && moved.Message.Contains("context", StringComparison.Ordinal))
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task<JsonNode?> EvaluateOnceAsync(string expression)
    {
        JsonObject tree = await tab.SendToPageAsync("Page.getFrameTree", []);
        if (tree["frameTree"]!["childFrames"]?[0]?["frame"]?["id"] is not { } frame) { return null; }
        JsonObject world = await tab.SendToPageAsync("Page.createIsolatedWorld", new JsonObject { ["frameId"] = (string)frame!, ["worldName"] = "test" });
        JsonObject result = await tab.SendToPageAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["contextId"] = (int)world["executionContextId"]!, ["returnByValue"] = true });
        return result["exceptionDetails"] is { } thrown ? throw new InvalidOperationException(thrown.ToJsonString()) : result["result"]!["value"]?.DeepClone();
    }
}
