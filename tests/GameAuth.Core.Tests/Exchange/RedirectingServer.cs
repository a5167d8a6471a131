using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace GameAuth.Tests.Http;

/// <summary>A server on loopback that sends everybody on, and sets a cookie.</summary>
internal sealed class RedirectingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RedirectingServer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    public ConcurrentQueue<string> Paths { get; } = new();

    public int Cookies { get; private set; }

    /// <summary>How many headers told of the caller's trace or its baggage.</summary>
    public int Traces { get; private set; }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            using StreamReader reader = new(client.GetStream());
            Paths.Enqueue((await reader.ReadLineAsync())!.Split(' ')[1]);
            for (string? line = await reader.ReadLineAsync(); line?.Length > 0; line = await reader.ReadLineAsync())
            {
                Cookies += line.StartsWith("Cookie:", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
                Traces += line.Contains("shelf=42", StringComparison.Ordinal) || line.StartsWith("traceparent:", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            }

            await client.GetStream().WriteAsync(
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        }
    }
}
