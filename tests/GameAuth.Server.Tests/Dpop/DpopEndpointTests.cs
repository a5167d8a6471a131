using System.Net;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Dpop;

/// <summary>DPoP at the server's own endpoints (RFC 9449 sections 4.3, 5 and 8).</summary>
public sealed class DpopEndpointTests
{
    private const string Exchange = "https://auth.example.test/api/auth/toy/exchange";
    private const string Refresh = "https://auth.example.test/api/auth/refresh";
    private const string Logout = "https://auth.example.test/api/auth/logout";

    [Fact]
    public async Task A_proof_without_a_nonce_is_answered_with_one_and_the_next_proof_is_right()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Prover prover = new(node);
        string body = node.Connect().ExchangeBody();
        Answer first = await prover.PostAsync(Exchange, body);
        Assert.Equal((HttpStatusCode.Unauthorized, "dpop_nonce_required"), (first.Status, first.Error));
        Assert.StartsWith("DPoP error=\"use_dpop_nonce\"", first.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.NotNull(first.Header("DPoP-Nonce"));
        Assert.Equal(0, node.World.Toy.Calls);
        Answer second = await prover.PostAsync(Exchange, body);
        Assert.Equal(HttpStatusCode.OK, second.Status);

        // RFC 9449 section 5: the refresh token is bound, and the access token is a bearer token.
        Assert.Equal("Bearer", second.Json.GetProperty("token_type").GetString());
        Assert.False(Jwt.Claims(second.AccessToken).TryGetProperty("cnf", out _));
    }

    [Fact]
    public async Task A_bound_refresh_token_is_nothing_without_its_key()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Prover prover = new(node);
        Prover thief = new(node);
        Answer signedIn = await prover.SignInAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await node.Connect().RefreshAsync(signedIn.CookieToken).StatusAndError());
        await thief.GetNonceAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await thief.PostAsync(Refresh, "{}", signedIn.CookieToken).StatusAndError());
        Assert.Equal(HttpStatusCode.NoContent, (await thief.PostAsync(Logout, "{}", signedIn.CookieToken)).Status);

        // Nothing has happened to the session.
        Answer refreshed = await prover.PostAsync(Refresh, "{}", signedIn.CookieToken);
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.Equal(HttpStatusCode.NoContent, (await prover.PostAsync(Logout, "{}", refreshed.CookieToken)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await prover.PostAsync(Refresh, "{}", refreshed.CookieToken).StatusAndError());
    }

    [Fact]
    public async Task A_lost_reply_is_mended_long_after_the_window_by_whoever_proves_the_key()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Prover prover = new(node);
        Answer signedIn = await prover.SignInAsync();
        Answer lost = await prover.PostAsync(Refresh, "{}", signedIn.CookieToken);
        await node.AdvanceAsync(TimeSpan.FromHours(5));
        await prover.GetNonceAsync();
        Answer again = await prover.PostAsync(Refresh, "{}", signedIn.CookieToken);
        Assert.Equal((HttpStatusCode.OK, lost.CookieToken), (again.Status, again.CookieToken));
    }

    [Fact]
    public async Task A_session_that_is_not_bound_goes_on_whether_its_client_sends_proofs_or_not()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Prover prover = new(node);
        await prover.GetNonceAsync();
        Answer signedIn = await node.Connect().ExchangeAsync();
        Answer refreshed = await prover.PostAsync(Refresh, "{}", signedIn.CookieToken);
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Assert.Equal(HttpStatusCode.OK, (await node.Connect().RefreshAsync(refreshed.CookieToken)).Status);
    }

    [Fact]
    public async Task Where_a_proof_is_required_an_exchange_without_one_gets_a_nonce()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.RequireDpop = true);
        Answer answer = await node.Connect().ExchangeAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "dpop_nonce_required"), (answer.Status, answer.Error));
        Assert.NotNull(answer.Header("DPoP-Nonce"));
        Assert.Equal(HttpStatusCode.OK, (await new Prover(node).SignInAsync()).Status);
    }

    [Fact]
    public async Task A_proof_is_taken_once_on_all_nodes()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        Prover prover = new(node);
        Answer signedIn = await prover.SignInAsync();
        string proof = prover.Write(Refresh);
        Assert.Equal(HttpStatusCode.OK, (await node.Connect().RefreshAsync(signedIn.CookieToken, ("DPoP", proof))).Status);
        foreach (ServerNode one in (ServerNode[])[node, other])
        {
            Answer again = await one.Connect().RefreshAsync(signedIn.CookieToken, ("DPoP", proof));
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_dpop_proof"), (again.Status, again.Error));
            Assert.StartsWith("DPoP error=\"invalid_dpop_proof\"", again.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_proof_for_another_address_or_method_is_refused()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Prover prover = new(node);
        Answer signedIn = await prover.SignInAsync();
        string[] proofs =
        [
            prover.Write(Exchange), prover.Write("https://evil.example.test/api/auth/refresh"), prover.Write("http://auth.example.test/api/auth/refresh"),
            prover.Write("https://auth.example.test:8443/api/auth/refresh"), prover.Write("https://auth.example.test/api/auth/refresh/"), prover.Write(Refresh, "GET"), prover.Write(Refresh, "post"),
        ];
        foreach (string proof in proofs)
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_dpop_proof"), await node.Connect().RefreshAsync(signedIn.CookieToken, ("DPoP", proof)).StatusAndError());
        }

        Assert.Equal(HttpStatusCode.OK, (await prover.PostAsync(Refresh + "?a=b", "{}", signedIn.CookieToken)).Status);
    }

    [Fact]
    public async Task The_address_is_compared_with_the_public_ones_and_not_with_the_header_Host()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.PublicBaseUrls = [new Uri("https://one.example.test"), new Uri("https://two.example.test:444")]);
        Prover prover = new(node) { Nonce = node.Services.GetRequiredService<DpopNonces>().Create() };
        foreach ((string address, HttpStatusCode status) in ((string, HttpStatusCode)[])
            [("https://one.example.test", HttpStatusCode.OK), ("https://two.example.test:444", HttpStatusCode.OK), ("https://auth.example.test", HttpStatusCode.Unauthorized), ("https://two.example.test", HttpStatusCode.Unauthorized)])
        {
            ServerClient client = node.Connect();
            Assert.Equal(status, (await client.ExchangeAsync(headers: ("DPoP", prover.Write(address + "/api/auth/toy/exchange")))).Status);
        }
    }

    [Fact]
    public async Task What_is_no_proof_is_refused_and_no_access_token_is_one()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Prover prover = new(node);
        Answer signedIn = await prover.SignInAsync();
        string good = prover.Write(Refresh);
        foreach (string header in (string[])["x", "a.b.c", signedIn.AccessToken, signedIn.CookieToken, good[..^6] + "AAAAAA", good + "." + good])
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_dpop_proof"), await node.Connect().RefreshAsync(signedIn.CookieToken, ("DPoP", header)).StatusAndError());
        }

        // RFC 9449 section 4.3: not more than one header.
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_dpop_proof"), await node.Connect().RefreshAsync(signedIn.CookieToken, ("DPoP", good), ("DPoP", prover.Write(Refresh))).StatusAndError());
    }

    [Fact]
    public async Task With_a_right_nonce_the_clients_clock_does_not_matter()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        foreach (double days in (double[])[-4000, -1, 1, 4000])
        {
            Prover prover = new(node, TimeSpan.FromDays(days));
            Assert.Equal(HttpStatusCode.OK, (await prover.SignInAsync()).Status);
        }
    }

    [Fact]
    public async Task A_nonce_is_renewed_in_its_last_half_and_ends_after_5_minutes()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Prover prover = new(node);
        Answer answer = await prover.SignInAsync();
        Assert.Null(answer.Header("DPoP-Nonce"));
        string first = prover.Nonce!;
        await node.AdvanceAsync(TimeSpan.FromSeconds(110));
        answer = await prover.PostAsync(Refresh, "{}", answer.CookieToken);
        Assert.Equal((HttpStatusCode.OK, null), (answer.Status, answer.Header("DPoP-Nonce")));
        await node.AdvanceAsync(TimeSpan.FromSeconds(50));
        answer = await prover.PostAsync(Refresh, "{}", answer.CookieToken);
        Assert.Equal((HttpStatusCode.OK, true), (answer.Status, answer.Header("DPoP-Nonce") is { } next && next != first));
        await node.AdvanceAsync(TimeSpan.FromSeconds(110));
        await node.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((HttpStatusCode.Unauthorized, "dpop_nonce_required"), await node.Connect().RefreshAsync(answer.CookieToken, ("DPoP", prover.Write(Refresh, nonce: first))).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await prover.PostAsync(Refresh, "{}", answer.CookieToken)).Status);
    }

    [Fact]
    public async Task A_nonce_is_good_on_every_node_and_a_made_up_one_on_none()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await using ServerNode other = await ServerNode.StartAsync(world);
        DpopNonces nonces = other.Services.GetRequiredService<DpopNonces>();
        string nonce = node.Services.GetRequiredService<DpopNonces>().Create();
        Assert.True(nonces.IsRight(nonce, out bool isOld) && !isOld);
        Assert.False(nonces.IsRight(null, out _));
        Assert.False(nonces.IsRight("", out _));
        Assert.False(nonces.IsRight(nonce + "=", out _));
        Assert.False(nonces.IsRight(new string('A', nonce.Length), out _));
        for (int i = 0; i < nonce.Length; i++)
        {
            Assert.False(nonces.IsRight(nonce[..i] + (nonce[i] == 'A' ? 'B' : 'A') + nonce[(i + 1)..], out _));
        }

        // A node whose clock is behind takes a nonce of one that is ahead, but not of next year.
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(-50));
        Assert.True(nonces.IsRight(nonce, out _));
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(-20));
        Assert.False(nonces.IsRight(nonce, out _));
    }

    [Fact]
    public async Task Bound_access_tokens_need_their_proof_at_each_request()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.BindAccessTokens = true);
        Prover prover = new(node);
        Answer signedIn = await prover.SignInAsync();
        string token = signedIn.AccessToken;
        Assert.Equal("DPoP", signedIn.Json.GetProperty("token_type").GetString());
        Assert.Equal(prover.Thumbprint, Jwt.Claims(token).GetProperty("cnf").Text("jkt"));
        const string me = "https://auth.example.test/api/me";
        ServerClient client = node.Connect();

        // RFC 9449 section 7.1: as a bearer token, without a proof, with the proof of another token or another key it is nothing.
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", token).StatusAndError());
        Answer without = await client.GetAsync("/api/me", ("Authorization", $"DPoP {token}"));
        Assert.Equal((HttpStatusCode.Unauthorized, "dpop_nonce_required"), (without.Status, without.Error));
        Assert.Equal("invalid_dpop_proof", (await client.GetAsync("/api/me", ("Authorization", $"DPoP {token}"), ("DPoP", prover.Write(me, "GET")))).Error);
        Assert.Equal("invalid_dpop_proof", (await client.GetAsync("/api/me", ("Authorization", $"DPoP {token}"), ("DPoP", prover.Write(me, "GET", token: token + "x")))).Error);
        Prover thief = new(node) { Nonce = prover.Nonce };
        Assert.Equal("token_invalid", (await client.GetAsync("/api/me", ("Authorization", $"DPoP {token}"), ("DPoP", thief.Write(me, "GET", token: token)))).Error);

        string proof = prover.Write(me, "GET", token: token);
        Assert.Equal("toy:ada", (await client.GetAsync("/api/me", ("Authorization", $"DPoP {token}"), ("DPoP", proof))).Text);
        Assert.Equal("invalid_dpop_proof", (await client.GetAsync("/api/me", ("Authorization", $"DPoP {token}"), ("DPoP", proof))).Error);

        // A token that is not bound does not become one by a proof, and a session without a key has bearer tokens.
        string bearer = (await client.ExchangeAsync("bob")).AccessToken;
        Assert.Equal("toy:bob", (await client.GetAsync("/api/me", bearer)).Text);
        Assert.Equal("token_invalid", (await client.GetAsync("/api/me", ("Authorization", $"DPoP {bearer}"), ("DPoP", prover.Write(me, "GET", token: bearer)))).Error);
    }

    [Fact]
    public async Task A_bound_access_token_ends_its_session_with_its_proof_and_not_without()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.BindAccessTokens = true);
        Prover prover = new(node);
        Answer signedIn = await prover.SignInAsync();
        string token = signedIn.AccessToken;
        ServerClient client = node.Connect();

        // As a bearer token it is nothing; with the proof of another token, of another key or with none it is refused as a request of the API is.
        Assert.Equal(HttpStatusCode.NoContent, (await LogoutAsync($"Bearer {token}", prover.Write(Logout, token: token))).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "dpop_nonce_required"), await client.PostAsync("/api/auth/logout", "{}", headers: ("Authorization", $"DPoP {token}")).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_dpop_proof"), await LogoutAsync($"DPoP {token}", prover.Write(Logout)).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_dpop_proof"), await LogoutAsync($"DPoP {token}", prover.Write(Logout, token: token + "x")).StatusAndError());
        Prover thief = new(node) { Nonce = prover.Nonce };
        Assert.Equal(HttpStatusCode.NoContent, (await LogoutAsync($"DPoP {token}", thief.Write(Logout, token: token))).Status);
        Answer refreshed = await prover.PostAsync(Refresh, "{}", signedIn.CookieToken);
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);

        Assert.Equal(HttpStatusCode.NoContent, (await LogoutAsync($"DPoP {token}", prover.Write(Logout, token: token))).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await prover.PostAsync(Refresh, "{}", refreshed.CookieToken).StatusAndError());
        const string me = "https://auth.example.test/api/me";
        Assert.Equal(
            (HttpStatusCode.Unauthorized, "token_invalid"),
            await client.GetAsync("/api/me", ("Authorization", $"DPoP {refreshed.AccessToken}"), ("DPoP", prover.Write(me, "GET", token: refreshed.AccessToken))).StatusAndError());

        Task<Answer> LogoutAsync(string authorization, string proof) => client.PostAsync("/api/auth/logout", "{}", headers: [("Authorization", authorization), ("DPoP", proof)]);
    }

    [Fact]
    public async Task One_proof_is_for_the_bound_refresh_token_and_the_bound_access_token()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.BindAccessTokens = true);
        Prover prover = new(node);
        Answer one = await prover.SignInAsync();
        Answer other = await prover.PostAsync(Exchange, node.Connect().ExchangeBody("bob"));
        string proof = prover.Write(Logout, token: other.AccessToken);
        Answer answer = await node.Connect().LogoutAsync(one.CookieToken, ("Authorization", $"DPoP {other.AccessToken}"), ("DPoP", proof));
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        foreach (Answer signedIn in (Answer[])[one, other])
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await prover.PostAsync(Refresh, "{}", signedIn.CookieToken).StatusAndError());
        }
    }

    [Fact]
    public async Task While_the_store_is_down_nobody_knows_whether_a_proof_is_new()
    {
        await using ServerNode node = await ServerNode.StartAsync(options: static options => options.BindAccessTokens = true);
        Prover prover = new(node);
        Answer signedIn = await prover.SignInAsync();
        node.World.Faults.IsDown = true;
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), await prover.PostAsync(Refresh, "{}", signedIn.CookieToken).StatusAndError());
        string proof = prover.Write("https://auth.example.test/api/me", "GET", token: signedIn.AccessToken);
        Answer answer = await node.Connect().GetAsync("/api/me", ("Authorization", $"DPoP {signedIn.AccessToken}"), ("DPoP", proof));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (answer.Status, answer.Error));
    }
}
