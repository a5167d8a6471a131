using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;

namespace GameAuth.Server.Hytale.Tests;

/// <summary><c>POST /game-session/new</c> and <c>/game-session/delete</c>, line by line of the API's text.</summary>
public class NewSessionTests : GatewayTest
{
    [Fact]
    public async Task A_session_has_an_id_of_ours_and_tokens_as_Hytale_wrote_them()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        DateTimeOffset now = world.Clock.GetUtcNow();
        Answer answer = await NewAsync(world, caller, GatewayWorld.Ranger);
        Assert.Equal(["session_id", "account_id", "profile_id", "session_token", "identity_token", "expires_at", "created_at"], answer.Members);
        EmulatedHytaleSession session = Assert.Single(world.Emulator.Hytale.Sessions);
        Assert.Equal(
            (200, GatewayWorld.Owner, GatewayWorld.Ranger, $"{now.AddHours(1).UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"),
            (answer.Status, answer.Text("account_id"), answer.Text("profile_id"), answer.Text("expires_at"), answer.Text("created_at")));
        Assert.True(Guid.TryParseExact(answer.Text("session_id"), "D", out _));
        Assert.NotEqual(session.Id, answer.Text("session_id"));
    }

    [Fact]
    public async Task A_profile_of_somebody_else_is_404()
    {
        await using GatewayWorld world = await StartAsync();
        Assert.Equal((404, "SESSION_NOT_FOUND", "Profile not found"), (await NewAsync(world, await world.SignInAsync(), Guid.NewGuid().ToString())).Error);
    }

    [Fact]
    public async Task More_sessions_than_Hytale_lets_the_account_have_are_403()
    {
        await using GatewayWorld world = await StartAsync(static hytale => hytale.SessionLimit = 1);
        Caller caller = await world.SignInAsync();
        await world.NewSessionAsync(caller);
        Answer answer = await NewAsync(world, caller, GatewayWorld.Ranger);
        Assert.Equal((403, "SESSION_LIMIT_EXCEEDED", "Account has reached concurrent session limit (100). Upgrade to unlimited_servers."), answer.Error);
        Assert.Equal(["code", "message", "status"], answer.Members);
    }

    [Fact]
    public async Task A_profile_without_the_game_is_403_FORBIDDEN()
    {
        await using GatewayWorld world = await StartAsync(static hytale => hytale.Accounts.Add(EmulatedHytaleAccount.Default with
        {
            Profiles = [EmulatedHytaleAccount.Default.Profiles[0] with { Entitlements = [] }],
        }));
        Assert.Equal("FORBIDDEN", (await NewAsync(world, await world.SignInAsync(), GatewayWorld.Ranger)).Find("code"));
    }

    [Fact]
    public async Task A_lost_answer_is_5xx_and_leaves_no_row()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        world.Emulator.Faults.Add(Fault.DropAfter("hytale.session-new"));
        Answer answer = await NewAsync(world, caller, GatewayWorld.Ranger);
        Assert.Equal((502, "SERVICE_ERROR"), (answer.Status, answer.Find("code")));
        await world.PassAsync(TimeSpan.FromHours(2));
        Assert.Empty(await world.Store.ClaimDueAsync("hytale-session", 10, TimeSpan.FromSeconds(1), default));
    }

    [Fact]
    public async Task A_session_that_can_not_be_kept_is_ended_at_once()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        (world.Faults.Only, world.Faults.IsDown) = ("SaveWorkAsync", true);
        Answer answer = await NewAsync(world, caller, GatewayWorld.Ranger);
        Assert.Equal((503, "SERVICE_ERROR"), (answer.Status, answer.Find("code")));
        Assert.Empty(world.Emulator.Hytale.Sessions);
    }

    [Fact]
    public async Task A_session_that_is_ended_is_gone_at_once_at_Hytale_too()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        Answer answer = await EndAsync(world, caller, id, node: 1);
        Assert.Equal($$"""{"session_id":"{{id}}","terminated_at":"{{world.Clock.GetUtcNow().UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}","status":"deleted"}""", answer.Raw);
        Assert.Empty(world.Emulator.Hytale.Sessions);
        Assert.Equal((404, "SESSION_NOT_FOUND", "Session not found"), (await EndAsync(world, caller, id)).Error);
        Assert.Equal((404, "SESSION_NOT_FOUND", "Session not found or expired"), (await world.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", id), caller.Access)).Error);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"session_id":17}""")]
    [InlineData("""{"session_id":"550e8400-e29b-41d4-a716-446655440002"}""")]
    [InlineData("""{"session_id":"{550e8400-e29b-41d4-a716-446655440002}"}""")]
    public async Task A_session_that_is_none_is_404(string body)
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        Assert.Equal((404, "SESSION_NOT_FOUND", "Session not found"), (await world.PostAsync("/game-session/delete", body, caller.Access)).Error);
        Assert.Equal((404, "SESSION_NOT_FOUND", "Session not found or expired"), (await world.PostAsync("/game-session/refresh", body, caller.Access)).Error);
    }

    [Fact]
    public async Task A_session_of_another_account_is_404_and_stays()
    {
        await using GatewayWorld world = await StartAsync(static hytale =>
        {
            hytale.Accounts.Add(EmulatedHytaleAccount.Default);
            hytale.Accounts.Add(new EmulatedHytaleAccount
            {
                Owner = "e1000000-0000-4000-8000-000000000002", Profiles = [new EmulatedHytaleProfile { Uuid = "e2000000-0000-4000-8000-000000000003", Username = "EmuOther" }],
            });
        });
        (string id, _) = await world.NewSessionAsync(await world.SignInAsync("EmuRanger"));
        Caller other = await world.SignInAsync("EmuOther");
        Assert.Equal(404, (await EndAsync(world, other, id)).Status);
        Assert.Equal(404, (await world.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", id), other.Access)).Status);
        Assert.Single(world.Emulator.Hytale.Sessions);
    }

    [Fact]
    public async Task A_session_that_Hytale_can_not_be_told_of_is_over_here_and_ended_there_later()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        world.Emulator.Faults.Add(new Fault { At = "hytale.session-end", Status = 503, Times = null });
        Assert.Equal(200, (await world.PostPatientlyAsync("/game-session/delete", GatewayWorld.Body("session_id", id), caller.Access)).Status);
        Assert.Equal(404, (await EndAsync(world, caller, id)).Status);
        Assert.Single(world.Emulator.Hytale.Sessions);
        world.Emulator.Faults.Clear();
        for (int i = 0; i < 20 && world.Emulator.Hytale.Sessions.Count > 0; i++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        await GatewayWorld.UntilAsync(() => world.Emulator.Hytale.Sessions.Count == 0);
    }

    private static Task<Answer> NewAsync(GatewayWorld world, Caller caller, string profile) => world.PostAsync("/game-session/new", GatewayWorld.Body("profile_uuid", profile), caller.Access);

    private static Task<Answer> EndAsync(GatewayWorld world, Caller caller, string id, int node = 0) => world.PostAsync("/game-session/delete", GatewayWorld.Body("session_id", id), caller.Access, node);
}
