using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Emulator.Hosting;

/// <summary>Turns a request into a WebSocket and lets its provider talk, until one side has had enough.</summary>
internal static class SocketConversation
{
    public static async Task RunAsync(HttpContext context, SocketUpgrade upgrade, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach ((string name, string value) in headers) context.Response.Headers.Append(name, value);
        EmulatedSocket end = new(context.Abort, context.RequestAborted);
        try
        {
            Task conversation = upgrade.Converse(end);
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(upgrade.Protocol).ConfigureAwait(false);
            end.Open(socket);
            Task pump = end.PumpAsync();
            await conversation.ConfigureAwait(false);
            end.Finish();
            await pump.ConfigureAwait(false);
            if (socket.State is WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception over) when (over is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The client went away, or a fault ended the connection: its log has said so.
            context.Abort();
        }
    }
}
