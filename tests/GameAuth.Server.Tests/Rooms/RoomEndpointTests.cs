using System.Net;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Rooms;

/// <summary>The gate over HTTP: <c>POST /api/rooms/{room}/join</c> and <c>/leave</c>.</summary>
public sealed class RoomEndpointTests
{
    private const string Lobby = "/api/rooms/lobby/join";

    private static Task<Answer> PostAsync(RoomWorld world, string token, string body = "{}", string path = Lobby, params (string, string)[] headers) =>
        world.Client.PostAsync(path, body, "application/json", [("Authorization", $"Bearer {token}"), .. headers]);

    [Fact]
    public async Task A_join_answers_with_the_permissions_and_how_long_the_place_lives()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        Answer joined = await PostAsync(world, await world.SignInAsync());
        Assert.Equal((HttpStatusCode.OK, "application/json", "no-store"), (joined.Status, joined.ContentType, joined.Header("Cache-Control")));
        Assert.Equal("""{"room":"lobby","sub":"toy:ada","permissions":["speak"],"occupied":1,"expires_in":15}""", joined.Text);
    }

    [Fact]
    public async Task A_ticket_is_asked_for_and_used()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], requiresTicket: true);
        string token = await world.SignInAsync();
        Answer refused = await PostAsync(world, token);
        Assert.Equal((HttpStatusCode.Forbidden, "room_ticket_required", true), (refused.Status, refused.Error, refused.Json.GetProperty("recoverable").GetBoolean()));
        Answer ticket = await PostAsync(world, token, """{"response_type":"ticket"}""");
        Assert.Equal((HttpStatusCode.OK, 30, "no-store"), (ticket.Status, ticket.Json.GetProperty("expires_in").GetInt32(), ticket.Header("Cache-Control")));
        string body = $$"""{"response_type":"join","ticket":"{{ticket.Json.GetProperty("ticket").GetString()}}"}""";
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(world, token, body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(world, token)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(world, token, path: "/api/rooms/lobby/leave")).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "room_ticket_required"), await PostAsync(world, token, body).StatusAndError());
    }

    [Fact]
    public async Task Who_leaves_frees_his_place_at_once_and_may_leave_again()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        (string ada, string bob) = (await world.SignInAsync(), await world.SignInAsync("bob"));
        await PostAsync(world, ada);
        Answer full = await PostAsync(world, bob);
        Assert.Equal((HttpStatusCode.Forbidden, "room_forbidden", "The room is full.", true), (full.Status, full.Error, full.Json.Text("message"), full.Json.GetProperty("recoverable").GetBoolean()));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(world, ada, path: "/api/rooms/lobby/leave")).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(world, bob)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await PostAsync(world, "x", path: "/api/rooms/lobby/leave").StatusAndError());
    }

    [Fact]
    public async Task A_refused_token_is_told_of_as_bearers_are()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        Answer missing = await world.Client.PostAsync(Lobby, "{}");
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid", "Access token missing.", "Bearer"), (missing.Status, missing.Error, missing.Json.Text("message"), missing.Header("WWW-Authenticate")));
        Answer wrong = await PostAsync(world, "x");
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), (wrong.Status, wrong.Error));
        Assert.StartsWith("Bearer error=\"invalid_token\"", wrong.Header("WWW-Authenticate"), StringComparison.Ordinal);
        string token = await world.SignInAsync();
        Assert.Equal("token_invalid", (await world.Client.PostAsync($"{Lobby}?access_token={token}", "{}")).Error);
        Assert.Equal("token_invalid", (await world.Client.PostAsync(Lobby, "{}", "application/json", ("Authorization", $"Basic {token}"))).Error);
        await RoomGateTests.RevokeAsync(world, token, RevocationTarget.Subject);
        await world.Node.Follower.CatchUpAsync(default);
        Answer revoked = await PostAsync(world, token);
        Assert.Equal((HttpStatusCode.Forbidden, "session_revoked", null), (revoked.Status, revoked.Error, revoked.Header("WWW-Authenticate")));
        await world.Node.AdvanceAsync(TimeSpan.FromMinutes(17));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_expired"), await PostAsync(world, token).StatusAndError());
    }

    [Fact]
    public async Task A_bound_token_comes_with_a_proof()
    {
        await using RoomWorld world = await RoomWorld.StartAsync(options: static options => options.BindAccessTokens = true);
        Prover prover = new(world.Node);
        string token = (await prover.SignInAsync()).AccessToken;
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await PostAsync(world, token).StatusAndError());
        Answer bare = await world.Client.PostAsync(Lobby, "{}", "application/json", ("Authorization", $"DPoP {token}"));
        Assert.Equal((HttpStatusCode.Unauthorized, "dpop_nonce_required", true), (bare.Status, bare.Error, bare.Header("DPoP-Nonce") is not null));
        string proof = prover.Write($"https://auth.example.test{Lobby}", token: token);
        Assert.Equal(HttpStatusCode.OK, (await world.Client.PostAsync(Lobby, "{}", "application/json", ("Authorization", $"DPoP {token}"), ("DPoP", proof))).Status);

        // The host has authenticated the request before, by the same proof; another request can't use it again.
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_dpop_proof"), await world.Client.PostAsync(Lobby, "{}", "application/json", ("Authorization", $"DPoP {token}"), ("DPoP", proof)).StatusAndError());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("""{"ticket":1}""")]
    [InlineData("""{"ticket":null}""")]
    [InlineData("""{"ticket":""}""")]
    [InlineData("""{"ticket":"a","ticket":"a"}""")]
    [InlineData("""{"tickets":"a"}""")]
    [InlineData("""{"response_type":"code"}""")]
    [InlineData("""{"response_type":null}""")]
    [InlineData("""{"ticket":"\u0000"}""")]
    [InlineData("""{"ticket":"\ud800"}""")]
    [InlineData("""{"ticket":[[[[[[[[[]]]]]]]]]}""")]
    public async Task A_wrong_body_is_refused_and_nobody_is_asked(string body)
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await PostAsync(world, token, body).StatusAndError());
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await PostAsync(world, token, body, "/api/rooms/lobby/leave").StatusAndError());
        Assert.Equal(0, world.Rooms.Calls);
    }

    [Fact]
    public async Task Size_type_name_and_method_are_held_to()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        (string, string) bearer = ("Authorization", $"Bearer {token}");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "invalid_request"), await PostAsync(world, token, "{}" + new string(' ', (16 * 1024) - 1)).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(world, token, "{}" + new string(' ', (16 * 1024) - 2))).Status);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "invalid_request"), await world.Client.PostAsync(Lobby, "{}", "text/plain", bearer).StatusAndError());
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "invalid_request"), await world.Client.PostAsync(Lobby, (byte[]?)null, null, bearer).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await world.Client.PostAsync(Lobby, "", "application/json", bearer)).Status);
        foreach (string name in (string[])["..%2F", "a%2Fb", "%2e%2e%2f", "a%20b", new string('a', 2048), "%E2%80%AE"])
        {
            Assert.Equal((name, HttpStatusCode.BadRequest, "invalid_request"), (name, (await PostAsync(world, token, path: $"/api/rooms/{name}/join")).Status, (await PostAsync(world, token, path: $"/api/rooms/{name}/join")).Error));
        }

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await world.Client.GetAsync(Lobby, token)).Status);
    }

    [Fact]
    public async Task Pages_of_other_origins_and_plain_http_are_refused()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        Assert.Equal((HttpStatusCode.Forbidden, "origin_forbidden"), await PostAsync(world, token, headers: ("Origin", "https://evil.example.test")).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(world, token, headers: ("Origin", ServerWorld.Page))).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "https_required"), await world.Node.Connect("http://auth.example.test").PostAsync(Lobby, "{}", "application/json", ("Authorization", $"Bearer {token}")).StatusAndError());
    }

    [Fact]
    public async Task A_server_without_rooms_has_no_such_address()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await node.Connect().PostAsync(Lobby, "{}")).Status);
    }
}
