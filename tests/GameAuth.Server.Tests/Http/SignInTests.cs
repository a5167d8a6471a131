using System.Net;
using System.Text.Json;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Http;

public sealed class SignInTests
{
    [Fact]
    public async Task A_player_signs_in_calls_the_api_refreshes_and_logs_out()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync("ada");
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        Assert.Equal("toy:ada", (await client.GetAsync("/api/me", signedIn.AccessToken)).Text);

        Answer refreshed = await client.RefreshAsync(signedIn.CookieToken);
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.NotEqual(signedIn.CookieToken, refreshed.CookieToken);
        Assert.Equal("toy:ada", (await client.GetAsync("/api/me", refreshed.AccessToken)).Text);

        Answer loggedOut = await client.LogoutAsync(refreshed.CookieToken);
        Assert.Equal(HttpStatusCode.NoContent, loggedOut.Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", refreshed.AccessToken).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", signedIn.AccessToken).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(refreshed.CookieToken).StatusAndError());
    }

    [Fact]
    public async Task An_exchange_answers_with_a_bearer_token_a_cookie_and_the_verifiers_members()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Answer answer = await node.Connect().ExchangeAsync();
        Assert.Equal(["access_token", "expires_in", "token_type", "toy_token"], answer.Json.EnumerateObject().Select(static one => one.Name).Order());
        Assert.Equal("Bearer", answer.Json.GetProperty("token_type").GetString());
        Assert.Equal(900, answer.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("application/json", answer.ContentType);
    }

    [Fact]
    public async Task A_verifier_replaces_no_member_of_the_answer_and_no_claim_of_the_server()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        node.World.Toy.Change = static identity => identity with
        {
            Answer = new Dictionary<string, string> { ["access_token"] = "forged", ["token_type"] = "forged", ["refresh_token"] = "forged", ["expires_in"] = "forged" },
            Claims = new Dictionary<string, string> { ["sub"] = "forged", ["aud"] = "forged", ["scope"] = "forged", ["cnf"] = "forged", ["team"] = "red" },
        };
        Answer answer = await node.Connect().ExchangeAsync();
        Assert.DoesNotContain("forged", answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.BodyRefreshToken);
        JsonElement claims = Jwt.Claims(answer.AccessToken);
        Assert.DoesNotContain("forged", claims.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("red", claims.GetProperty("team").GetString());
    }

    [Fact]
    public async Task A_client_that_is_no_browser_gets_its_refresh_token_in_the_body()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync(provider: "native");
        Assert.Null(signedIn.SetCookie);
        Answer refreshed = await client.RefreshByBodyAsync(signedIn.BodyRefreshToken!);
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.Null(refreshed.SetCookie);
        Assert.NotEqual(signedIn.BodyRefreshToken, refreshed.BodyRefreshToken);
        Answer out1 = await client.PostAsync("/api/auth/logout", $$"""{"refresh_token":"{{refreshed.BodyRefreshToken}}"}""");
        Assert.Equal((HttpStatusCode.NoContent, null), (out1.Status, out1.SetCookie));
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshByBodyAsync(refreshed.BodyRefreshToken!).StatusAndError());
    }

    [Theory]
    [InlineData("Origin", "https://game.example.test")]
    [InlineData("Cookie", "__Host-gameauth-refresh=anything")]
    public async Task A_browser_gets_no_refresh_token_in_a_body(string name, string value)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer native = await client.ExchangeAsync(provider: "native");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await client.ExchangeAsync(provider: "native", headers: (name, value)).StatusAndError());
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await client.RefreshByBodyAsync(native.BodyRefreshToken!, (name, value)).StatusAndError());

        // Nothing has happened to the session.
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshByBodyAsync(native.BodyRefreshToken!)).Status);
        Assert.Equal(1, node.World.Toy.Calls);
    }

    [Fact]
    public async Task A_verifier_can_not_give_a_browser_a_profile_of_bodies()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        node.World.Toy.Change = static identity => identity with { Profile = "native" };
        ServerClient client = node.Connect();
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await client.ExchangeAsync(headers: ("Origin", "https://game.example.test")).StatusAndError());
        Assert.NotNull((await client.ExchangeAsync()).BodyRefreshToken);
    }

    [Fact]
    public async Task The_token_of_a_cookie_is_none_in_a_body_and_the_other_way_round()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string cookie = (await client.ExchangeAsync()).CookieToken;
        string body = (await client.ExchangeAsync(provider: "native")).BodyRefreshToken!;
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshByBodyAsync(cookie).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(body).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(cookie)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshByBodyAsync(body)).Status);
    }

    [Fact]
    public async Task A_new_sign_in_ends_the_session_that_the_browser_had()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer first = await client.ExchangeAsync("ada");
        Answer second = await client.ExchangeAsync("bob", headers: ServerClient.Cookie(first.CookieToken));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(first.CookieToken).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(second.CookieToken)).Status);
        Assert.Contains(node.World.Events.Events.OfType<SessionEvent>(), static one => one is { Name: SessionEventNames.Ended, Reason: EndReasons.Replaced });
    }

    [Fact]
    public async Task An_exchange_whose_answer_was_lost_is_answered_again_also_with_the_cookie_of_its_own_session()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string body = client.ExchangeBody();
        Answer first = await client.PostAsync("/api/auth/toy/exchange", body);
        Answer again = await client.PostAsync("/api/auth/toy/exchange", body, headers: ServerClient.Cookie(first.CookieToken));
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(first.CookieToken, again.CookieToken);
        Assert.Equal(ToyVerifier.ProviderToken, again.Json.GetProperty("toy_token").GetString());
        Assert.Equal(1, node.World.Toy.Calls);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(again.CookieToken)).Status);
    }
}

/// <summary>What the tests of endpoints compare.</summary>
internal static class Answers
{
    public static async Task<(HttpStatusCode Status, string? Error)> StatusAndError(this Task<Answer> sending)
    {
        Answer answer = await sending;
        return (answer.Status, answer.Text.Length == 0 ? null : answer.Error);
    }
}
