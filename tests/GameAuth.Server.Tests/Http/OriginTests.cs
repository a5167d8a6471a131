using System.Net;
using System.Net.WebSockets;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Http;

/// <summary>Exact origins: for CORS, for the endpoints, for WebSockets.</summary>
public sealed class OriginTests
{
    private const string Stranger = "https://evil.example.test";

    public static TheoryData<string> WrongOrigins =>
    [
        Stranger, "null", "*", "https://game.example.test.evil.test", "https://game.example.test:444", "http://game.example.test", "https://game.example.test/", "https://GAME.example.test",
        "https://x.game.example.test", "https://game.example.test https://evil.example.test",
    ];

    [Theory]
    [MemberData(nameof(WrongOrigins))]
    public async Task Section_4_2_An_unexpected_origin_is_refused_at_exchange_refresh_and_logout(string origin)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        foreach (Answer answer in (Answer[])
            [
                await client.ExchangeAsync(headers: ("Origin", origin)), await client.RefreshAsync(signedIn.CookieToken, ("Origin", origin)), await client.LogoutAsync(signedIn.CookieToken, ("Origin", origin)),
            ])
        {
            Assert.Equal((HttpStatusCode.Forbidden, "origin_forbidden"), (answer.Status, answer.Error));
            Assert.Equal((null, null, "Origin", null), (answer.Header("Access-Control-Allow-Origin"), answer.Header("Access-Control-Allow-Credentials"), answer.Header("Vary"), answer.SetCookie));
        }

        Assert.Equal(1, node.World.Toy.Calls);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(signedIn.CookieToken)).Status);
    }

    [Fact]
    public async Task Section_4_2_Two_origins_are_none()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Assert.Equal((HttpStatusCode.Forbidden, "origin_forbidden"), await node.Connect().ExchangeAsync(headers: [("Origin", ServerWorld.Page), ("Origin", ServerWorld.Issuer)]).StatusAndError());
    }

    [Fact]
    public async Task Section_4_2_A_cookie_without_an_origin_is_refused()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string cookie = (await client.ExchangeAsync()).CookieToken;
        (string, string) none = ("Origin", "");
        Assert.Equal((HttpStatusCode.Forbidden, "origin_forbidden"), await client.RefreshAsync(cookie, none).StatusAndError());
        Assert.Equal((HttpStatusCode.Forbidden, "origin_forbidden"), await client.LogoutAsync(cookie, none).StatusAndError());
        Assert.Equal((HttpStatusCode.Forbidden, "origin_forbidden"), await client.ExchangeAsync(headers: [ServerClient.Cookie(cookie), none]).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(cookie)).Status);
    }

    [Theory]
    [InlineData(ServerWorld.Page)]
    [InlineData(ServerWorld.Issuer)]
    public async Task Section_4_2_An_allowed_page_reads_the_answers_with_its_cookie_and_the_nonce(string origin)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync(headers: ("Origin", origin));
        Answer refreshed = await client.RefreshAsync(signedIn.CookieToken, ("Origin", origin));
        Answer refused = await client.RefreshAsync("x", ("Origin", origin));
        Answer ended = await client.LogoutAsync(refreshed.CookieToken, ("Origin", origin));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.NoContent],
            ((Answer[])[signedIn, refreshed, refused, ended]).Select(static answer => answer.Status));
        Assert.All((Answer[])[signedIn, refreshed, refused, ended], answer =>
        {
            Assert.Equal((origin, "true", "Origin"), (answer.Header("Access-Control-Allow-Origin"), answer.Header("Access-Control-Allow-Credentials"), answer.Header("Vary")));
            Assert.Equal(["DPoP-Nonce", "Retry-After"], answer.Header("Access-Control-Expose-Headers")!.Split(',').Select(static one => one.Trim()).Order());
        });
    }

    [Fact]
    public async Task Section_4_2_A_preflight_is_answered_for_allowed_pages_alone()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        foreach (string path in (string[])["/api/auth/toy/exchange", "/api/auth/refresh", "/api/auth/logout"])
        {
            Answer allowed = await PreflightAsync(client, path, ServerWorld.Page);
            Assert.Equal((HttpStatusCode.NoContent, ServerWorld.Page, "true"), (allowed.Status, allowed.Header("Access-Control-Allow-Origin"), allowed.Header("Access-Control-Allow-Credentials")));
            Assert.Contains("DPoP", allowed.Header("Access-Control-Allow-Headers")!, StringComparison.OrdinalIgnoreCase);
            foreach (string origin in (string[])[Stranger, "null"])
            {
                Answer refused = await PreflightAsync(client, path, origin);
                Assert.Equal((null, null), (refused.Header("Access-Control-Allow-Origin"), refused.Header("Access-Control-Allow-Credentials")));
            }
        }
    }

    [Fact]
    public async Task Section_4_2_Without_a_list_only_the_servers_own_pages_are_allowed()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.AllowedOrigins = null);
        ServerClient client = node.Connect();
        Assert.Equal((HttpStatusCode.Forbidden, "origin_forbidden"), await client.ExchangeAsync(headers: ("Origin", ServerWorld.Page)).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await client.ExchangeAsync(headers: ("Origin", ServerWorld.Issuer))).Status);
        Assert.Null((await PreflightAsync(client, "/api/auth/refresh", ServerWorld.Page)).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Section_4_2_A_wide_policy_of_the_host_does_not_hold_for_the_servers_endpoints()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server.Services.AddCors(static cors => cors.AddDefaultPolicy(static policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod())));
        ServerClient client = node.Connect();
        Assert.Equal("*", (await client.GetAsync("/api/open", ("Origin", Stranger))).Header("Access-Control-Allow-Origin"));
        Assert.Null((await client.GetAsync("/.well-known/jwks.json", ("Origin", Stranger))).Header("Access-Control-Allow-Origin"));
        Assert.Null((await PreflightAsync(client, "/api/auth/refresh", Stranger)).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Section_4_2_Credentials_are_for_servers_with_cookies()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server.AddProfile("default", static profile => profile.Delivery = RefreshTokenDelivery.Body));
        Answer answer = await PreflightAsync(node.Connect(), "/api/auth/refresh", ServerWorld.Page);
        Assert.Equal((ServerWorld.Page, null), (answer.Header("Access-Control-Allow-Origin"), answer.Header("Access-Control-Allow-Credentials")));
    }

    [Fact]
    public async Task Section_4_2_A_client_that_is_no_browser_has_no_origin_and_is_served()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer native = await client.ExchangeAsync(provider: "native");
        Assert.Equal((HttpStatusCode.OK, "Origin"), (native.Status, native.Header("Vary")));
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshByBodyAsync(native.BodyRefreshToken!)).Status);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(ServerWorld.Page, true)]
    [InlineData(ServerWorld.Issuer, true)]
    [InlineData(Stranger, false)]
    [InlineData("null", false)]
    public async Task Section_4_2_The_upgrade_to_a_WebSocket_goes_by_the_same_list(string? origin, bool isTaken)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        string token = (await node.Connect().ExchangeAsync()).AccessToken;
        if (isTaken)
        {
            using WebSocket socket = await node.ConnectSocketAsync(token, origin);
            Assert.Equal(WebSocketState.Open, socket.State);
            return;
        }

        Assert.Contains("403", (await Assert.ThrowsAsync<InvalidOperationException>(() => node.ConnectSocketAsync(token, origin))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_origin_is_written_as_browsers_write_it()
    {
        foreach ((string address, string origin) in new[]
            {
                ("https://auth.example.test", "https://auth.example.test"), ("https://AUTH.example.test:443/x", "https://auth.example.test"), ("https://auth.example.test:8443", "https://auth.example.test:8443"),
                ("http://[::1]:5080", "http://[::1]:5080"), ("https://b\u00fccher.example.test", "https://xn--bcher-kva.example.test"),
            })
        {
            OriginCheck check = new(new GameAuthServerOptions { PublicBaseUrls = [new Uri(address)] });
            Assert.True(check.IsAllowed(origin), address);
            Assert.False(check.IsAllowed(""));
        }
    }

    private static Task<Answer> PreflightAsync(ServerClient client, string path, string origin)
    {
        HttpRequestMessage request = new(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,dpop");
        return client.SendAsync(request);
    }
}
