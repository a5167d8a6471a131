using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace GameAuth.Xbox.Tests;

/// <summary>A WebSocket server on loopback that does what a test says, and agrees to every subscription unless told otherwise.</summary>
internal sealed class RtaServer : IAsyncDisposable
{
    public const string Silence = "silence";
    public const string CutShort = "cut short";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<RtaPeer> _all = [];
    private readonly Channel<RtaPeer> _peers = Channel.CreateUnbounded<RtaPeer>();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    public RtaServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        Address = new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        Script = Agree;
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>What the next handshakes are answered instead of an agreement: a status line and headers, <see cref="CutShort"/>, or <see cref="Silence"/>.</summary>
    public ConcurrentQueue<string> Answers { get; } = [];

    /// <summary>The handshakes as they came.</summary>
    public ConcurrentQueue<string> Handshakes { get; } = [];

    public int FailedTls { get; private set; }

    /// <summary>Whether nothing is read after the handshake, so that no ping is answered.</summary>
    public bool IsDeaf { get; set; }

    public string Protocol { get; set; } = "rta.xboxlive.com.V2";

    /// <summary>What is said to a frame of the client.</summary>
    public Func<RtaPeer, JsonElement, IEnumerable<string>> Script { get; set; }

    /// <summary>Agrees: ids count from 1 on each connection.</summary>
    public static IEnumerable<string> Agree(RtaPeer peer, JsonElement frame) => frame[0].GetInt32() == 1
        ? [$"[1,{frame[1]},0,{++peer.LastId},null]"]
        : [$"[2,{frame[1]},0]"];

    /// <summary>The next connection.</summary>
    public Task<RtaPeer> NextAsync() => _peers.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (RtaPeer peer in _all)
        {
            peer.Drop();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                _ = ServeAsync(client);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = await SecureAsync(client.GetStream());
                string handshake = await ReadHeadAsync(stream);
                Handshakes.Enqueue(handshake);
                if (Answers.TryDequeue(out string? answer))
                {
                    if (answer == Silence)
                    {
                        while (await stream.ReadAsync(new byte[1]) > 0)
                        {
                        }

                        return;
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer == CutShort ? "HTTP/1.1 101 Swi" : $"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
                    return;
                }

                string key = handshake.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
#pragma warning disable CA5350 // RFC 6455 wants SHA-1.
                string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {Protocol}\r\n\r\n"));
                if (IsDeaf)
                {
                    await Task.Delay(Patience);
                    return;
                }

                RtaPeer peer = new(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = Protocol }), this);
                _all.Add(peer);
                _peers.Writer.TryWrite(peer);
                await peer.RunAsync();
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream plain)
    {
        if (_certificate is null)
        {
            return plain;
        }

        SslStream secure = new(plain);
        try
        {
            await secure.AuthenticateAsServerAsync(_certificate);

            // With TLS 1.3 the client may refuse after the server is done.
            return secure;
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            FailedTls++;
            throw new IOException();
        }
    }

    private async Task<string> ReadHeadAsync(Stream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int read;
            try
            {
                read = await stream.ReadAsync(one);
            }
            catch (IOException)
            {
                FailedTls++;
                throw;
            }

            if (read == 0)
            {
                FailedTls++;
                throw new IOException();
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
