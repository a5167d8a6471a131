using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace GameAuth.Browser.Tests;

/// <summary>A browser that speaks the protocol over real pipes and does what the test says. It keeps every command.</summary>
internal sealed class FakeBrowser : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly AnonymousPipeServerStream _commands = new(PipeDirection.In);
    private readonly AnonymousPipeServerStream _answers = new(PipeDirection.Out);
    private readonly Channel<JsonElement> _received = System.Threading.Channels.Channel.CreateUnbounded<JsonElement>();
    private readonly Task _reading;

    public FakeBrowser()
    {
        Channel = new DevToolsPipe(
            new AnonymousPipeClientStream(PipeDirection.In, _answers.ClientSafePipeHandle),
            new AnonymousPipeClientStream(PipeDirection.Out, _commands.ClientSafePipeHandle));
        _reading = Task.Run(ReadAsync);
    }

    public DevToolsChannel Channel { get; }

    public List<JsonElement> Commands { get; } = [];

    public bool IsDisposed { get; private set; }

    public IEnumerable<string> Methods => Commands.Select(static command => command.GetProperty("method").GetString()!);

    /// <summary>A prompt whose browser this is.</summary>
    public DevToolsPrompt Prompt(TimeProvider? clock = null) => new()
    {
        BrowserPath = Environment.ProcessPath,
        Clock = clock ?? TimeProvider.System,
        Start = (_, _, _, _) => Task.FromResult<(DevToolsChannel, IAsyncDisposable)>((Channel, this)),
    };

    /// <summary>Sends one message.</summary>
    public Task SayAsync(string json) => SayRawAsync(Encoding.UTF8.GetBytes(json + "\0"));

    public Task SayRawAsync(ReadOnlyMemory<byte> bytes) => _answers.WriteAsync(bytes).AsTask();

    /// <summary>Opens a window: what the browser says of it.</summary>
    public Task OpenAsync(string page = "one") => SayAsync($$$"""
        {"method":"Target.attachedToTarget","params":{"sessionId":"s-{{{page}}}","targetInfo":{"targetId":"t-{{{page}}}","type":"page","title":"","url":"about:blank","attached":true},"waitingForDebugger":true}}
        """);

    public Task CloseAsync(string page = "one") => SayAsync($$$"""{"method":"Target.detachedFromTarget","params":{"sessionId":"s-{{{page}}}","targetId":"t-{{{page}}}"}}""");

    /// <summary>Says that a value was stored.</summary>
    public Task StoreAsync(string origin, string key, string value, string kind = "domStorageItemAdded", bool isLocal = true, string? storageKey = null) => SayAsync($$$"""
        {"method":"DOMStorage.{{{kind}}}","params":{"storageId":{"securityOrigin":"{{{origin}}}","storageKey":"{{{storageKey ?? origin + "/"}}}","isLocalStorage":{{{(isLocal ? "true" : "false")}}}},
        "key":{{{JsonSerializer.Serialize(key)}}},"newValue":{{{JsonSerializer.Serialize(value)}}}},"sessionId":"s-one"}
        """);

    /// <summary>Says that a request is sent.</summary>
    public Task RequestAsync(string address, string type = "Document") => SayAsync($$$"""
        {"method":"Network.requestWillBeSent","params":{"requestId":"1","request":{"url":{{{JsonSerializer.Serialize(address)}}},"method":"GET","headers":{"Cookie":"made-up"}},"type":"{{{type}}}"},"sessionId":"s-one"}
        """);

    /// <summary>Waits for a command.</summary>
    public async Task<JsonElement> UntilAsync(string method)
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            JsonElement command = await _received.Reader.ReadAsync(limit.Token);
            Commands.Add(command);
            if (command.GetProperty("method").GetString() == method)
            {
                return command;
            }
        }
    }

    /// <summary>The browser ends.</summary>
    public async Task EndAsync()
    {
        await _answers.DisposeAsync();
        await _commands.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await Channel.DisposeAsync();

        // What was sent before that is still to be read.
        await _reading;
        await EndAsync();
        while (_received.Reader.TryRead(out JsonElement command))
        {
            Commands.Add(command);
        }
    }

    private async Task ReadAsync()
    {
        List<byte> message = [];
        byte[] chunk = new byte[4096];
        try
        {
            int read;
            while ((read = await _commands.ReadAsync(chunk)) > 0)
            {
                foreach (byte one in chunk.AsSpan(0, read).ToArray())
                {
                    if (one != 0)
                    {
                        message.Add(one);
                        continue;
                    }

                    _received.Writer.TryWrite(JsonDocument.Parse(message.ToArray()).RootElement);
                    message.Clear();
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed.
        }
    }
}
