using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GameAuth.Browser.Tests.Real;

namespace GameAuth.Activity.Tests.World;

/// <summary>
/// Debian's Chromium over the DevTools protocol by a pipe. Each frame of another site waits until it is listened to, so that nothing it says or asks for is missed: what pages write to the console, and the
/// addresses of all requests and documents, are kept.
/// </summary>
internal sealed class DevToolsBrowser : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Chromium _chromium;
    private readonly ConcurrentDictionary<int, (string? Session, TaskCompletionSource<JsonObject> Answer)> _waiting = new();
    private readonly ConcurrentDictionary<string, Tab> _tabs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _console = new();
    private readonly ConcurrentQueue<string> _addresses = new();
    private readonly ConcurrentQueue<JsonObject> _frames = new();
    private DevToolsChannel? _channel;
    private IAsyncDisposable? _browser;
    private Task? _pump;
    private bool _isEnding;
    private int _last;

    private DevToolsBrowser(Chromium chromium) => _chromium = chromium;

    /// <summary>What pages and frames have written to the console, as the browser tells it.</summary>
    public IReadOnlyList<string> Console => [.. _console];

    /// <summary>The addresses of all requests and all documents.</summary>
    public IReadOnlyList<string> Addresses => [.. _addresses];

    /// <summary>The frames of all WebSockets, in both directions.</summary>
    public IReadOnlyList<JsonObject> Frames => [.. _frames];

    public static Task<DevToolsBrowser> StartAsync(TlsFront front, TestAuthority authority, bool allowsThirdPartyCookies) => StartAsync(new Chromium(
        Names.RulesFor(front.Port),
        allowsThirdPartyCookies ? """{"profile":{"cookie_controls_mode":0,"block_third_party_cookies":false}}""" : null,
        "--disable-extensions", "--site-per-process", $"--ignore-certificate-errors-spki-list={authority.KeyHashes}"));

    /// <summary>One that knows loopback alone.</summary>
    public static Task<DevToolsBrowser> StartAsync() => StartAsync(new Chromium("MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1", null, "--disable-extensions"));

    /// <summary>Opens a page in a tab of its own.</summary>
    /// <param name="page">The page.</param>
    /// <param name="frameScript">What runs in each of its frames of another site before their own scripts.</param>
    /// <param name="bypassesPolicy">Whether the content security policies of its documents are set aside, as for somebody who has a say over the page.</param>
    public async Task<Tab> OpenAsync(Uri page, string frameScript = "", bool bypassesPolicy = false)
    {
        JsonObject target = await SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        string id = (string)target["targetId"]!;
        JsonObject attached = await SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = id, ["flatten"] = true });
        string session = (string)attached["sessionId"]!;
        Tab tab = _tabs[session] = new Tab(this, id, session, frameScript);

        // What frames send to their parent is seen before the page's own script sees it.
        await ListenAsync(session, "window.messages = []; addEventListener('message', one => messages.push(JSON.stringify(one.data)), true)");
        if (bypassesPolicy) { await SendAsync("Page.setBypassCSP", new JsonObject { ["enabled"] = true }, session); }
        await SendAsync("Page.navigate", new JsonObject { ["url"] = page.AbsoluteUri }, session);
        return tab;
    }

    public async Task<JsonObject> SendAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref _last);
        TaskCompletionSource<JsonObject> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = (session, answered);
        byte[] command = DevToolsJson.Command(id, session, method, (parameters ?? []).ToJsonString());
        lock (_waiting) { _channel!.SendAsync(command, CancellationToken.None).AsTask().Wait(); }
        return await answered.Task.WaitAsync(Limit);
    }

    /// <summary>The cookies of the browser that the session server has set.</summary>
    public async Task<IReadOnlyList<JsonObject>> CookiesAsync()
    {
        JsonObject all = await SendAsync("Storage.getCookies");
        return [.. all["cookies"]!.AsArray().Select(static cookie => cookie!.AsObject()).Where(static cookie => ((string)cookie["name"]!).Contains("gameauth", StringComparison.Ordinal))];
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isEnding, true);
        if (_browser is not null) { await _browser.DisposeAsync(); }
        if (_pump is not null) { await _pump; }
        _chromium.Dispose();
    }

    private static async Task<DevToolsBrowser> StartAsync(Chromium chromium)
    {
        DevToolsBrowser started = new(chromium);
        (started._channel, started._browser) = await BrowserProcess.StartAsync(started._chromium.Path, started._chromium.Folder, port: null, CancellationToken.None);
        started._pump = Task.Run(started.PumpAsync);
        return started;
    }

    /// <summary>Listens to a page or a frame, which waits for that.</summary>
    private async Task ListenAsync(string session, string script)
    {
        foreach (string domain in (string[])["Page", "Runtime", "Network", "Log"]) { await SendAsync(domain + ".enable", session: session); }
        await SendAsync("Target.setAutoAttach", new JsonObject { ["autoAttach"] = true, ["waitForDebuggerOnStart"] = true, ["flatten"] = true }, session);
        await SendAsync("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = script }, session);
        await SendAsync("Runtime.runIfWaitingForDebugger", session: session);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (await _channel!.ReceiveAsync(CancellationToken.None) is { } message)
            {
                if (message.Length > 0) { Hear(JsonNode.Parse(message.Span)!.AsObject()); }
            }
        }
        catch (Exception gone) when (DevToolsChannel.IsGone(gone) || gone is OperationCanceledException || (gone is System.Text.Json.JsonException && Volatile.Read(ref _isEnding)))
        {
            // It has ended; what it says while it is ended may be torn.
        }

        foreach ((_, TaskCompletionSource<JsonObject> answer) in _waiting.Values) { answer.TrySetException(new IOException("The browser has gone.")); }
    }

    private void Hear(JsonObject message)
    {
        if (message["id"] is { } id)
        {
            if (!_waiting.TryRemove((int)id, out (string? Session, TaskCompletionSource<JsonObject> Answer) waiting)) { return; }
            if (message["error"] is { } error) { waiting.Answer.TrySetException(new InvalidOperationException(error.ToJsonString())); }
            else { waiting.Answer.TrySetResult(message["result"]!.AsObject()); }
            return;
        }

        JsonObject parameters = message["params"]!.AsObject();
        switch ((string)message["method"]!)
        {
            case "Target.attachedToTarget" when message["sessionId"] is { } parent && _tabs.TryGetValue((string)parent!, out Tab? tab):
                // Not on this thread, which hears the answers.
                string session = (string)parameters["sessionId"]!;
                tab.Attached(session, Task.Run(() => ListenAsync(session, tab.FrameScript)));
                break;
            case "Target.detachedFromTarget":
                string gone = (string)parameters["sessionId"]!;
                if (message["sessionId"] is { } owner && _tabs.TryGetValue((string)owner!, out Tab? left)) { left.Detached(gone); }

                // The browser answers no command to a frame that has gone.
                foreach ((_, TaskCompletionSource<JsonObject> answer) in _waiting.Values.Where(one => one.Session == gone)) { answer.TrySetException(new InvalidOperationException("The frame has gone.")); }
                break;
            case "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded": _console.Enqueue(parameters.ToJsonString()); break;
            case "Network.webSocketCreated": _addresses.Enqueue((string)parameters["url"]!); break;
            case "Network.webSocketFrameSent" or "Network.webSocketFrameReceived":
                if ((string)parameters["response"]!["payloadData"]! is ['{', ..] frame) { _frames.Enqueue(JsonNode.Parse(frame)!.AsObject()); }
                break;
            case "Network.requestWillBeSent": _addresses.Enqueue((string)parameters["request"]!["url"]!); break;
            case "Page.frameNavigated": _addresses.Enqueue((string)parameters["frame"]!["url"]!); break;
        }
    }
}
