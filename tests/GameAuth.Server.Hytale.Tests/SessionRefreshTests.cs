using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary><c>POST /game-session/refresh</c> and the renewal by nodes, line by line of the API's text.</summary>
public class SessionRefreshTests : GatewayTest
{
    [Fact]
    public async Task A_refresh_before_the_last_ten_minutes_is_400()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        Answer answer = await RefreshAsync(world, caller, id);
        Assert.Equal((400, "INVALID_REQUEST", "Session cannot be refreshed until 10 minutes before expiry"), answer.Error);
        await world.PassAsync(TimeSpan.FromMinutes(49.9));
        Assert.Equal(400, (await RefreshAsync(world, caller, id)).Status);
        Assert.Equal(0, world.Calls("hytale.session-refresh"));
    }

    [Fact]
    public async Task A_refresh_in_the_last_ten_minutes_is_one_refresh_and_its_answer_is_repeated_for_a_minute()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        (string id, string token) = await world.NewSessionAsync(caller);
        await world.PassAsync(TimeSpan.FromMinutes(50));
        DateTimeOffset now = world.Clock.GetUtcNow();
        Answer answer = await RefreshAsync(world, caller, id);
        Assert.Equal(["session_id", "session_token", "identity_token", "expires_at", "refreshed_at"], answer.Members);
        Assert.Equal(
            (200, id, $"{now.AddHours(1).UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", $"{now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"),
            (answer.Status, answer.Text("session_id"), answer.Text("expires_at"), answer.Text("refreshed_at")));
        Assert.NotEqual(token, answer.Text("session_token"));
        Assert.Equal(answer.Raw, (await RefreshAsync(world, caller, id, node: 1)).Raw);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(400, (await RefreshAsync(world, caller, id)).Status);
        Assert.Equal(1, world.Calls("hytale.session-refresh"));
    }

    [Fact]
    public async Task What_a_node_has_renewed_is_given_to_the_caller_once_and_nothing_is_sent()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        (string id, string token) = await world.NewSessionAsync(caller);
        await world.PassAsync(TimeSpan.FromMinutes(53.5));
        await world.PassUntilRenewedAsync(id);
        Answer answer = await RefreshAsync(world, caller, id);
        Assert.Equal((200, 1), (answer.Status, world.Calls("hytale.session-refresh")));
        Assert.NotEqual(token, answer.Text("session_token"));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(400, (await RefreshAsync(world, caller, id)).Status);
        Assert.Equal(1, world.Calls("hytale.session-refresh"));
    }

    [Fact]
    public async Task A_session_whose_caller_does_not_come_for_an_hour_is_over()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        await world.PassAsync(TimeSpan.FromMinutes(53.5));
        await world.PassUntilRenewedAsync(id);
        Assert.Equal(1, Assert.Single(world.Emulator.Hytale.Sessions).Refreshes);
        await world.PassAsync(TimeSpan.FromMinutes(53.5));
        await world.PassUntilRenewedAsync(id);
        await GatewayWorld.UntilAsync(() => world.Emulator.Hytale.Sessions.Count == 0);
        Assert.Equal(1, world.Calls("hytale.session-refresh"));
        Caller again = await world.SignInAsync();
        Assert.Equal(404, (await RefreshAsync(world, again, id)).Status);
    }

    [Fact]
    public async Task A_refresh_that_is_refused_or_lost_makes_a_new_session_under_the_same_id()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Session);
        await world.PassAsync(TimeSpan.FromMinutes(52));
        Answer first = await RefreshAsync(world, caller, id);
        Assert.Equal((200, id), (first.Status, first.Text("session_id")));
        Assert.Equal(2, world.Calls("hytale.session-new"));
        await world.PassAsync(TimeSpan.FromMinutes(52));
        caller = await world.SignInAsync();
        world.Emulator.Faults.Add(Fault.DropAfter("hytale.session-refresh"));
        Answer second = await RefreshAsync(world, caller, id);
        Assert.Equal((200, id), (second.Status, second.Text("session_id")));
        Assert.Equal((3, 2), (world.Calls("hytale.session-new"), world.Calls("hytale.session-refresh")));
    }

    [Fact]
    public async Task A_failed_renewal_relieves_a_full_account_of_the_session_before()
    {
        await using GatewayWorld world = await StartAsync(static hytale => hytale.SessionLimit = 1);
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        world.Emulator.Faults.Add(new Fault { At = "hytale.session-refresh", Status = 403, Body = "invalid token", ContentType = "text/plain" });
        await world.PassAsync(TimeSpan.FromMinutes(52));
        Assert.Equal(200, (await RefreshAsync(world, caller, id)).Status);
        Assert.Single(world.Emulator.Hytale.Sessions);
    }

    [Fact]
    public async Task Two_callers_and_a_node_at_once_refresh_once()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        await world.PassAsync(TimeSpan.FromMinutes(52));
        Task<Answer[]> both = Task.WhenAll(Enumerable.Range(0, 6).Select(i => RefreshAsync(world, caller, id, i % 2)));
        while (!both.IsCompleted)
        {
            await Task.WhenAny(both, Task.Delay(TimeSpan.FromMilliseconds(20)));
            world.Clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        Answer[] all = await both;
        Assert.All(all, static answer => Assert.Equal(200, answer.Status));
        Assert.Single(all.Select(static answer => answer.Text("session_token")).Distinct());
        Assert.Equal((1, 1), (world.Calls("hytale.session-refresh"), world.Calls("hytale.session-new")));
    }

    [Fact]
    public async Task A_node_that_takes_over_from_a_dead_one_sends_no_token_twice()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        (string id, string token) = await world.NewSessionAsync(caller);
        await world.PassAsync(TimeSpan.FromMinutes(52));

        // A node has noted that it sends the token, and dies.
        GatewaySessions sessions = world.Services().GetRequiredService<GatewaySessions>();
        Held<SessionRow> held = (await world.FindSessionAsync(id))!;
        DateTimeOffset end = world.Clock.GetUtcNow() + GatewaySessions.Lease;
        Assert.NotNull(await sessions.TrySaveAsync(held with { Value = held.Value with { IsSpent = true, LeasedUntil = end } }, end));
        await world.PassAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(1, world.Calls("hytale.session-new"));

        // A node looks each second after it has looked the last time.
        for (int i = 0; i < 10 && world.Calls("hytale.session-new") < 2; i++)
        {
            await world.PassAsync(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        await GatewayWorld.UntilAsync(() => world.Calls("hytale.session-new") == 2);
        Answer answer = await UntilRefreshedAsync(world, caller, id);
        Assert.NotEqual(token, answer.Text("session_token"));
        Assert.Equal(0, world.Calls("hytale.session-refresh"));
    }

    [Fact]
    public async Task A_service_that_is_down_past_the_end_interrupts_a_session_and_does_not_lose_it()
    {
        await using GatewayWorld world = await StartAsync();
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        world.Emulator.Faults.Add(new Fault { At = "sessions", Status = 503, Times = null });
        await world.PassAsync(TimeSpan.FromMinutes(55));
        for (int i = 0; i < 10; i++)
        {
            await world.PassAsync(TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Assert.Empty(world.Emulator.Hytale.Sessions);
        world.Emulator.Faults.Clear();
        caller = await world.SignInAsync();
        for (int i = 0; i < 12 && world.Emulator.Hytale.Sessions.Count == 0; i++)
        {
            await world.PassAsync(TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        Answer answer = await UntilRefreshedAsync(world, caller, id);
        Assert.Equal((200, id), (answer.Status, answer.Text("session_id")));
    }

    private static Task<Answer> RefreshAsync(GatewayWorld world, Caller caller, string id, int node = 0) =>
        world.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", id), caller.Access, node);

    // The node has its answer a moment before the row has it.
    private static async Task<Answer> UntilRefreshedAsync(GatewayWorld world, Caller caller, string id)
    {
        Task<Answer> answer = RefreshAsync(world, caller, id);
        while (!answer.IsCompleted)
        {
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(20)));
            world.Clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        return await answer;
    }
}
