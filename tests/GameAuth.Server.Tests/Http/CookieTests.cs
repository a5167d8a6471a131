using System.Net;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Http;

public sealed class CookieTests
{
    [Fact]
    public async Task The_cookie_is_tied_to_the_host_and_hidden_from_scripts_and_lives_as_long_as_the_session()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Answer answer = await node.Connect().ExchangeAsync();
        Assert.StartsWith("__Host-gameauth-refresh=", answer.SetCookie, StringComparison.Ordinal);
        Assert.Equal(["httponly", "max-age=604800", "path=/", "samesite=lax", "secure"], Attributes(answer));
    }

    [Fact]
    public async Task A_refresh_near_the_end_of_a_session_sets_a_cookie_that_ends_with_it()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer answer = await client.ExchangeAsync();
        for (int day = 0; day < 28; day += 4)
        {
            await node.AdvanceAsync(TimeSpan.FromDays(4));
            answer = await client.RefreshAsync(answer.CookieToken);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
        }

        Assert.Contains("max-age=172800", Attributes(answer));
    }

    [Fact]
    public async Task A_deleted_cookie_repeats_every_attribute()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer answer = await client.LogoutAsync((await client.ExchangeAsync()).CookieToken);
        Assert.StartsWith("__Host-gameauth-refresh=;", answer.SetCookie, StringComparison.Ordinal);
        Assert.Equal(["expires=thu, 01 jan 1970 00:00:00 gmt", "httponly", "max-age=0", "path=/", "samesite=lax", "secure"], Attributes(answer));
    }

    [Fact]
    public async Task Only_a_logout_deletes_the_cookie()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer first = await client.ExchangeAsync();
        Answer second = await client.RefreshAsync(first.CookieToken);
        Answer third = await client.RefreshAsync(second.CookieToken);
        await node.AdvanceAsync(TimeSpan.FromSeconds(11));
        Answer thief = await client.RefreshAsync(first.CookieToken);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_reuse_detected"), (thief.Status, thief.Error));
        Answer victim = await client.RefreshAsync(third.CookieToken);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), (victim.Status, victim.Error));
        Assert.Equal((null, null), (thief.SetCookie, victim.SetCookie));
    }

    [Fact]
    public async Task Two_tabs_at_once_get_the_same_cookie_and_none_loses_it()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        Answer first = await client.RefreshAsync(signedIn.CookieToken);

        // The first tab has called the API before the second one asks.
        Assert.Equal("toy:ada", (await client.GetAsync("/api/me", first.AccessToken)).Text);
        node.World.Clock.Advance(TimeSpan.FromMilliseconds(60));
        Answer second = await client.RefreshAsync(signedIn.CookieToken);
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal(first.CookieToken, second.CookieToken);
        Assert.NotEqual(first.AccessToken, second.AccessToken);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(second.CookieToken)).Status);
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://[::1]:5080")]
    public async Task On_plain_loopback_in_Development_the_cookie_needs_no_https(string address)
    {
        await using ServerNode node = await ServerNode.StartAsync(environment: "Development");
        ServerClient client = node.Connect(address);
        Answer answer = await client.ExchangeAsync();
        Assert.StartsWith("gameauth-refresh=", answer.SetCookie, StringComparison.Ordinal);
        Assert.Equal(["httponly", "max-age=604800", "path=/", "samesite=lax"], Attributes(answer));
        Answer refreshed = await client.PostAsync("/api/auth/refresh", "{}", "application/json", ServerClient.Cookie(answer.CookieToken, "gameauth-refresh"));
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.RefreshAsync(refreshed.CookieToken)).Status);
    }

    [Theory]
    [InlineData("Production", "http://localhost:5080")]
    [InlineData("Development", "http://auth.example.test")]
    [InlineData("Development", "https://localhost:5081")]
    [InlineData("Development", "http://localhost.example.test")]
    public async Task Everywhere_else_the_cookie_is_the_secure_one(string environment, string address)
    {
        await using ServerNode node = await ServerNode.StartAsync(environment: environment);
        Answer answer = await node.Connect(address).ExchangeAsync();
        Assert.StartsWith("__Host-gameauth-refresh=", answer.SetCookie, StringComparison.Ordinal);
        Assert.Contains("secure", Attributes(answer));
    }

    private static string[] Attributes(Answer answer) =>
        [.. answer.SetCookie!.Split(';').Skip(1).Select(static one => one.Trim().ToLowerInvariant()).Order(StringComparer.Ordinal)];
}
