using System.Text.Json.Nodes;

namespace GameAuth.Activity.Tests.World;

/// <summary>A tab of the browser: its page, which is the Discord client's as a rule, and the frames of other sites in it, of which the Activity is the first.</summary>
internal sealed class Tab(DevToolsBrowser browser, string target, string session, string frameScript)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<(string Session, Task Listening)> _frames = [];

    /// <summary>What runs in each frame before its own scripts.</summary>
    public string FrameScript => frameScript;

    public void Attached(string frame, Task listening)
    {
        lock (_frames) { _frames.Add((frame, listening)); }
    }

    public void Detached(string frame)
    {
        lock (_frames) { _frames.RemoveAll(one => one.Session == frame); }
    }

    /// <summary>Evaluates in the Activity, and waits for a promise.</summary>
    public Task<JsonNode?> EvaluateAsync(string expression) => EvaluateInFrameAsync(0, expression);

    /// <summary>Evaluates in one of the frames, in the order of their coming.</summary>
    public async Task<JsonNode?> EvaluateInFrameAsync(int number, string expression) => await EvaluateInAsync(await FrameAsync(number), expression);

    /// <summary>Evaluates in the tab's page.</summary>
    public Task<JsonNode?> EvaluateInPageAsync(string expression) => EvaluateInAsync(session, expression);

    /// <summary>A command of the DevTools protocol to the Activity's frame.</summary>
    public async Task SendToFrameAsync(string method, JsonObject parameters) => await browser.SendAsync(method, parameters, await FrameAsync(0));

    /// <summary>A command of the DevTools protocol to the tab's page.</summary>
    public Task<JsonObject> SendToPageAsync(string method, JsonObject parameters) => browser.SendAsync(method, parameters, session);

    /// <summary>The browser stops all scripts of the tab, as for one in the background; or lets them go on.</summary>
    public Task FreezeAsync(bool isFrozen) => SendToPageAsync("Page.setWebLifecycleState", new JsonObject { ["state"] = isFrozen ? "frozen" : "active" });

    /// <summary>Waits until the Activity says that an expression is true.</summary>
    public Task UntilAsync(string expression) => UntilAsync(0, expression);

    /// <summary>Waits until a frame says that an expression is true.</summary>
    public Task UntilAsync(int frame, string expression) => UntilAsync(() => EvaluateInFrameAsync(frame, expression), expression);

    /// <summary>Waits until the page says that an expression is true.</summary>
    public Task UntilInPageAsync(string expression) => UntilAsync(() => EvaluateInPageAsync(expression), expression);

    public Task ReadyAsync() => UntilAsync("window.isReady === true");

    /// <summary>Reloads the Discord client, and with it the Activity.</summary>
    public async Task ReloadAsync()
    {
        await EvaluateAsync("void (window.isReady = false)");
        await SendToPageAsync("Page.reload", []);
        await ReadyAsync();
    }

    public async Task<IReadOnlyList<string>> HistoryAsync()
    {
        JsonObject history = await SendToPageAsync("Page.getNavigationHistory", []);
        return [.. history["entries"]!.AsArray().Select(static entry => (string)entry!["url"]!)];
    }

    public Task CloseAsync() => browser.SendAsync("Target.closeTarget", new JsonObject { ["targetId"] = target });

    private async Task<string> FrameAsync(int number)
    {
        (string Session, Task Listening)? frame;
        lock (_frames) { frame = _frames.Count > number ? _frames[number] : null; }
        if (frame is not { } there) { throw new InvalidOperationException($"The tab has no frame {number}."); }
        await there.Listening;
        return there.Session;
    }

    private async Task UntilAsync(Func<Task<JsonNode?>> ask, string expression)
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            try
            {
                if (await ask() is JsonValue value && value.GetValueKind() is System.Text.Json.JsonValueKind.True) { return; }
            }
            catch (InvalidOperationException)
            {
                // The document or the frame is on its way.
            }

            if (limit.IsCancellationRequested)
            {
                Assert.Fail($"'{expression}' did not come true.\n{await EvaluateInPageAsync("document.body.innerText")}\n{string.Join('\n', browser.Console.TakeLast(8))}\n{string.Join('\n', browser.Addresses.TakeLast(8))}");
            }

            await Task.Delay(50);
        }
    }

    private async Task<JsonNode?> EvaluateInAsync(string where, string expression)
    {
        JsonObject result = await browser.SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, where);
        return result["exceptionDetails"] is { } thrown ? throw new InvalidOperationException(thrown.ToJsonString()) : result["result"]!["value"]?.DeepClone();
    }
}
