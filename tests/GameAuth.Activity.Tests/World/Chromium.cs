using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Activity.Tests.World;

/// <summary>
/// Debian's Chromium, without a window, over the DevTools protocol by a pipe. Discord's names lead to a port of loopback, and no other name leads anywhere. It keeps what pages write to the console, and the addresses of all requests.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Flags =
        "--headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage --disable-extensions --site-per-process";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-activity-");
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _waiting = new();
    private readonly ConcurrentDictionary<string, string> _frames = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _console = new();
    private readonly ConcurrentQueue<string> _addresses = new();
    private DevToolsChannel? _channel;
    private IAsyncDisposable? _browser;
    private Task? _pump;
    private int _last;

    /// <summary>Why there is none, with the command that mends it; null when there is one.</summary>
    public static string? Missing { get; } =
        Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_CHROMIUM") is { Length: > 0 } reason ? reason
        : !OperatingSystem.IsLinux() ? "the browser is started as Linux has it"
        : new InstalledBrowsers().Find() is null ? "no Chromium, Chrome, Edge or Brave found; on Debian: apt-get install chromium"
        : Npm.Missing;

    /// <summary>What pages and frames have written to the console, as the browser tells it.</summary>
    public IReadOnlyList<string> Console => [.. _console];

    /// <summary>The addresses of all requests and all documents.</summary>
    public IReadOnlyList<string> Addresses => [.. _addresses];

    public static async Task<Chromium> StartAsync(TlsFront front, TestAuthority authority)
    {
        Chromium chromium = new();
        string script = Path.Combine(chromium._home.FullName, "browser");
        string rules = $"MAP discord.com:443 127.0.0.1:{front.Port}, MAP *.discordsays.com:443 127.0.0.1:{front.Port}, MAP * ~NOTFOUND";
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nexec '{new InstalledBrowsers().Find()}' {Flags} '--host-resolver-rules={rules}' '--ignore-certificate-errors-spki-list={authority.KeyHashes}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) { File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); }
        (chromium._channel, chromium._browser) = await BrowserProcess.StartAsync(script, chromium._home.CreateSubdirectory("profiles").FullName, port: null, CancellationToken.None);
        chromium._pump = Task.Run(chromium.PumpAsync);
        return chromium;
    }

    /// <summary>Opens a page in a tab of its own, and waits for the frame of another site in it.</summary>
    public async Task<Tab> OpenAsync(Uri page)
    {
        JsonObject target = await SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        string id = (string)target["targetId"]!;
        JsonObject attached = await SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = id, ["flatten"] = true });
        string session = (string)attached["sessionId"]!;
        await PrepareAsync(session);

        // What frames send to their parent is seen before the page's own script sees it.
        await SendAsync("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = "window.messages = []; addEventListener('message', one => messages.push(JSON.stringify(one.data)), true)" }, session);
        await SendAsync("Page.navigate", new JsonObject { ["url"] = page.AbsoluteUri }, session);
        Tab tab = new(this, id, session);
        await tab.ReadyAsync();
        return tab;
    }

    public async Task<JsonObject> SendAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref _last);
        TaskCompletionSource<JsonObject> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answered;
        byte[] command = DevToolsJson.Command(id, session, method, (parameters ?? []).ToJsonString());
        lock (_waiting) { _channel!.SendAsync(command, CancellationToken.None).AsTask().Wait(); }
        return await answered.Task.WaitAsync(Limit);
    }

    /// <summary>The session of the frame in a tab; null while there is none.</summary>
    public string? FrameOf(string tabSession) => _frames.GetValueOrDefault(tabSession);

    /// <summary>Waits for another frame in a tab, whose document is on its way out.</summary>
    public void ForgetFrame(string tabSession) => _frames.TryRemove(tabSession, out _);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) { await _browser.DisposeAsync(); }
        if (_pump is not null) { await _pump; }
        _home.Delete(recursive: true);
    }

    private async Task PrepareAsync(string session)
    {
        await SendAsync("Page.enable", session: session);
        await SendAsync("Runtime.enable", session: session);
        await SendAsync("Network.enable", session: session);
        await SendAsync("Log.enable", session: session);
        await SendAsync("Target.setAutoAttach", new JsonObject { ["autoAttach"] = true, ["waitForDebuggerOnStart"] = false, ["flatten"] = true }, session);
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
        catch (Exception gone) when (DevToolsChannel.IsGone(gone) || gone is OperationCanceledException)
        {
            // It has ended.
        }

        foreach (TaskCompletionSource<JsonObject> waiting in _waiting.Values) { waiting.TrySetException(new IOException("The browser has gone.")); }
    }

    private void Hear(JsonObject message)
    {
        if (message["id"] is { } id)
        {
            if (!_waiting.TryRemove((int)id, out TaskCompletionSource<JsonObject>? waiting)) { return; }
            if (message["error"] is { } error) { waiting.TrySetException(new InvalidOperationException(error.ToJsonString())); }
            else { waiting.TrySetResult(message["result"]!.AsObject()); }
            return;
        }

        JsonObject parameters = message["params"]!.AsObject();
        switch ((string)message["method"]!)
        {
            case "Target.attachedToTarget" when (string?)parameters["targetInfo"]!["type"] == "iframe":
                string session = (string)parameters["sessionId"]!;
                _frames[(string)message["sessionId"]!] = session;
                _ = PrepareAsync(session);
                break;
            case "Runtime.consoleAPICalled" or "Runtime.exceptionThrown" or "Log.entryAdded": _console.Enqueue(parameters.ToJsonString()); break;
            case "Network.requestWillBeSent": _addresses.Enqueue((string)parameters["request"]!["url"]!); break;
            case "Page.frameNavigated": _addresses.Enqueue((string)parameters["frame"]!["url"]!); break;
        }
    }
}

/// <summary>A tab of the Discord client, and the Activity in its frame.</summary>
internal sealed class Tab(Chromium chromium, string target, string session)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Evaluates in the frame, and waits for a promise.</summary>
    public Task<JsonNode?> EvaluateAsync(string expression) => EvaluateInAsync(chromium.FrameOf(session)!, expression);

    /// <summary>Evaluates in the page of the Discord client.</summary>
    public Task<JsonNode?> EvaluateInClientAsync(string expression) => EvaluateInAsync(session, expression);

    /// <summary>Waits until the frame says that an expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            try
            {
                if (chromium.FrameOf(session) is not null && await EvaluateAsync(expression) is JsonValue value && value.GetValueKind() is JsonValueKind.True) { return; }
            }
            catch (InvalidOperationException)
            {
                // The document is on its way out.
            }

            if (limit.IsCancellationRequested) { Assert.Fail($"{await EvaluateInClientAsync("document.body.innerText")}\n" + $"'{expression}' did not come true.\n{string.Join('\n', chromium.Console.TakeLast(8))}\n{string.Join('\n', chromium.Addresses.TakeLast(8))}"); }
            await Task.Delay(50);
        }
    }

    public Task ReadyAsync() => UntilAsync("window.isReady === true");

    /// <summary>Reloads the Discord client, and with it the Activity.</summary>
    public async Task ReloadAsync()
    {
        chromium.ForgetFrame(session);
        await chromium.SendAsync("Page.reload", session: session);
        await ReadyAsync();
    }

    public async Task<IReadOnlyList<string>> HistoryAsync()
    {
        JsonObject history = await chromium.SendAsync("Page.getNavigationHistory", session: session);
        return [.. history["entries"]!.AsArray().Select(static entry => (string)entry!["url"]!)];
    }

    public Task CloseAsync() => chromium.SendAsync("Target.closeTarget", new JsonObject { ["targetId"] = target });

    private async Task<JsonNode?> EvaluateInAsync(string where, string expression)
    {
        JsonObject result = await chromium.SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true }, where);
        return result["exceptionDetails"] is { } thrown ? throw new InvalidOperationException(thrown.ToJsonString()) : result["result"]!["value"]?.DeepClone();
    }
}

/// <summary>A fact that needs a browser of the Chromium family, and the npm packages.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Missing;
}
