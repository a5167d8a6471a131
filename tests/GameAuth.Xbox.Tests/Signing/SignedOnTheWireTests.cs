using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>What arrives at a socket is what was signed.</summary>
public sealed class SignedOnTheWireTests : IDisposable
{
    private const string Authorization = "XBL3.0 x=123;made.up-token";
    private static readonly DateTimeOffset s_at = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/device/authenticate", "/device/authenticate")]
    [InlineData("/users/xuid(1)/titles?maxItems=5&q=a%20b", "/users/xuid(1)/titles?maxItems=5&q=a%20b")]
    [InlineData("?only=query", "/?only=query")]
    [InlineData("/p?", "/p?")]
    [InlineData("/plain text?q=two words", "/plain%20text?q=two%20words")]
    [InlineData("/caf\u00e9?name=\u30b2\u30fc\u30e0", "/caf%C3%A9?name=%E3%82%B2%E3%83%BC%E3%83%A0")]
    [InlineData("/escaped/%2f%2e%41%7E%c3%a9?x=%2B+%26", null)]
    [InlineData("/a/../b/./c?d=/../e", null)]
    [InlineData("/tail?q=[1]|{2}^`\"<>", null)]
    [InlineData("/page?x=1#fragment", "/page?x=1")]
    [InlineData("/emoji/\U0001f3ae?q=\U0001f3ae", null)]
    public async Task The_target_that_was_signed_is_the_target_that_was_sent(string address, string? expected)
    {
        RawRequest seen = await SendAsync(new HttpMethod("GET"), address, null);

        Assert.Equal(expected ?? seen.Target, seen.Target);
        Assert.Empty(seen.Body);
        AssertSigned(seen, []);
    }

    [Fact]
    public async Task A_target_that_the_caller_escaped_is_signed_verbatim()
    {
        UriCreationOptions verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };
        RawRequest seen = await RawRequest.SendAsync(origin =>
            SignAsync(new HttpRequestMessage(HttpMethod.Get, new Uri($"{origin}a/../%7e?b=%41", verbatim))));

        Assert.Equal("/a/../%7e?b=%41", seen.Target);
        AssertSigned(seen, []);
    }

    [Theory]
    [InlineData("post", "POST")]
    [InlineData("PUT", "PUT")]
    [InlineData("delete", "DELETE")]
    public async Task The_method_is_signed_as_it_is_sent(string method, string sent)
    {
        RawRequest seen = await SendAsync(new HttpMethod(method), "/m", null);

        Assert.Equal(sent, seen.Method);
        AssertSigned(seen, []);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(100_000)]
    public async Task A_body_is_sent_whole_and_signed_up_to_the_limit(int length)
    {
        byte[] body = RandomNumberGenerator.GetBytes(length);
        RawRequest seen = await SendAsync(HttpMethod.Post, "/b", new ByteArrayContent(body));

        Assert.Equal(body, seen.Body);
        AssertSigned(seen, body[..Math.Min(length, 8192)]);
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Every_kind_of_content_is_signed_as_it_is_sent(string kind)
    {
        RawRequest seen = await SendAsync(HttpMethod.Post, "/c", Create(kind));

        Assert.NotEmpty(seen.Body);
        AssertSigned(seen, seen.Body);
    }

    [Fact]
    public async Task A_replay_has_one_signature_the_new_one()
    {
        RawRequest seen = await RawRequest.SendAsync(async origin =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, origin) { Content = new StringContent("body") };
            await new XboxRequestSigner(XboxSignaturePolicy.Default).SignAsync(_key, s_at.AddHours(-1), request);
            return await SignAsync(request);
        });

        Assert.Equal(XboxRequestSigner.HeaderLength, seen.Header("Signature").Length);
        AssertSigned(seen, seen.Body);
    }

    [Fact]
    public async Task A_body_stream_that_somebody_read_and_closed_does_not_spoil_the_signature()
    {
        RawRequest seen = await RawRequest.SendAsync(async origin =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, origin) { Content = new StringContent("a body that a logger has read") };
            await using (Stream stream = await request.Content.ReadAsStreamAsync())
            {
                await stream.ReadExactlyAsync(new byte[5]);
            }

            return await SignAsync(request);
        });

        AssertSigned(seen, seen.Body);
    }

    [Fact]
    public async Task Extra_headers_of_the_policy_are_signed_in_its_order()
    {
        XboxSignaturePolicy policy = new() { Version = 7, MaxBodyBytes = 3, ExtraHeaders = ["X-Second", "X-Absent", "Content-Type"] };
        RawRequest seen = await RawRequest.SendAsync(async origin =>
        {
            HttpRequestMessage request = new(HttpMethod.Post, origin) { Content = new StringContent("{}  ", Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Second", "two");
            await new XboxRequestSigner(policy).SignAsync(_key, s_at, request);
            return request;
        });

        Assert.StartsWith("AAAABw", seen.Header("Signature"), StringComparison.Ordinal);
        Assert.True(SignatureOracle.Verify(
            _key, seen.Header("Signature"), "POST", "/", "", "{} "u8.ToArray(), "two", "", "application/json; charset=utf-8"));
    }

    public static TheoryData<string> Contents() => new("string", "form", "memory", "json", "stream", "multipart");

    private static HttpContent Create(string kind) => kind switch
    {
        "string" => new StringContent("caf\u00e9 \U0001f3ae"),
        "form" => new FormUrlEncodedContent([new("scope", "service::user.auth.xboxlive.com::MBI_SSL")]),
        "memory" => new ReadOnlyMemoryContent("a slice of a larger buffer"u8.ToArray().AsMemory(2, 5)),
        "json" => JsonContent.Create(new { Text = "+\u00e9", Made = Guid.NewGuid() }),
        "stream" => new StreamContent(new MemoryStream([1, 2, 3])),
        _ => new MultipartFormDataContent { { new StringContent("part"), "name" } },
    };

    private void AssertSigned(RawRequest seen, byte[] signedBody)
    {
        Assert.Equal(s_at.ToFileTime(), SignatureOracle.FileTimeOf(seen.Header("Signature")));
        Assert.True(SignatureOracle.Verify(
            _key, seen.Header("Signature"), seen.Method, seen.Target, seen.Header("Authorization"), signedBody));
    }

    private Task<RawRequest> SendAsync(HttpMethod method, string address, HttpContent? content) => RawRequest.SendAsync(origin =>
    {
        HttpRequestMessage request = new(method, new Uri(origin.OriginalString + address)) { Content = content };
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(Authorization);
        return SignAsync(request);
    });

    private async Task<HttpRequestMessage> SignAsync(HttpRequestMessage request)
    {
        await new XboxRequestSigner(XboxSignaturePolicy.Default).SignAsync(_key, s_at, request);
        return request;
    }
}
