using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>What a client of the account sends is signed as it arrives at a socket, by the policy of the host that it stands for.</summary>
public class SignedClientTests
{
    [Theory]
    [InlineData("/users/xuid(1)/titles?maxItems=5&q=a%20b")]
    [InlineData("/plain text?q=two words")]
    [InlineData("/caf\u00e9?name=\u30b2\u30fc\u30e0")]
    [InlineData("/escaped/%2f%2e%41%7E%c3%a9?x=%2B+%26")]
    [InlineData("/p?")]
    [InlineData("")]
    public async Task The_target_that_was_signed_is_the_target_that_was_sent(string target)
    {
        await using SignedClient client = await SignedClient.StartAsync();
        using HttpResponseMessage answer = await client.Http.GetAsync(client.To(target));
        client.AssertSigned(Assert.Single(client.Service.Seen), []);
    }

    public static TheoryData<string> Contents() => new("none", "empty", "string", "json", "form", "memory", "multipart", "stream", "chunked");

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Every_kind_of_content_is_signed_as_it_is_sent(string kind)
    {
        await using SignedClient client = await SignedClient.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, client.To("/c?d=1")) { Content = Create(kind) };
        request.Headers.TransferEncodingChunked = kind == "chunked" ? true : null;
        using HttpResponseMessage answer = await client.Http.SendAsync(request);
        RawRequest seen = Assert.Single(client.Service.Seen);
        Assert.Equal(kind is "none" or "empty", seen.Body.Length == 0);
        Assert.Equal(kind == "chunked", seen.Headers.ContainsKey("Transfer-Encoding"));
        client.AssertSigned(seen, seen.Body);
    }

    [Theory]
    [InlineData("titlehub", 8191, 8191)]
    [InlineData("titlehub", 8192, 8192)]
    [InlineData("titlehub", 8193, 8192)]
    [InlineData("titlehub", 100_000, 8192)]
    [InlineData("settings", 8193, 8193)]
    [InlineData("settings", 100_000, 100_000)]
    public async Task A_body_is_sent_whole_and_signed_as_far_as_the_policy_of_its_host_says(string host, int length, int signed)
    {
        await using SignedClient client = await SignedClient.StartAsync(host);
        byte[] body = RandomNumberGenerator.GetBytes(length);
        using HttpResponseMessage bytes = await client.Http.PostAsync(client.To("/b"), new ByteArrayContent(body));
        using HttpResponseMessage stream = await client.Http.PostAsync(client.To("/b"), new StreamContent(new MemoryStream(body)));
        Assert.All(client.Service.Seen, seen =>
        {
            Assert.Equal(body, seen.Body);
            client.AssertSigned(seen, body[..signed]);
        });
        Assert.Equal(2, client.Service.Seen.Count);
    }

    [Fact]
    public async Task A_replay_after_a_401_has_a_signature_of_its_own()
    {
        await using SignedClient client = await SignedClient.StartAsync(answer: static (_, number) => number == 0 ? "401 Unauthorized" : "200 OK");
        using HttpResponseMessage answer = await client.Http.PostAsJsonAsync(client.To("/titles"), "caf\u00e9");
        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, client.Service.Seen.Count));
        Assert.All(client.Service.Seen, seen => client.AssertSigned(seen, seen.Body));
        Assert.NotEqual(client.Service.Seen[0].Header("Authorization"), client.Service.Seen[1].Header("Authorization"));
        Assert.NotEqual(client.Service.Seen[0].Header("Signature"), client.Service.Seen[1].Header("Signature"));
    }

    [Fact]
    public async Task A_body_that_can_be_written_once_is_written_once()
    {
        await using SignedClient client = await SignedClient.StartAsync();
        OnceContent content = new("once"u8.ToArray(), length: null);
        using HttpResponseMessage answer = await client.Http.PostAsync(client.To("/once"), content);
        client.AssertSigned(Assert.Single(client.Service.Seen), "once"u8.ToArray());
        Assert.Equal(1, content.Written);
    }

    [Fact]
    public async Task A_body_too_large_to_be_buffered_is_refused_and_nothing_sent()
    {
        await using SignedClient client = await SignedClient.StartAsync();
        OnceContent content = new([], XboxRequestSigner.MaxBufferedBody + 1L);
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => client.Http.PostAsync(client.To("/large"), content));
        Assert.Equal(("sign", 0), (error.Step, client.Service.Seen.Count));
    }

    [Fact]
    public async Task A_host_without_a_policy_gets_a_token_and_no_signature()
    {
        XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.Xbox.RelyingParties.Add("http://gssv.xboxlive.com/"));
        await using SignedClient client = await SignedClient.StartAsync("gssv-auth-prod", world: world);
        using HttpResponseMessage answer = await client.Http.GetAsync(client.To("/"));
        RawRequest seen = Assert.Single(client.Service.Seen);
        XstsToken token = await client.Me.GetXstsTokenAsync("http://gssv.xboxlive.com/");
        Assert.Equal(($"XBL3.0 x={token.UserHash};{token.Token.Reveal()}", ""), (seen.Header("Authorization"), seen.Header("Signature")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_Azure_client_signs_where_its_tokens_name_the_device(bool sendDeviceToken)
    {
        await using SignedClient client = await SignedClient.StartAsync(
            options: options => (options.ClientId, options.SendDeviceToken) = ("11111111-2222-4333-8444-555555555555", sendDeviceToken));
        using HttpResponseMessage answer = await client.Http.GetAsync(client.To("/"));
        RawRequest seen = Assert.Single(client.Service.Seen);
        Assert.Equal(sendDeviceToken, seen.Headers.ContainsKey("Signature"));
        if (sendDeviceToken)
        {
            client.AssertSigned(seen, []);
        }
    }

    [Fact]
    public async Task Version_and_extra_headers_of_a_fetched_policy_are_signed_in_its_order()
    {
        XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault
        {
            At = "titlemgt.endpoints",
            Status = 200,
            Body = """
                {"EndPoints":[{"Protocol":"https","Host":"*.xboxlive.com","HostType":"wildcard","RelyingParty":"http://xboxlive.com","SignaturePolicyIndex":0}],
                 "SignaturePolicies":[{"Version":7,"SupportedAlgorithms":["ES256"],"MaxBodyBytes":3,"ExtraHeaders":["X-Second","X-Absent","Content-Type"]}]}
                """,
            Times = null,
        });
        await using SignedClient client = await SignedClient.StartAsync(options: static options => options.EndpointList = XboxEndpointList.Refreshed, world: world);
        using HttpResponseMessage first = await client.Http.GetAsync(client.To("/"));
        await world.ListIsReadyAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, client.To("/x")) { Content = new StringContent("{}  ", Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Second", "two");
        using HttpResponseMessage answer = await client.Http.SendAsync(request);
        RawRequest seen = client.Service.Seen[^1];
        Assert.StartsWith("AAAABw", seen.Header("Signature"), StringComparison.Ordinal);
        client.AssertSigned(seen, "{} "u8.ToArray(), "two", "", "application/json; charset=utf-8");
    }

    private static HttpContent? Create(string kind) => kind switch
    {
        "none" => null,
        "empty" => new ByteArrayContent([]),
        "string" => new StringContent("caf\u00e9 \U0001f3ae"),
        "json" => JsonContent.Create(new { Text = "+\u00e9 \u30b2\u30fc\u30e0" }),
        "form" => new FormUrlEncodedContent([new("name", "caf\u00e9 &")]),
        "memory" => new ReadOnlyMemoryContent("a slice of a larger buffer"u8.ToArray().AsMemory(2, 5)),
        "multipart" => new MultipartFormDataContent { { new StringContent("part"), "name" } },
        _ => new StreamContent(new MemoryStream([1, 2, 3])),
    };

    private sealed class OnceContent(byte[] bytes, long? length) : HttpContent
    {
        public int Written { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            Written++;
            await stream.WriteAsync(bytes);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length ?? 0;
            return length is not null;
        }
    }
}
