using System.Net;
using System.Text.Json;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Http;

/// <summary>
/// The text that asked for this server, "Authentication &amp; Session Security Specification", sentence by sentence as a client sees it over HTTP: section 1 is the exchange, 2 the tokens, 3 replay, 6 failures, 8 the endpoints. What
/// it says of rotation is proven beside the engine too.
/// </summary>
public sealed class SpecificationTests
{
    [Fact]
    public async Task Section_1_2_1_The_shape_of_the_request_is_validated()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await client.PostAsync("/api/auth/toy/exchange", """{"client_nonce":"0123456789abcdef"}""").StatusAndError());
        Assert.Equal(0, node.World.Toy.Calls);
    }

    [Fact]
    public async Task Section_1_2_A_failed_verification_is_answered_with_a_code_that_a_machine_can_read()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_identity"), await node.Connect().ExchangeAsync(ticket: "unknown").StatusAndError());
    }

    [Fact]
    public async Task Section_2_2_An_access_token_is_a_JWT_signed_with_a_public_algorithm()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        string token = (await node.Connect().ExchangeAsync()).AccessToken;
        Assert.Equal(["RS256", "at+jwt"], [Jwt.Header(token).Text("alg"), Jwt.Header(token).Text("typ")]);
    }

    [Fact]
    public async Task Section_2_2_A_refresh_token_is_opaque_and_has_256_random_bits()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        byte[][] handles = [.. (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ExchangeAsync()))).Select(static answer => Handle(answer.CookieToken))];
        Assert.All(handles, static handle => Assert.Equal(32, handle.Length));
        for (int at = 0; at < 32; at++)
        {
            Assert.True(handles.Select(handle => handle[at]).Distinct().Count() > 10, $"byte {at} of the handles is no random one");
        }
    }

    [Fact]
    public async Task Section_2_3_An_access_token_has_every_required_claim()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        JsonElement claims = Jwt.Claims((await node.Connect().ExchangeAsync("ada")).AccessToken);
        long now = node.World.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal("toy:ada", claims.Text("sub"));
        Assert.Equal("83000000000000000", claims.Text("discord_id"));
        Assert.Equal(ServerWorld.Issuer, claims.Text("iss"));
        Assert.Equal(["api", "realtime"], claims.GetProperty("aud").EnumerateArray().Select(static one => one.GetString()));
        Assert.Equal((now, now + 900), (claims.GetProperty("iat").GetInt64(), claims.GetProperty("exp").GetInt64()));
        Assert.InRange(claims.Text("nonce").Length, 22, 22);
        Assert.InRange(claims.Text("jti").Length, 24, 24);
    }

    [Fact]
    public async Task Section_2_3_The_nonce_and_the_id_are_new_in_each_access_token()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer answer = await client.ExchangeAsync();
        HashSet<string> seen = [];
        for (int i = 0; i < 20; i++)
        {
            JsonElement claims = Jwt.Claims(answer.AccessToken);
            Assert.True(seen.Add(claims.Text("nonce")) && seen.Add(claims.Text("jti")));
            answer = await client.RefreshAsync(answer.CookieToken);
        }
    }

    [Fact]
    public async Task Section_2_4_An_access_token_lives_for_15_minutes_an_idle_session_for_7_days_and_a_session_for_30()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer idle = await client.ExchangeAsync();
        Answer used = await client.ExchangeAsync();
        await node.AdvanceAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", used.AccessToken)).Status);
        await node.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_expired"), await client.GetAsync("/api/me", used.AccessToken).StatusAndError());
        for (int day = 0; day < 30; day += 6)
        {
            Assert.Equal(HttpStatusCode.OK, (used = await client.RefreshAsync(used.CookieToken)).Status);
            await node.AdvanceAsync(TimeSpan.FromDays(6));
        }

        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(idle.CookieToken).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(used.CookieToken).StatusAndError());
    }

    [Fact]
    public async Task Section_2_5_An_access_token_never_outlives_its_session()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer answer = await client.ExchangeAsync();
        for (int day = 0; day < 30; day += 6)
        {
            await node.AdvanceAsync(day < 24 ? TimeSpan.FromDays(6) : TimeSpan.FromDays(6) - TimeSpan.FromMinutes(5));
            answer = await client.RefreshAsync(answer.CookieToken);
        }

        Assert.Equal(300, answer.Json.GetProperty("expires_in").GetInt32());
    }

    [Fact]
    public async Task Section_2_6_A_logout_revokes_the_access_tokens_too()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer first = await client.ExchangeAsync();
        Answer second = await client.RefreshAsync(first.CookieToken);
        await client.LogoutAsync(second.CookieToken);
        foreach (string token in (string[])[first.AccessToken, second.AccessToken])
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", token).StatusAndError());
        }
    }

    [Fact]
    public async Task Section_2_6_A_reuse_revokes_the_family_and_its_access_tokens()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer stolen = await client.ExchangeAsync();
        Answer second = await client.RefreshAsync(stolen.CookieToken);
        Answer third = await client.RefreshAsync(second.CookieToken);
        await node.AdvanceAsync(TimeSpan.FromSeconds(11));
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_reuse_detected"), await client.RefreshAsync(stolen.CookieToken).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", third.AccessToken).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(stolen.CookieToken).StatusAndError());
        Assert.Contains(SessionEventNames.ReuseDetected, node.World.Events.Names);
    }

    [Fact]
    public async Task Section_2_6_A_single_access_token_is_revoked_by_its_id_until_it_ends()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer first = await client.ExchangeAsync();
        Answer second = await client.RefreshAsync(first.CookieToken);
        await node.Services.GetRequiredService<SessionDirectory>().RevokeAccessTokenAsync(Jwt.Claims(first.AccessToken).Text("jti"));
        await node.Follower.CatchUpAsync(default);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", first.AccessToken).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", second.AccessToken)).Status);
    }

    [Fact]
    public async Task Section_2_6_Every_protected_request_checks_signature_claims_and_revocation()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer answer = await client.ExchangeAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", answer.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/hub", answer.AccessToken)).Status);

        // The check is made again for a token that was seen a moment ago.
        await node.Services.GetRequiredService<SessionDirectory>().EndSubjectAsync("toy:ada");
        await node.Follower.CatchUpAsync(default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", answer.AccessToken)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/hub", answer.AccessToken)).Status);
    }

    [Fact]
    public async Task Section_3_1_The_nonce_of_an_exchange_is_used_once()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string nonce = ServerClient.Nonce();
        Answer first = await client.ExchangeAsync("ada", nonce: nonce);
        Assert.Equal((HttpStatusCode.Conflict, "nonce_reused"), await client.ExchangeAsync("bob", nonce: nonce).StatusAndError());
        Assert.Equal((HttpStatusCode.Conflict, "nonce_reused"), await client.ExchangeAsync("ada", "native", nonce).StatusAndError());
        Assert.Equal(1, node.World.Toy.Calls);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(first.CookieToken)).Status);
    }

    [Fact]
    public async Task Section_3_1_The_nonce_is_kept_for_a_short_time()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string nonce = ServerClient.Nonce();
        await client.ExchangeAsync(nonce: nonce);
        await node.AdvanceAsync(TimeSpan.FromMinutes(4.9));
        Assert.Equal((HttpStatusCode.Conflict, "nonce_reused"), await client.ExchangeAsync(nonce: nonce).StatusAndError());
        await node.AdvanceAsync(TimeSpan.FromMinutes(0.2));
        Assert.Equal(HttpStatusCode.OK, (await client.ExchangeAsync(nonce: nonce)).Status);
    }

    [Fact]
    public async Task Section_3_2_Each_access_token_is_unique_and_no_other_token_does_for_it()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer first = await client.ExchangeAsync();

        // A benign repeat gets a token of its own.
        Answer one = await client.RefreshAsync(first.CookieToken);
        Answer again = await client.RefreshAsync(first.CookieToken);
        Assert.NotEqual(Jwt.Claims(one.AccessToken).Text("jti"), Jwt.Claims(again.AccessToken).Text("jti"));
        Assert.Equal(Jwt.Claims(one.AccessToken).Text("sid"), Jwt.Claims(again.AccessToken).Text("sid"));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", one.CookieToken).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(one.AccessToken).StatusAndError());
    }

    [Fact]
    public async Task Section_3_5_A_replayed_refresh_token_triggers_the_compromise_workflow()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer first = await client.ExchangeAsync();
        Answer second = await client.RefreshAsync(first.CookieToken);
        await client.GetAsync("/api/me", second.AccessToken);
        await node.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_reuse_detected"), await client.RefreshAsync(first.CookieToken).StatusAndError());
        Assert.True(Assert.Single(node.World.Events.Events.OfType<SessionEvent>(), static one => one.Name == SessionEventNames.ReuseDetected).IsAlert);
        IReadOnlyList<SessionView> sessions = await node.Services.GetRequiredService<SessionDirectory>().ListAsync("toy:ada");
        Assert.Equal(RefreshTokenStatus.Compromised, Assert.Single(sessions).Status);
    }

    [Fact]
    public async Task Section_6_1_Each_failure_has_the_four_members_and_nothing_else()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer[] failures =
        [
            await client.PostAsync("/api/auth/toy/exchange", "{}"), await client.PostAsync("/api/auth/toy/exchange", "{}", "text/plain"), await client.ExchangeAsync(ticket: "unknown"),
            await client.PostAsync("/api/auth/nobody/exchange", "{}"), await client.PostAsync("/api/auth/refresh", "{}"), await client.RefreshAsync("x"), await client.GetAsync("/api/me"),
            await client.GetAsync("/api/me", "x"), await client.GetAsync("/api/admin", (await client.ExchangeAsync()).AccessToken),
        ];
        foreach (Answer failure in failures)
        {
            Assert.True((int)failure.Status is >= 400 and < 500);
            Assert.Equal("application/json", failure.ContentType);
            Assert.Equal("no-store", failure.Header("Cache-Control"));
            Assert.Equal(
                [("error", JsonValueKind.String), ("message", JsonValueKind.String), ("recoverable", JsonValueKind.True), ("retry_after_ms", JsonValueKind.Number)],
                failure.Json.EnumerateObject().Select(static one => (one.Name, one.Value.ValueKind == JsonValueKind.False ? JsonValueKind.True : one.Value.ValueKind)));
        }
    }

    [Fact]
    public async Task Section_6_1_A_failure_that_passes_says_when_to_come_again()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        node.World.Faults.IsDown = true;
        Answer answer = await client.RefreshAsync((await Refreshable(node, client)).CookieToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable", 1000, "1"), (answer.Status, answer.Error, answer.Json.GetProperty("retry_after_ms").GetInt32(), answer.Header("Retry-After")));
        Assert.True(answer.Json.GetProperty("recoverable").GetBoolean());

        node.World.Faults.IsDown = false;
        node.World.Toy.Failure = new IdentityRefusedException(AuthError.TemporarilyUnavailable, "The toy provider is down.", TimeSpan.FromMilliseconds(2500));
        Answer later = await client.ExchangeAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 2500, "3"), (later.Status, later.Json.GetProperty("retry_after_ms").GetInt32(), later.Header("Retry-After")));
    }

    [Fact]
    public async Task Section_6_2_The_statuses_and_codes_are_those_of_the_table()
    {
        (AuthError Error, int Status, string Code, bool IsRecoverable)[] rows =
        [
            (AuthError.NonceReused, 409, "nonce_reused", true), (AuthError.TokenExpired, 401, "token_expired", true), (AuthError.TokenInvalid, 401, "token_invalid", false),
            (AuthError.RefreshInvalid, 401, "refresh_invalid", false), (AuthError.RefreshReuseDetected, 401, "refresh_reuse_detected", false),
        ];
        Assert.All(rows, static row => Assert.Equal((row.Status, row.Code, row.IsRecoverable), (row.Error.Status, row.Error.Code, row.Error.IsRecoverable)));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Section_8_The_endpoints_are_those_of_the_contract()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server.AddProvider("discord", static host => new ToyVerifier()));
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync(provider: "discord");
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        Answer refreshed = await client.PostAsync("/api/auth/refresh", "{}", "application/json", ServerClient.Cookie(signedIn.CookieToken));
        Assert.Equal(HttpStatusCode.OK, refreshed.Status);
        Answer ended = await client.PostAsync("/api/auth/logout", "{}", "application/json", ServerClient.Cookie(refreshed.CookieToken), ("Authorization", $"Bearer {refreshed.AccessToken}"));
        Assert.Equal(HttpStatusCode.NoContent, ended.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", refreshed.AccessToken)).Status);
    }

    [Fact]
    public async Task Section_8_A_WebSocket_needs_a_valid_access_token()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        using System.Net.WebSockets.WebSocket socket = await node.ConnectSocketAsync(signedIn.AccessToken);
        Assert.Equal(System.Net.WebSockets.WebSocketState.Open, socket.State);
        await client.LogoutAsync(signedIn.CookieToken);
        foreach (string token in (string[])[signedIn.AccessToken, signedIn.CookieToken, "x"])
        {
            Assert.Contains("401", (await Assert.ThrowsAsync<InvalidOperationException>(() => node.ConnectSocketAsync(token))).Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Handle(string token) => System.Buffers.Text.Base64Url.DecodeFromChars(token)[5..37];

    private static async Task<Answer> Refreshable(ServerNode node, ServerClient client)
    {
        node.World.Faults.IsDown = false;
        Answer answer = await client.ExchangeAsync();
        node.World.Faults.IsDown = true;
        return answer;
    }
}
