using System.Net;
using System.Net.WebSockets;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Bearer;

public sealed class BearerHandlerTests
{
    [Fact]
    public async Task Without_a_token_the_challenge_names_the_scheme_and_no_code()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Answer answer = await node.Connect().GetAsync("/api/me");
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid", "Bearer"), (answer.Status, answer.Error, answer.Header("WWW-Authenticate")));
        Assert.Equal("Access token missing.", answer.Json.GetProperty("message").GetString());
    }

    [Fact]
    public async Task An_expired_token_is_told_apart()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        await node.AdvanceAsync(TimeSpan.FromMinutes(17));
        Answer answer = await client.GetAsync("/api/me", signedIn.AccessToken);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_expired"), (answer.Status, answer.Error));
        Assert.Equal("Bearer error=\"invalid_token\", error_description=\"Access token expired.\"", answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task What_a_right_token_does_not_permit_is_forbidden_in_the_same_shape()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), await client.GetAsync("/api/admin", (await client.ExchangeAsync()).AccessToken).StatusAndError());
        node.World.Toy.Change = static identity => identity with { Claims = new Dictionary<string, string> { ["role"] = "admin" } };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/admin", (await client.ExchangeAsync()).AccessToken)).Status);
    }

    [Fact]
    public async Task A_token_for_one_audience_is_none_for_another()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server.AddProfile("default", static profile => profile.Audiences = ["api"]));
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", signedIn.AccessToken)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/hub", signedIn.AccessToken).StatusAndError());
    }

    [Fact]
    public async Task The_ticket_ends_with_the_token_and_has_every_claim()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Answer signedIn = await node.Connect().ExchangeAsync();
        DefaultHttpContext context = new() { RequestServices = node.Services.CreateScope().ServiceProvider };
        context.Request.Headers.Authorization = $"Bearer {signedIn.AccessToken}";
        AuthenticateResult result = await context.AuthenticateAsync();
        Assert.True(result.Succeeded);
        DateTimeOffset now = node.World.Clock.GetUtcNow();
        Assert.Equal((now, now + TimeSpan.FromMinutes(15)), (result.Properties.IssuedUtc, result.Properties.ExpiresUtc));
        Assert.Equal(("toy:ada", "83000000000000000"), (result.Principal.Identity!.Name, result.Principal.FindFirst("discord_id")!.Value));
        Assert.Equal(["api", "realtime"], result.Principal.FindAll("aud").Select(static claim => claim.Value));
        Assert.All(result.Principal.Claims, static claim => Assert.Equal(ServerWorld.Issuer, claim.Issuer));
    }

    [Fact]
    public async Task What_an_application_adds_to_one_principal_no_other_request_sees()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Answer signedIn = await node.Connect().ExchangeAsync();
        for (int i = 0; i < 2; i++)
        {
            DefaultHttpContext context = new() { RequestServices = node.Services.CreateScope().ServiceProvider };
            context.Request.Headers.Authorization = $"Bearer {signedIn.AccessToken}";
            AuthenticateResult result = await context.AuthenticateAsync();
            Assert.Null(result.Principal!.FindFirst("added"));
            ((System.Security.Claims.ClaimsIdentity)result.Principal.Identity!).AddClaim(new System.Security.Claims.Claim("added", "1"));
        }
    }

    [Fact]
    public async Task The_end_of_the_ticket_closes_a_connection_that_asks_for_it()
    {
        // The server's connections go by the clock of the machine, so the tickets of this clock ended long ago.
        await using ServerNode node = await ServerNode.StartAsync(new ServerWorld(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        using WebSocket socket = await node.ConnectSocketAsync((await node.Connect().ExchangeAsync()).AccessToken);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        ValueWebSocketReceiveResult closed = await socket.ReceiveAsync(new byte[16].AsMemory(), limit.Token);
        Assert.Equal(WebSocketMessageType.Close, closed.MessageType);
    }

    [Fact]
    public async Task A_connection_whose_ticket_has_not_ended_stays_and_one_without_a_token_does_not_begin()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        using WebSocket socket = await node.ConnectSocketAsync((await node.Connect().ExchangeAsync()).AccessToken);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, default);
        byte[] buffer = new byte[16];
        ValueWebSocketReceiveResult echo = await socket.ReceiveAsync(buffer.AsMemory(), default);
        Assert.Equal("hello"u8.ToArray(), buffer[..echo.Count]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.ConnectSocketAsync("x"));
    }

    [Fact]
    public async Task A_token_that_was_seen_costs_no_byte()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        BearerValidator validator = node.Services.GetRequiredService<BearerValidator>();
        ReadOnlyMemory<char> token = (await node.Connect().ExchangeAsync()).AccessToken.AsMemory();

        // A full index is looked at too.
        for (int i = 0; i < 100; i++)
        {
            await node.Services.GetRequiredService<SessionDirectory>().RevokeAccessTokenAsync($"other-{i}");
        }

        await node.Services.GetRequiredService<SessionDirectory>().EndSubjectAsync("somebody else");
        await node.Services.GetRequiredService<SessionDirectory>().EndAllAsync(before: node.World.Clock.GetUtcNow() - TimeSpan.FromHours(1));
        await node.Follower.CatchUpAsync(default);
        for (int i = 0; i < 200; i++)
        {
            Assert.True((await validator.ValidateAsync(token, "api", null, default)).IsValid);
        }

        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ValueTask<BearerResult> result = validator.ValidateAsync(token, "api", null, default);
#pragma warning disable xUnit1031 // It has completed, and an await would allocate.
            bool isValid = result.IsCompletedSuccessfully && result.Result.IsValid;
#pragma warning restore xUnit1031
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(isValid);
        }

        Assert.Equal(0, least);
    }
}
