using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

/// <summary>What the platform's own handler does, on loopback.</summary>
public sealed class RealTransportTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_small_answer_that_swells_is_cut_off_at_the_cap(string encoding)
    {
        byte[] bomb = Compress(encoding, new byte[64 << 20]);
        await using RawServer server = new($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {bomb.Length}", bomb);

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => SendAsync(server, isRepeatable: true));

        Assert.InRange(bomb.Length, 1, ProviderResponse.MaxAuthBody);
        Assert.Contains("larger than 1048576 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_answer_is_read(string encoding)
    {
        byte[] body = Compress(encoding, Encoding.UTF8.GetBytes("""{"name":"a"}"""));
        await using RawServer server = new($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {body.Length}", body);

        Assert.Equal("a", (await SendAsync(server, isRepeatable: true)).ReadJson(WireJsonContext.Default.SampleAnswer).Name);
    }

    [Fact]
    public async Task The_connection_of_a_huge_answer_is_not_used_again()
    {
        byte[] body = new byte[ProviderResponse.MaxAuthBody + 1];
        await using RawServer server = new($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}", body);
        using HttpClient http = Client();

        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<ProviderException>(() => SendAsync(server, isRepeatable: true, http));
        }

        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_connection_whose_answer_was_read_is_used_again()
    {
        await using RawServer server = new("HTTP/1.1 200 OK\r\nContent-Length: 2", "{}"u8.ToArray());
        using HttpClient http = Client();

        for (int i = 0; i < 2; i++)
        {
            await SendAsync(server, isRepeatable: true, http);
        }

        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2")]
    [InlineData("no HTTP at all")]
    public async Task A_broken_answer_is_transient_or_of_unknown_outcome(string head)
    {
        await using RawServer server = new(head, "{}"u8.ToArray(), hangsUp: true);

        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => SendAsync(server, isRepeatable: true))).IsTransient);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => SendAsync(server, isRepeatable: false));
    }

    [Fact]
    public async Task A_refused_connection_sent_nothing()
    {
        using TcpListener unused = new(IPAddress.Loopback, 0);
        unused.Start();
        Uri address = new($"http://{unused.LocalEndpoint}/");
        unused.Stop();
        using HttpClient http = Client();

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => SendAsync(address, isRepeatable: false, http));

        Assert.Contains("nothing was sent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_never_made_sent_nothing()
    {
        using HttpClient http = Client(TimeSpan.FromMilliseconds(1));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => SendAsync(new Uri("http://127.0.0.1:9/"), isRepeatable: false, http));

        Assert.Contains("nothing was sent", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Compress(string encoding, byte[] plain)
    {
        using MemoryStream packed = new();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Fastest),
        })
        {
            stream.Write(plain);
        }

        return packed.ToArray();
    }

    private static HttpClient Client(TimeSpan? neverConnects = null)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxResponseDrainSize = 0,
        };
        if (neverConnects is { } limit)
        {
            handler.ConnectTimeout = limit;
            handler.ConnectCallback = async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return Stream.Null;
            };
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async Task<ProviderResponse> SendAsync(RawServer server, bool isRepeatable, HttpClient? shared = null)
    {
        using HttpClient own = Client();
        return await SendAsync(server.Address, isRepeatable, shared ?? own);
    }

    private static Task<ProviderResponse> SendAsync(Uri address, bool isRepeatable, HttpClient http) =>
        new Exchange(http, new FakePacer(), new ServerClock(TimeProvider.System), "xbox").SendAsync(
            new ProviderCall("xsts", () => new HttpRequestMessage(HttpMethod.Post, address)) { IsRepeatable = isRepeatable, MaxRetries = 0 },
            CancellationToken.None);
}
