using System.Net;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Http;

public sealed class LogoutTests
{
    [Fact]
    public async Task A_logout_can_be_called_again_and_without_anything()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        for (int i = 0; i < 3; i++)
        {
            Answer answer = await client.LogoutAsync(signedIn.CookieToken);
            Assert.Equal((HttpStatusCode.NoContent, ""), (answer.Status, answer.Text));
            Assert.Equal("no-store", answer.Header("Cache-Control"));
            Assert.NotNull(answer.SetCookie);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync("/api/auth/logout", "{}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync("/api/auth/logout", "")).Status);
        Assert.Single(node.World.Events.Names, SessionEventNames.Ended);
    }

    [Fact]
    public async Task Any_right_token_of_the_session_ends_it()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();

        // An old one: whoever still has it may end the session, which is what a reuse of it would do too.
        Answer first = await client.ExchangeAsync();
        Answer third = await client.RefreshAsync((await client.RefreshAsync(first.CookieToken)).CookieToken);
        await node.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.NoContent, (await client.LogoutAsync(first.CookieToken)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(third.CookieToken).StatusAndError());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", third.AccessToken)).Status);

        // An access token.
        Answer other = await client.ExchangeAsync("bob");
        Answer byAccess = await client.PostAsync("/api/auth/logout", "{}", "application/json", ("Authorization", $"Bearer {other.AccessToken}"));
        Assert.Equal(HttpStatusCode.NoContent, byAccess.Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(other.CookieToken).StatusAndError());
    }

    [Fact]
    public async Task A_refresh_token_in_Authorization_and_a_wrong_access_token_end_nothing()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        foreach (string token in (string[])[signedIn.CookieToken, signedIn.AccessToken[..^4] + "AAAA", "x", ""])
        {
            Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync("/api/auth/logout", "{}", "application/json", ("Authorization", $"Bearer {token}"))).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(signedIn.CookieToken)).Status);
    }

    [Fact]
    public async Task A_node_that_answers_a_logout_knows_of_the_end_whoever_wrote_it()
    {
        ServerWorld world = new();
        world.Faults.IsDeaf = true;
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        Answer signedIn = await other.Connect().ExchangeAsync();
        Assert.Equal(HttpStatusCode.OK, (await other.Connect().GetAsync("/api/me", signedIn.AccessToken)).Status);
        await node.Connect().LogoutAsync(signedIn.CookieToken);

        // It has not heard of it yet: nobody woke it, and the clock stands still.
        Assert.Equal(HttpStatusCode.OK, (await other.Connect().GetAsync("/api/me", signedIn.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await other.Connect().LogoutAsync(signedIn.CookieToken)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.Connect().GetAsync("/api/me", signedIn.AccessToken)).Status);
    }

    [Fact]
    public async Task While_the_store_is_down_a_logout_says_so_and_keeps_the_cookie()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        node.World.Faults.IsDown = true;
        Answer answer = await client.LogoutAsync(signedIn.CookieToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (answer.Status, answer.Error));
        Assert.Null(answer.SetCookie);
        node.World.Faults.IsDown = false;
        Assert.Equal(HttpStatusCode.NoContent, (await client.LogoutAsync(signedIn.CookieToken)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.RefreshAsync(signedIn.CookieToken)).Status);
    }
}
