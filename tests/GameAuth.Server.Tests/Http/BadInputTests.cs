using System.Net;
using System.Text;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Http;

/// <summary>What a client may send that is not right: it gets one shape of answer, costs no verification and ends no session.</summary>
public sealed class BadInputTests(BadInputTests.Fixture fixture) : IClassFixture<BadInputTests.Fixture>
{
    private const string Ticket = "\"ticket\":\"ada-0\"";
    private const string Nonce = "\"client_nonce\":\"0123456789abcdef\"";

    public static TheoryData<string, int> Bodies => new()
    {
        { "", 400 },
        { "null", 400 },
        { "[]", 400 },
        { "\"text\"", 400 },
        { "1", 400 },
        { "{", 400 },
        { "{}", 400 },
        { "{} {}", 400 },
        { "{}x", 400 },
        { "{/* comment */}", 400 },
        { $"{{{Nonce},{Ticket},}}", 400 },
        { $"{{{Nonce},{Nonce},{Ticket}}}", 400 },
        { $"{{{Nonce},\"client_\\u006eonce\":\"0123456789abcdef\",{Ticket}}}", 400 },
        { $"{{{Nonce},{Ticket},\"more\":{{\"a\":1,\"a\":2}}}}", 400 },
        { $"{{{Ticket}}}", 400 },
        { $"{{\"client_nonce\":null,{Ticket}}}", 400 },
        { $"{{\"client_nonce\":1234567890123456,{Ticket}}}", 400 },
        { $"{{\"client_nonce\":[\"0123456789abcdef\"],{Ticket}}}", 400 },
        { $"{{\"client_nonce\":\"0123456789abcde\",{Ticket}}}", 400 },
        { $"{{\"client_nonce\":\"{new string('a', 65)}\",{Ticket}}}", 400 },
        { $"{{\"client_nonce\":\"0123456789abcde=\",{Ticket}}}", 400 },
        { $"{{\"client_nonce\":\"0123456789abcde \",{Ticket}}}", 400 },
        { $"{{\"client_nonce\":\"0123456789abcde\u00e9\",{Ticket}}}", 400 },
        { $"{{{Nonce}}}", 400 },
        { $"{{{Nonce},\"ticket\":1}}", 400 },
        { $"{{{Nonce},\"ticket\":\"ada\\u0000-0\"}}", 400 },
        { $"{{{Nonce},{Ticket},\"x\":\"\\u0000\"}}", 400 },
        { $"{{{Nonce},{Ticket},\"\\u0000\":1}}", 400 },
        { $"{{{Nonce},{Ticket},\"x\":\"\\ud800\"}}", 400 },
        { $"{{{Nonce},{Ticket},\"\\udc00\":1}}", 400 },
        { $"{{{Nonce},{Ticket},\"x\":[\"\\ud800\"]}}", 400 },
        { $"{{{Nonce},{Ticket},\"x\":{string.Concat(Enumerable.Repeat("[", 9))}{string.Concat(Enumerable.Repeat("]", 9))}}}", 400 },
        { $"{{{Nonce},{Ticket},\"x\":\"{new string('a', 16 * 1024)}\"}}", 413 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_wrong_body_of_an_exchange_is_refused_before_anybody_is_asked(string body, int status)
    {
        int calls = fixture.Node.World.Toy.Calls;
        Answer answer = await fixture.Client.PostAsync("/api/auth/toy/exchange", body);
        Assert.Equal((status, "invalid_request"), ((int)answer.Status, answer.Error));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal(calls, fixture.Node.World.Toy.Calls);
    }

    [Theory]
    [InlineData("/api/auth/refresh")]
    [InlineData("/api/auth/logout")]
    public async Task A_wrong_body_of_a_refresh_and_a_logout_is_refused(string path)
    {
        string cookie = fixture.SignedIn.CookieToken;
        string[] bodies =
        [
            "null", "[]", "{", "{} {}", "\"a\"", "{\"refresh_token\":1}", "{\"refresh_token\":null}", "{\"refresh_token\":{}}", "{\"refresh_token\":\"a\",\"refresh_token\":\"b\"}",
            "{\"refresh_token\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"refresh_token\":\"a\"}",
        ];
        foreach (string body in bodies)
        {
            Answer answer = await fixture.Client.PostAsync(path, body, "application/json", ServerClient.Cookie(cookie));
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Error));
            Assert.Null(answer.SetCookie);
        }
    }

    [Theory]
    [InlineData(16 * 1024, HttpStatusCode.OK)]
    [InlineData((16 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_has_16_KiB_at_most(int length, HttpStatusCode status)
    {
        string start = fixture.Client.ExchangeBody()[..^1] + ",\"x\":\"";
        string body = start + new string('a', length - start.Length - 2) + "\"}";
        Assert.Equal(length, body.Length);
        Assert.Equal(status, (await fixture.Client.PostAsync("/api/auth/toy/exchange", body)).Status);
    }

    [Fact]
    public async Task A_body_that_does_not_say_its_length_is_cut_off_at_16_KiB()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/auth/toy/exchange") { Content = new EndlessContent() };
        Answer answer = await fixture.Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "invalid_request"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/problem+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json, text/plain")]
    public async Task Another_content_type_is_refused_at_each_endpoint(string? contentType)
    {
        byte[] body = Encoding.UTF8.GetBytes("{}");
        foreach (string path in (string[])["/api/auth/toy/exchange", "/api/auth/refresh", "/api/auth/logout"])
        {
            Answer answer = await fixture.Client.PostAsync(path, body, contentType);
            Assert.Equal((HttpStatusCode.UnsupportedMediaType, "invalid_request"), (answer.Status, answer.Error));
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    public async Task Json_in_UTF_8_is_taken(string contentType) =>
        Assert.Equal(HttpStatusCode.OK, (await fixture.Client.PostAsync("/api/auth/toy/exchange", fixture.Client.ExchangeBody(), contentType)).Status);

    [Fact]
    public async Task Text_that_is_no_UTF_8_is_refused()
    {
        byte[][] bodies =
        [
            [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(fixture.Client.ExchangeBody())],
            [.. Encoding.UTF8.GetBytes($"{{{Nonce},{Ticket},\"x\":\""), 0xC3, 0x28, .. "\"}"u8],
            [.. Encoding.UTF8.GetBytes($"{{{Nonce},{Ticket},\"x\":\""), 0xED, 0xA0, 0x80, .. "\"}"u8],
            [.. Encoding.UTF8.GetBytes($"{{{Nonce},{Ticket},\"x\":\""), 0x00, .. "\"}"u8],
            Encoding.Unicode.GetBytes(fixture.Client.ExchangeBody()),
        ];
        foreach (byte[] body in bodies)
        {
            Answer answer = await fixture.Client.PostAsync("/api/auth/toy/exchange", body, "application/json");
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Error));
        }
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/auth/toy/exchange") { Content = new StringContent(fixture.Client.ExchangeBody(), Encoding.UTF8, "application/json") };
        request.Content.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await fixture.Client.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("/api/auth/refresh?refresh_token=")]
    [InlineData("/api/auth/refresh?access_token=")]
    [InlineData("/api/auth/refresh?__Host-gameauth-refresh=")]
    public async Task A_token_in_a_query_is_never_read(string path)
    {
        Answer signedIn = await fixture.Client.ExchangeAsync();
        Answer refused = await fixture.Client.PostAsync(path + signedIn.CookieToken, "{}");
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), (refused.Status, refused.Error));

        Answer kept = await fixture.Client.PostAsync("/api/auth/logout?refresh_token=" + signedIn.CookieToken, "{}");
        Assert.Equal(HttpStatusCode.NoContent, kept.Status);
        Assert.Equal(HttpStatusCode.OK, (await fixture.Client.RefreshAsync(signedIn.CookieToken)).Status);

        Answer open = await fixture.Client.GetAsync("/api/me?access_token=" + signedIn.AccessToken);
        Assert.Equal(HttpStatusCode.Unauthorized, open.Status);
    }

    [Theory]
    [InlineData("/api/auth/nobody/exchange")]
    [InlineData("/api/auth/TOY/exchange")]
    [InlineData("/api/auth/toy%20/exchange")]
    public async Task A_provider_that_was_not_added_is_not_found(string path)
    {
        Answer answer = await fixture.Client.PostAsync(path, fixture.Client.ExchangeBody());
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Theory]
    [InlineData("/api/auth/toy/exchange")]
    [InlineData("/api/auth/refresh")]
    [InlineData("/api/auth/logout")]
    public async Task Only_a_POST_is_an_exchange_a_refresh_or_a_logout(string path) =>
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await fixture.Client.GetAsync(path, ServerClient.Cookie(fixture.SignedIn.CookieToken))).Status);

    [Fact]
    public async Task Two_different_cookies_of_one_name_are_refused_and_two_alike_are_one()
    {
        Answer signedIn = await fixture.Client.ExchangeAsync();
        string name = "__Host-gameauth-refresh";
        foreach (string path in (string[])["/api/auth/toy/exchange", "/api/auth/refresh", "/api/auth/logout"])
        {
            string body = path.EndsWith("exchange", StringComparison.Ordinal) ? fixture.Client.ExchangeBody() : "{}";
            Answer two = await fixture.Client.PostAsync(path, body, "application/json", ("Cookie", $"{name}={signedIn.CookieToken}; {name}=other"));
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (two.Status, two.Error));
        }

        Answer one = await fixture.Client.PostAsync("/api/auth/refresh", "{}", "application/json", ("Cookie", $"a=b; {name}={signedIn.CookieToken}; {name}={signedIn.CookieToken}; c=\"d\""));
        Assert.Equal(HttpStatusCode.OK, one.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("%00")]
    [InlineData("not a token")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task What_is_no_refresh_token_is_refused_by_one_answer(string token)
    {
        Answer answer = await fixture.Client.RefreshAsync(token);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), (answer.Status, answer.Error));
        Assert.Null(answer.SetCookie);
        Assert.Equal(HttpStatusCode.NoContent, (await fixture.Client.LogoutAsync(token)).Status);
    }

    [Fact]
    public async Task A_changed_refresh_token_is_refused_and_ends_nothing()
    {
        Answer signedIn = await fixture.Client.ExchangeAsync();
        string token = signedIn.CookieToken;
        for (int i = 0; i < token.Length; i += 7)
        {
            string changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Answer answer = await fixture.Client.RefreshAsync(changed);
            Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), (answer.Status, answer.Error));
        }

        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await fixture.Client.RefreshAsync(signedIn.AccessToken).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await fixture.Client.RefreshAsync(token)).Status);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public ServerNode Node { get; private set; } = null!;

        public ServerClient Client { get; private set; } = null!;

        public Answer SignedIn { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Node = await ServerNode.StartAsync();
            Client = Node.Connect();
            SignedIn = await Client.ExchangeAsync();
        }

        public async Task DisposeAsync() => await Node.DisposeAsync();
    }

    private sealed class EndlessContent : HttpContent
    {
        public EndlessContent() => Headers.TryAddWithoutValidation("Content-Type", "application/json");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // Far more than is taken, and bounded.
            byte[] block = new byte[4096];
            block.AsSpan().Fill((byte)' ');
            for (int i = 0; i < 64; i++)
            {
                await stream.WriteAsync(block);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
