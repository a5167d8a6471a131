using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace GameAuth.Pd2.Tests;

/// <summary>A connection of the scripted service: Engine.IO 3, Socket.IO 2, Feathers 4.</summary>
internal sealed class ServicePeer(WebSocket socket, ScriptedService service)
{
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>The token that the connection is signed in with.</summary>
    public string? Token { get; set; }

    public async Task ServeAsync()
    {
        try
        {
            await SendAsync("0{\"sid\":\"emu\",\"upgrades\":[],\"pingInterval\":3600000,\"pingTimeout\":3600000}");
            await SendAsync("40");
            while (await ReceiveAsync() is { } frame)
            {
                service.Frames.Enqueue(frame);
                if (frame is "2")
                {
                    await SendAsync("3");
                }
                else if (frame.StartsWith("42", StringComparison.Ordinal))
                {
                    _ = Task.Run(() => AnswerAsync(frame[2..]));
                }
            }
        }
        catch (Exception ended) when (ended is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It is over.
        }
        finally
        {
            service.Left(this);
            socket.Dispose();
        }
    }

    /// <summary>An event, such as <c>social/message pushed</c>.</summary>
    public Task PushAsync(string name, string json) => SendAsync($"42[\"{name}\",{json}]");

    /// <summary>The connection breaks.</summary>
    public void Drop() => socket.Abort();

    public async Task SendAsync(string frame)
    {
        await _sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception ended) when (ended is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Nobody listens.
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task AnswerAsync(string call)
    {
        int list = call.IndexOf('[', StringComparison.Ordinal);
        string id = call[..list];
        using JsonDocument arguments = JsonDocument.Parse(call[list..]);
        ScriptedReply reply = await service.ReplyAsync(this, [.. arguments.RootElement.EnumerateArray()]);
        if (reply == ScriptedReply.Lost)
        {
            Drop();
        }
        else if (reply != ScriptedReply.Silence)
        {
            await SendAsync(reply.Status == 200 ? $"43{id}[null,{reply.Body}]" : $"43{id}[{reply.Body}]");
        }
    }

    private async Task<string?> ReceiveAsync()
    {
        List<byte> message = [];
        byte[] part = new byte[4096];
        while (true)
        {
            WebSocketReceiveResult read = await socket.ReceiveAsync(new ArraySegment<byte>(part), CancellationToken.None);
            if (read.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            message.AddRange(part.AsSpan(0, read.Count));
            if (read.EndOfMessage)
            {
                return Encoding.UTF8.GetString([.. message]);
            }
        }
    }
}
