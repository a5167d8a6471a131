using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>One HTTP/1.1 request as the bytes that a socket received, so that no server library has touched the target.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private static readonly byte[] s_answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    /// <summary>Sends a message to a loopback socket and returns what arrived there.</summary>
    public static async Task<RawRequest> SendAsync(Func<Uri, Task<HttpRequestMessage>> prepare)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();

        // If the client fails, the listener closes while somebody still waits on it, and that ends the wait.
        Task<RawRequest> received = ReceiveAsync(listener);
        using SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false };
        using HttpMessageInvoker client = new(handler);
        using HttpRequestMessage request = await prepare(new Uri($"http://{listener.LocalEndpoint}"));
        using HttpResponseMessage response = await client.SendAsync(request, CancellationToken.None);
        return await received;
    }

    private static async Task<RawRequest> ReceiveAsync(TcpListener listener)
    {
        using TcpClient peer = await listener.AcceptTcpClientAsync();
        await using NetworkStream stream = peer.GetStream();
        RawRequest request = await ReadAsync(stream);
        await stream.WriteAsync(s_answer);
        return request;
    }

    /// <summary>Reads a request off a connection; a chunked body is put together.</summary>
    public static async Task<RawRequest> ReadAsync(Stream stream)
    {
        string head = Encoding.Latin1.GetString(await ReadHeadAsync(stream));
        string[] lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] requestLine = lines[0].Split(' ');
        Dictionary<string, string> headers = lines.Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = headers.ContainsKey("Transfer-Encoding")
            ? await ReadChunksAsync(stream)
            : await ReadExactlyAsync(stream, int.Parse(headers.GetValueOrDefault("Content-Length", "0")));
        return new RawRequest(requestLine[0], requestLine[1], headers, body);
    }

    private static Task<byte[]> ReadHeadAsync(Stream stream) => ReadToAsync(stream, "\r\n\r\n"u8.ToArray());

    private static async Task<byte[]> ReadChunksAsync(Stream stream)
    {
        List<byte> body = [];
        int length;
        do
        {
            length = Convert.ToInt32(Encoding.ASCII.GetString(await ReadToAsync(stream, "\r\n"u8.ToArray())).Trim(), 16);
            body.AddRange((await ReadExactlyAsync(stream, length + 2))[..length]);
        }
        while (length > 0);

        return [.. body];
    }

    private static async Task<byte[]> ReadExactlyAsync(Stream stream, int length)
    {
        byte[] bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async Task<byte[]> ReadToAsync(Stream stream, byte[] end)
    {
        List<byte> read = [];
        byte[] one = new byte[1];
        while (!System.Runtime.InteropServices.CollectionsMarshal.AsSpan(read).EndsWith(end))
        {
            await stream.ReadExactlyAsync(one);
            read.Add(one[0]);
        }

        return [.. read];
    }
}
