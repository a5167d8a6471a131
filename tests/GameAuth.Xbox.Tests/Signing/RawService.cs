using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>A service of a loopback socket that keeps each request as the bytes that arrived, and answers what it is told.</summary>
internal sealed class RawService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<RawRequest> _seen = [];
    private readonly Func<int, string> _answer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">Status line and headers by the number of the request, from 0; null is 200.</param>
    public RawService(Func<int, string>? answer = null)
    {
        _answer = answer ?? (static _ => "200 OK");
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public IReadOnlyList<RawRequest> Seen => _seen;

    /// <summary>An answer with a date; more headers, and a body after an empty line, may follow the status.</summary>
    public static string At(string answer, DateTimeOffset date)
    {
        string[] parts = answer.Split("\r\n", 2);
        return string.Join("\r\n", [parts[0], $"Date: {date:r}", .. parts[1..]]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient peer = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using NetworkStream stream = peer.GetStream();
                RawRequest request = await RawRequest.ReadAsync(stream);
                _seen.Add(request);
                string head = _answer(_seen.Count - 1);
                string rest = head.Contains("\r\n\r\n", StringComparison.Ordinal) ? "" : "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}{rest}"));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
