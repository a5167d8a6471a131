using System.Net;
using GameAuth.Server.Tests.World;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server.Tests.Http;

public sealed class FailureTests
{
    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(TimeoutException))]
    public async Task Whatever_a_verifier_throws_the_client_may_come_again_and_no_text_of_it_is_told(Type type)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        node.World.Toy.Failure = (Exception)Activator.CreateInstance(type, "CANARY-verifier")!;
        string body = client.ExchangeBody();
        Answer answer = await client.PostAsync("/api/auth/toy/exchange", body);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (answer.Status, answer.Error));
        Assert.DoesNotContain("CANARY", answer.Text + node.World.Logs.Text, StringComparison.Ordinal);
        Assert.Contains($"The verifier of toy failed ({type.Name})", node.World.Logs.Text, StringComparison.Ordinal);
        node.World.Toy.Failure = null;
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync("/api/auth/toy/exchange", body)).Status);
    }

    [Fact]
    public async Task A_refusal_has_the_verifiers_own_code_and_sentence()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        node.World.Toy.Failure = new IdentityRefusedException(new AuthError("invalid_discord_auth", 401, "No.", IsRecoverable: true), "Discord does not know this code.");
        Answer answer = await node.Connect().ExchangeAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_discord_auth", "Discord does not know this code."), (answer.Status, answer.Error, answer.Json.GetProperty("message").GetString()));
    }

    public static TheoryData<string> TooMuch => ["subject", "provider subject", "client", "claims", "answer"];

    [Theory]
    [MemberData(nameof(TooMuch))]
    public async Task What_a_verifier_says_beyond_the_limits_of_a_session_is_an_answer_and_a_line_for_the_operator(string what)
    {
        // provider:id is longer than 256 characters before the id is.
        await using ServerNode node = await ServerNode.StartAsync();
        node.World.Toy.Change = identity => what switch
        {
            "subject" => identity with { ProviderSubject = new string('n', 253) },
            "provider subject" => identity with { ProviderSubject = new string('n', 257) },
            "client" => identity with { ClientId = new string('n', 257) },
            "claims" => identity with { Claims = new Dictionary<string, string> { ["a"] = new('n', 2048) } },
            _ => identity with { Answer = new Dictionary<string, string> { ["a"] = new('n', 4096) } },
        };
        Answer answer = await node.Connect().ExchangeAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_identity"), (answer.Status, answer.Error));
        Assert.DoesNotContain("nnn", answer.Text + node.World.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("SessionStoreLimits", node.World.Logs.Text, StringComparison.Ordinal);
        node.World.Toy.Change = static identity => identity with { ProviderSubject = new string('n', 252) };
        Assert.Equal(HttpStatusCode.OK, (await node.Connect().ExchangeAsync()).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("other:CANARY")]
    [InlineData("toy:CANARY")]
    public async Task A_subject_of_a_verifiers_own_that_could_be_another_providers_is_refused_and_the_log_says_the_fix(string subject)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        node.World.Toy.Change = identity => identity with { Subject = subject };
        Answer answer = await node.Connect().ExchangeAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_identity"), (answer.Status, answer.Error));
        Assert.Contains("VerifiedIdentity.Subject", node.World.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("CANARY", answer.Text + node.World.Logs.Text, StringComparison.Ordinal);
        node.World.Toy.Change = static identity => identity with { Subject = "4711" };
        Assert.Equal("4711", Jwt.Claims((await node.Connect().ExchangeAsync()).AccessToken).Text("sub"));
    }

    [Fact]
    public async Task A_profile_that_was_not_added_is_the_servers_fault()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        node.World.Toy.Change = static identity => identity with { Profile = "nowhere" };
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), await node.Connect().ExchangeAsync().StatusAndError());
        Assert.Contains("names the profile 'nowhere'", node.World.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_answers_as_the_server_does()
    {
        DefaultHttpContext context = new();
        context.Response.Body = new MemoryStream();
        await context.Response.WriteAuthErrorAsync(AuthError.RateLimited, retryAfter: TimeSpan.FromSeconds(1.5));
        Assert.Equal((429, "2", "no-store"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString(), context.Response.Headers.CacheControl.ToString()));
        string text = System.Text.Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
        Assert.Equal("""{"error":"rate_limited","message":"Too many requests. Try again later.","recoverable":true,"retry_after_ms":1500}""", text);
    }

    [Theory]
    [InlineData(nameof(ISessionStore.FindByNonceAsync))]
    [InlineData(nameof(ISessionStore.CreateFamilyAsync))]
    public async Task While_the_store_is_down_an_exchange_says_so_and_the_client_comes_again(string operation)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        (node.World.Faults.Only, node.World.Faults.IsDown) = (operation, true);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), await client.ExchangeAsync().StatusAndError());
        node.World.Faults.IsDown = false;
        Assert.Equal(HttpStatusCode.OK, (await client.ExchangeAsync()).Status);
    }

    [Theory]
    [InlineData(nameof(ISessionStore.FindFamilyAsync))]
    [InlineData(nameof(ISessionStore.AdvanceFamilyAsync))]
    public async Task While_the_store_is_down_a_refresh_says_so_and_the_same_token_works_later(string operation)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        (node.World.Faults.Only, node.World.Faults.IsDown) = (operation, true);
        Answer answer = await client.RefreshAsync(signedIn.CookieToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), (answer.Status, answer.Error));
        Assert.Null(answer.SetCookie);
        node.World.Faults.IsDown = false;
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(signedIn.CookieToken)).Status);
    }

    [Fact]
    public async Task Section_7_No_token_nonce_handle_or_key_is_in_a_log_an_event_or_an_error()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        List<string> secrets = [ToyVerifier.ProviderToken, Convert.ToBase64String(node.World.MasterKey), Convert.ToHexString(node.World.MasterKey)];
        List<string> told = [];
        string nonce = "CANARY-nonce-0123456789";
        Answer first = await client.ExchangeAsync(nonce: nonce, ticket: "ada-CANARYticket");
        Answer second = await client.RefreshAsync(first.CookieToken, ("User-Agent", "CANARY-agent"));
        Answer native = await client.ExchangeAsync(provider: "native");
        secrets.AddRange(["CANARY", first.AccessToken, second.AccessToken, first.CookieToken, second.CookieToken, native.BodyRefreshToken!, Jwt.Claims(first.AccessToken).Text("nonce")]);
        secrets.AddRange(new[] { first.CookieToken, native.BodyRefreshToken! }.Select(static token => token[8..48]));
        told.Add((await client.ExchangeAsync(nonce: nonce, ticket: "ada-CANARYother")).Text);
        told.Add((await client.GetAsync("/api/me", second.AccessToken)).Text);
        told.Add((await client.GetAsync("/api/me", second.AccessToken + "CANARY")).Text);
        told.Add((await client.GetAsync($"/api/me?access_token={second.AccessToken}")).Text);
        told.Add((await client.RefreshAsync("CANARY-refresh")).Text);
        told.Add((await client.PostAsync("/api/auth/toy/exchange", """{"client_nonce":"CANARY-0123456789","ticket":{"CANARY":1}}""")).Text);
        told.Add((await client.PostAsync("/api/auth/toy/exchange", "{\"CANARY\":")).Text);
        node.World.Faults.IsDown = true;
        told.Add((await client.RefreshAsync(second.CookieToken)).Text);
        told.Add((await client.ExchangeAsync(ticket: "ada-CANARYdown")).Text);
        node.World.Faults.IsDown = false;
        await node.AdvanceAsync(TimeSpan.FromSeconds(11));
        told.Add((await client.RefreshAsync(first.CookieToken)).Text);
        told.Add((await client.LogoutAsync(second.CookieToken)).Text);
        told.AddRange(node.World.Events.Events.Select(static happened => happened.ToString()));

        // The query is the request's own, which the host's logs show; a token there is the client's mistake.
        told.AddRange(node.World.Logs.Lines.Where(static line => !line.Contains("access_token=", StringComparison.Ordinal)));
        Assert.True(node.World.Logs.Lines.Count > 50);
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(told, text => text.Contains(secret, StringComparison.Ordinal));
        }
    }
}
