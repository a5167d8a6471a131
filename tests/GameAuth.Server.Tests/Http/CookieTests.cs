using System.Net;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Http;

public sealed class CookieTests
{
    [Fact]
    public async Task Section_4_3_The_cookie_is_tied_to_the_host_and_hidden_from_scripts_and_lives_as_long_as_the_session()
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
        await using ServerNode node = await ServerNode.StartAsync(environment: "Development", options: options => options.Issuer = new Uri(address));
        ServerClient client = node.Connect(address);
        Answer answer = await client.ExchangeAsync();
        Assert.StartsWith("gameauth-refresh=", answer.SetCookie, StringComparison.Ordinal);
        Assert.Equal(["httponly", "max-age=604800", "path=/", "samesite=lax"], Attributes(answer));
        Answer refreshed = await client.PostAsync("/api/auth/refresh", "{}", "application/json", ServerClient.Cookie(answer.CookieToken, "gameauth-refresh"));
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.RefreshAsync(refreshed.CookieToken)).Status);
    }

    [Theory]
    [InlineData("Production", "https://localhost:5080")]
    [InlineData("Development", "https://auth.example.test")]
    [InlineData("Development", "https://localhost:5081")]
    public async Task Everywhere_else_the_cookie_is_the_secure_one(string environment, string address)
    {
        await using ServerNode node = await ServerNode.StartAsync(environment: environment);
        Answer answer = await node.Connect(address).ExchangeAsync();
        Assert.StartsWith("__Host-gameauth-refresh=", answer.SetCookie, StringComparison.Ordinal);
        Assert.Contains("secure", Attributes(answer));
    }

    [Theory]
    [InlineData(RefreshCookieMode.Lax, "samesite=lax")]
    [InlineData(RefreshCookieMode.Strict, "samesite=strict")]
    [InlineData(RefreshCookieMode.Activity, "partitioned", "samesite=none")]
    public async Task Section_4_3_A_profile_says_where_its_cookie_is_sent_and_a_deletion_repeats_that(RefreshCookieMode mode, params string[] own)
    {
        await using ServerNode node = await ServerNode.StartAsync(server: server => server.AddProfile("default", profile => profile.Cookie = mode));
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        Answer refreshed = await client.RefreshAsync(signedIn.CookieToken);
        string[] set = [.. ((string[])["httponly", "max-age=604800", "path=/", "secure", .. own]).Order(StringComparer.Ordinal)];
        Assert.Equal(set, Attributes(signedIn));
        Assert.Equal(set, Attributes(refreshed));
        Answer ended = await client.LogoutAsync(refreshed.CookieToken);
        Assert.Equal(["expires=thu, 01 jan 1970 00:00:00 gmt", .. set.Select(static one => one.StartsWith("max-age", StringComparison.Ordinal) ? "max-age=0" : one)], Attributes(ended));
        Assert.StartsWith("__Host-gameauth-refresh=;", ended.SetCookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whichever_profile_has_set_the_cookie_a_logout_deletes_it()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server
            .AddProfile("activity", static profile => profile.Cookie = RefreshCookieMode.Activity)
            .AddProvider("discord", static _ => new ToyVerifier(), "activity"));
        ServerClient client = node.Connect();
        Assert.Contains("partitioned", Attributes(await client.ExchangeAsync(provider: "discord")));
        foreach (string token in (string[])["not a token of ours", (await client.ExchangeAsync()).CookieToken, (await client.ExchangeAsync(provider: "discord")).CookieToken])
        {
            IReadOnlyList<string> deleted = (await client.LogoutAsync(token)).SetCookies;
            Assert.Equal(2, deleted.Count);
            Assert.All(deleted, static one => Assert.Contains("max-age=0", one, StringComparison.Ordinal));
            Assert.Single(deleted, static one => one.Contains("samesite=lax", StringComparison.Ordinal));
            Assert.Single(deleted, static one => one.Contains("samesite=none", StringComparison.Ordinal) && one.Contains("Partitioned", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task On_plain_loopback_the_cookie_of_an_Activity_is_one_that_browsers_take()
    {
        await using ServerNode node = await ServerNode.StartAsync(
            environment: "Development", options: static options => options.Issuer = new Uri("http://localhost:5080"),
            server: static server => server.AddProfile("default", static profile => profile.Cookie = RefreshCookieMode.Activity));
        Assert.Equal(["httponly", "max-age=604800", "path=/", "samesite=lax"], Attributes(await node.Connect("http://localhost:5080").ExchangeAsync()));
    }

    private static string[] Attributes(Answer answer) =>
        [.. answer.SetCookie!.Split(';').Skip(1).Select(static one => one.Trim().ToLowerInvariant()).Order(StringComparer.Ordinal)];
}
