using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Jose;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Rooms;

/// <summary>What the gate asks, in which order, and which row of the table answers.</summary>
public sealed class RoomGateTests
{
    private const string Full = "403 room_forbidden";

    [Fact]
    public async Task Section_5_A_join_is_accepted_with_a_snapshot_of_permissions_and_told_of()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        world.Rooms.Rule = static (room, player) => RoomAccessResult.Allow([$"{room} of {player.Subject}", player.FindClaim("discord_id")!], capacity: 3);
        string token = await world.SignInAsync();
        RoomJoinResult joined = await world.Gate.JoinAsync(RoomWorld.Join(token));
        Assert.True(joined.IsAccepted);
        Assert.Equal(["lobby of toy:ada", "83000000000000000"], joined.Acceptance.Permissions);
        Assert.Equal(("lobby", "toy:ada", 1), (joined.Acceptance.Room, joined.Acceptance.Subject, joined.Acceptance.Occupied));
        SessionEvent told = Assert.Single(world.World.Events.Events.OfType<SessionEvent>(), static happened => happened.Name == SessionEventNames.RoomJoined);
        Assert.Equal(("lobby", "toy:ada", Jwt.Claims(token).Text("jti"), Jwt.Claims(token).Text("sid")), (told.Room, told.Subject, told.AccessTokenId, told.Session.ToString()));
    }

    [Fact]
    public async Task Section_5_The_first_that_fails_decides()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        SessionDirectory sessions = world.Node.Services.GetRequiredService<SessionDirectory>();
        string token = await world.SignInAsync();
        string other = await world.SignInAsync("bob");
        bool isBanned = true;
        world.Rooms.Rule = (_, player) => isBanned && player.Subject == "toy:ada" ? RoomAccessResult.Deny("You are banned.") : RoomAccessResult.Allow([], capacity: 1, requiresTicket: player.Subject == "toy:ada");
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(other)));

        // Everything is wrong, and is mended from the first on: token, revocation, subject, access, capacity, ticket.
        RoomJoinRequest wrong = RoomWorld.Join(token[..^4] + "AAAA", ticket: "none", subject: "toy:bob");
        RoomJoinRequest foreign = RoomWorld.Join(token, ticket: "none", subject: "toy:bob");
        RoomJoinRequest own = RoomWorld.Join(token, ticket: "none", subject: "toy:ada");
        Assert.Equal("401 token_invalid", await world.AskAsync(wrong));
        Assert.Equal(1, world.Rooms.Calls);
        Assert.Equal("403 room_forbidden", await world.AskAsync(foreign));
        Assert.Equal(1, world.Rooms.Calls);
        Assert.Equal("You are banned.", (await world.Gate.JoinAsync(own)).Error!.Message);
        isBanned = false;
        AuthError full = (await world.Gate.JoinAsync(own)).Error!;
        Assert.Equal(("room_forbidden", "The room is full.", true), (full.Code, full.Message, full.IsRecoverable));
        Assert.Null(await world.Gate.LeaveAsync(RoomWorld.Join(other)));
        Assert.Equal("403 room_ticket_required", await world.AskAsync(own));
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token, ticket: (await world.Gate.CreateTicketAsync(own)).Ticket!.Reveal())));

        isBanned = true;
        await sessions.EndSubjectAsync("toy:ada");
        await world.Node.Follower.CatchUpAsync(default);
        Assert.Equal("403 session_revoked", await world.AskAsync(foreign));
        Assert.Equal("401 token_invalid", await world.AskAsync(wrong));
        await world.Node.AdvanceAsync(TimeSpan.FromMinutes(17));
        Assert.Equal("401 token_expired", await world.AskAsync(foreign));
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("iat")]
    [InlineData("exp")]
    [InlineData("nonce")]
    [InlineData("jti")]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("sid")]
    public async Task Section_5_1_A_token_that_lacks_a_claim_is_refused(string claim)
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string good = await world.SignInAsync();
        using RSA key = RSA.Create();
        key.ImportPkcs8PrivateKey(new ReadyKeys().Create(), out _);
        JsonObject claims = JsonNode.Parse(Jwt.Claims(good).GetRawText())!.AsObject();
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(Sign(key, good, claims))));
        claims.Remove(claim);
        Assert.Equal("401 token_invalid", await world.AskAsync(RoomWorld.Join(Sign(key, good, claims))));
    }

    [Fact]
    public async Task Section_5_1_A_token_for_the_api_alone_does_not_join()
    {
        await using RoomWorld world = await RoomWorld.StartAsync(server: static auth => auth.AddProfile("default", static profile => profile.Audiences = ["api"]));
        Assert.Equal("401 token_invalid", await world.AskAsync(RoomWorld.Join(await world.SignInAsync())));
    }

    [Fact]
    public async Task Section_5_1_A_bound_token_needs_its_key()
    {
        await using RoomWorld world = await RoomWorld.StartAsync(options: static options => options.BindAccessTokens = true);
        Prover prover = new(world.Node);
        string token = (await prover.SignInAsync()).AccessToken;
        Assert.Equal("401 token_invalid", await world.AskAsync(RoomWorld.Join(token)));
        Assert.Equal("401 token_invalid", await world.AskAsync(new RoomJoinRequest { Room = "lobby", AccessToken = token, KeyThumbprint = "*" }));
        Assert.Equal("ok", await world.AskAsync(new RoomJoinRequest { Room = "lobby", AccessToken = token, KeyThumbprint = prover.Thumbprint }));
    }

    public static TheoryData<RevocationTarget> Targets => [.. Enum.GetValues<RevocationTarget>().Where(static target => target != RevocationTarget.RoomAccess)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Section_5_2_Who_was_revoked_is_told_so_at_each_node(RevocationTarget target)
    {
        await using RoomWorld world = await RoomWorld.StartAsync(nodes: 2);
        string token = await world.SignInAsync();
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token), node: 1));
        await RevokeAsync(world, token, target);
        foreach (int node in (int[])[0, 1])
        {
            await world.NodeAt(node).Follower.CatchUpAsync(default);
            Assert.Equal("403 session_revoked", await world.AskAsync(RoomWorld.Join(token), node));
        }

        SessionEvent told = world.World.Events.Events.OfType<SessionEvent>().Last();
        Assert.Equal((SessionEventNames.Refused, "session_revoked", "toy:ada", "lobby"), (told.Name, told.Reason, told.Subject, told.Room));
    }

    [Fact]
    public async Task Section_5_2_A_node_that_does_not_know_who_was_revoked_lets_nobody_in()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        world.World.Faults.IsDown = true;
        await world.Node.AdvanceAsync(TimeSpan.FromMilliseconds(2001));
        Assert.Equal("503 temporarily_unavailable", await world.AskAsync(RoomWorld.Join(token)));
        Assert.Equal(0, world.Rooms.Calls);
    }

    [Fact]
    public async Task Section_5_4_What_the_application_can_not_say_lets_nobody_in_and_its_text_is_in_no_log()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        world.Rooms.Failure = new InvalidOperationException("CANARY of the application");
        Assert.Equal("503 temporarily_unavailable", await world.AskAsync(RoomWorld.Join(token)));
        Assert.Contains("InvalidOperationException", world.World.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("CANARY of", world.World.Logs.Text, StringComparison.Ordinal);
        world.Rooms.Failure = null;
        world.Rooms.Hangs = true;
        Task<string> asked = world.AskAsync(RoomWorld.Join(token));
        await world.EventuallyAsync(() => asked.IsCompleted);
        Assert.Equal("503 temporarily_unavailable", await asked);
    }

    [Fact]
    public async Task Section_5_4_Of_many_who_join_at_two_nodes_as_many_get_in_as_there_is_room()
    {
        await using RoomWorld world = await RoomWorld.StartAsync(nodes: 2);
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 5);
        string[] tokens = await world.SignInManyAsync(40);
        string[] said = await Task.WhenAll(tokens.Select((token, i) => Task.Run(() => world.AskAsync(RoomWorld.Join(token), i % 2))));
        Assert.Equal((5, 35), (said.Count(static one => one == "ok"), said.Count(static one => one == Full)));
    }

    [Fact]
    public async Task A_place_is_renewed_by_joining_again_and_free_15_seconds_after_the_last_time()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        string ada = await world.SignInAsync();
        string bob = await world.SignInAsync("bob");
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(ada)));
            await world.Node.AdvanceAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(Full, await world.AskAsync(RoomWorld.Join(bob)));
        }

        await world.Node.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(bob)));
        Assert.Equal(Full, await world.AskAsync(RoomWorld.Join(ada)));

        // A renewal is no news.
        Assert.Equal(2, world.World.Events.Names.Count(static name => name == SessionEventNames.RoomJoined));
    }

    [Fact]
    public async Task A_renewal_asks_everything_anew()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token)));
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow(["kick"]);
        Assert.Equal(["kick"], (await world.Gate.JoinAsync(RoomWorld.Join(token))).Acceptance!.Permissions);
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Deny();
        Assert.Equal("403 room_forbidden", await world.AskAsync(RoomWorld.Join(token)));
    }

    [Fact]
    public async Task Connections_of_one_player_count_once_whatever_his_session()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        string token = await world.SignInAsync();
        string again = await world.SignInAsync();
        string bob = await world.SignInAsync("bob");
        foreach (RoomJoinRequest join in (RoomJoinRequest[])[RoomWorld.Join(token, connection: "one"), RoomWorld.Join(token, connection: "two"), RoomWorld.Join(again)])
        {
            Assert.Equal(1, (await world.Gate.JoinAsync(join)).Acceptance!.Occupied);
        }

        Assert.Null(await world.Gate.LeaveAsync(RoomWorld.Join(token, connection: "one")));
        Assert.Null(await world.Gate.LeaveAsync(RoomWorld.Join(token, connection: "two")));
        Assert.Equal(Full, await world.AskAsync(RoomWorld.Join(bob)));
        Assert.Null(await world.Gate.LeaveAsync(RoomWorld.Join(again)));
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(bob)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a%2Fb")]
    [InlineData("a\\b")]
    [InlineData("a\0")]
    [InlineData("\u00e9")]
    [InlineData("\ud800")]
    [InlineData("\u202egpj")]
    public async Task A_name_that_is_none_is_refused_and_nobody_is_asked(string room)
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        Assert.Equal("400 invalid_request", await world.AskAsync(RoomWorld.Join(token, room)));
        Assert.Equal("400 invalid_request", await world.AskAsync(RoomWorld.Join(token, new string('a', 129))));
        Assert.Equal(0, world.Rooms.Calls);
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token, "guild:1234-A_b.c~" + new string('z', 111))));
    }

    [Fact]
    public async Task A_store_that_fails_lets_nobody_in()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        (world.World.Faults.Only, world.World.Faults.IsDown) = (nameof(ISessionStore.TakePlaceAsync), true);
        Assert.Equal("503 temporarily_unavailable", await world.AskAsync(RoomWorld.Join(token)));
        world.World.Faults.IsDown = false;
        Assert.Equal("ok", await world.AskAsync(RoomWorld.Join(token)));
    }

    [Fact]
    public async Task A_request_and_an_answer_print_no_secret()
    {
        await using RoomWorld world = await RoomWorld.StartAsync();
        string token = await world.SignInAsync();
        RoomTicketResult ticket = await world.Gate.CreateTicketAsync(RoomWorld.Join(token));
        RoomJoinRequest request = RoomWorld.Join(token, ticket: ticket.Ticket!.Reveal());
        string printed = $"{request} {ticket} {await world.Gate.JoinAsync(request)}";
        Assert.DoesNotContain(token, printed, StringComparison.Ordinal);
        Assert.DoesNotContain(ticket.Ticket.Reveal(), printed, StringComparison.Ordinal);
        Assert.DoesNotContain(ticket.Ticket.Reveal(), world.World.Logs.Text, StringComparison.Ordinal);
    }

    internal static async Task RevokeAsync(RoomWorld world, string token, RevocationTarget target)
    {
        SessionDirectory sessions = world.Node.Services.GetRequiredService<SessionDirectory>();
        System.Text.Json.JsonElement claims = Jwt.Claims(token);
        await (target switch
        {
            RevocationTarget.Family => sessions.EndAsync(FamilyId.TryParse(claims.Text("sid"), out FamilyId id) ? id : default).AsTask(),
            RevocationTarget.AccessToken => sessions.RevokeAccessTokenAsync(claims.Text("jti")).AsTask(),
            RevocationTarget.Subject => sessions.EndSubjectAsync(claims.Text("sub")).AsTask(),
            RevocationTarget.ProviderAccount => sessions.EndProviderAccountAsync("toy", claims.Text("sub").Split(':')[1]).AsTask(),
            _ => sessions.EndAllAsync().AsTask(),
        });
    }

    private static string Sign(RSA key, string good, JsonObject claims)
    {
        RsaJwsSigner signer = new(key, Jwt.Header(good).Text("kid"));
        return JwsWriter.Write(signer, System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()), "at+jwt");
    }
}
