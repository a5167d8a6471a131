using System.Net.WebSockets;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Discord.Client;

/// <summary>A WebSocket through the proxy: what one side says the other hears, until one of them has had enough.</summary>
internal static class ProxySocket
{
    private const int Longest = 1024 * 1024;

    private static readonly SocketFrame TooLong = SocketFrame.Closing(WebSocketCloseStatus.MessageTooBig, "messages of up to 1 MiB");

    public static async Task ConverseAsync(EmulatedSocket player, Uri target, Exchange exchange, string scheme)
    {
        using ClientWebSocket application = new();
        application.Options.Proxy = null;
        foreach (string protocol in exchange.SocketProtocols.Take(1)) { application.Options.AddSubProtocol(protocol); }
        foreach (string name in (string[])["Origin", "Cookie", "User-Agent"])
        {
            if (exchange.Headers[name] is [{ } value]) { application.Options.SetRequestHeader(name, value); }
        }

        // It reaches the application by TLS, or a tunnel that ends it says so.
        application.Options.SetRequestHeader("X-Forwarded-Proto", scheme);
        UriBuilder address = new(target) { Scheme = target.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs };
        await application.ConnectAsync(address.Uri, player.Aborted).ConfigureAwait(false);
        Task answers = AnswersAsync(application, player);
        while (await player.ReceiveAsync(Longest, TooLong).ConfigureAwait(false) is { } message)
        {
            await application.SendAsync(message.Bytes, message.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, player.Aborted).ConfigureAwait(false);
        }

        if (application.State is WebSocketState.Open) { await application.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, player.Aborted).ConfigureAwait(false); }
        await answers.ConfigureAwait(false);
    }

    private static async Task AnswersAsync(ClientWebSocket application, EmulatedSocket player)
    {
        byte[] buffer = new byte[Longest];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await application.ReceiveAsync(buffer.AsMemory(length), player.Aborted).ConfigureAwait(false);
            length += part.Count;
            if (part.MessageType is WebSocketMessageType.Close || length == Longest)
            {
                player.Send(length == Longest ? TooLong : SocketFrame.Closing(application.CloseStatus ?? WebSocketCloseStatus.NormalClosure, application.CloseStatusDescription ?? ""));
                return;
            }

            if (!part.EndOfMessage) { continue; }
            byte[] message = buffer[..length];
            player.Send(part.MessageType is WebSocketMessageType.Binary ? SocketFrame.Binary(message) : SocketFrame.Utf8(message));
            length = 0;
        }
    }
}
