using GameAuth.Emulator;
using GameAuth.Hytale;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>A renewal of a game session at its edges: while the service is slow or down, while somebody ends the session, where it can't go on.</summary>
public class RenewalTests : GatewayTest
{
    private const string Refresh = "hytale.session-refresh";
    private const string New = "hytale.session-new";

    [Fact]
    public async Task A_token_is_spent_and_the_row_is_one_node_s_before_anything_is_sent()
    {
        await using GatewayWorld world = await StartAsync();
        (Caller caller, string id) = await BeginAsync(world);
        SessionRow? seen = null;
        using IDisposable watching = world.Emulator.Log.Subscribe(one => seen = one.Step == Refresh ? RowAsync(world, id).AsTask().GetAwaiter().GetResult() : seen);
        Assert.Equal(200, (await RefreshAsync(world, caller, id)).Status);
        Assert.True(seen is { IsSpent: true } && seen.LeasedUntil > world.Clock.GetUtcNow());
        Assert.True(await RowAsync(world, id) is { IsSpent: false, LeasedUntil: null, IsTaken: true });
    }

    [Fact]
    public async Task A_renewal_that_takes_long_stays_its_node_s()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        (Caller caller, string id) = await BeginAsync(world);
        world.Emulator.Faults.Add(new Fault { At = Refresh, Delay = TimeSpan.FromSeconds(20) });
        Task<Answer> renewing = RefreshAsync(world, caller, id);
        await GatewayWorld.UntilAsync(async () => await RowAsync(world, id) is { LeasedUntil: not null });
        for (int second = 0; second < 19; second++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await GatewayWorld.UntilAsync(async () => await RowAsync(world, id) is { LeasedUntil: { } end } && end - world.Clock.GetUtcNow() >= TimeSpan.FromSeconds(2));
        }

        Assert.False(renewing.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await renewing).Status);
        Assert.Equal((1, 1), (world.Calls(Refresh), world.Calls(New)));
    }

    [Fact]
    public async Task A_session_that_is_ended_while_it_is_renewed_leaves_nothing_at_Hytale()
    {
        await using GatewayWorld world = await StartAsync(nodes: 2);
        (Caller caller, string id) = await BeginAsync(world);
        world.Emulator.Faults.Add(new Fault { At = Refresh, Delay = TimeSpan.FromSeconds(1) });
        Task<Answer> renewing = RefreshAsync(world, caller, id);
        await GatewayWorld.UntilAsync(async () => await RowAsync(world, id) is { LeasedUntil: not null });
        Assert.Equal(200, (await world.PostAsync("/game-session/delete", GatewayWorld.Body("session_id", id), caller.Access, node: 1)).Status);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((404, "SESSION_NOT_FOUND", "Session not found or expired"), (await renewing).Error);
        Assert.Equal(2, world.Calls(New));
        Assert.Empty(world.Emulator.Hytale.Sessions);
    }

    [Fact]
    public async Task A_service_that_was_down_gets_the_same_token_again()
    {
        await using GatewayWorld world = await StartAsync();
        (Caller caller, string id) = await BeginAsync(world);
        world.Emulator.Faults.Add(new Fault { At = Refresh, Status = 503 });
        Answer failed = await RefreshAsync(world, caller, id);
        Assert.Equal((503, "SERVICE_ERROR"), (failed.Status, failed.Find("code")));
        Assert.True(await RowAsync(world, id) is { IsSpent: false, LeasedUntil: null, Failures: 1 });
        Assert.Equal(200, (await RefreshAsync(world, caller, id)).Status);
        Assert.Equal((2, 1), (world.Calls(Refresh), world.Calls(New)));
        Assert.Contains(await ReadAuditAsync(world), static row => row is { Event: HytaleGatewayEventNames.SessionRefreshed, Result: "refused", Reason: "failed" });
    }

    [Fact]
    public async Task A_token_whose_answer_was_lost_is_not_sent_again_though_no_new_session_could_be_made()
    {
        await using GatewayWorld world = await StartAsync();
        (Caller caller, string id) = await BeginAsync(world);
        world.Emulator.Faults.Add(Fault.DropAfter(Refresh));
        world.Emulator.Faults.Add(new Fault { At = New, Status = 503 });
        Assert.Equal(503, (await RefreshAsync(world, caller, id)).Status);
        Assert.True(await RowAsync(world, id) is { IsSpent: true, LeasedUntil: null });
        Assert.Equal(200, (await RefreshAsync(world, caller, id)).Status);
        Assert.Equal((1, 3), (world.Calls(Refresh), world.Calls(New)));
    }

    [Fact]
    public async Task A_session_that_can_not_be_renewed_for_an_hour_after_its_end_is_over()
    {
        await using GatewayWorld world = await StartAsync();
        (_, string id) = await BeginAsync(world);
        DateTimeOffset end = (await RowAsync(world, id))!.ExpiresAt;
        world.Emulator.Faults.Add(new Fault { At = "sessions", Status = 503, Times = null });
        DateTimeOffset last = world.Clock.GetUtcNow();
        for (int i = 0; i < 120 && await RowAsync(world, id) is not null; i++)
        {
            last = world.Clock.GetUtcNow();
            await PassAsync(world, id, TimeSpan.FromMinutes(2));
        }

        Assert.Null(await RowAsync(world, id));
        Assert.InRange(last - end, TimeSpan.FromMinutes(57), TimeSpan.FromMinutes(70));
        Assert.Contains(await ReadAuditAsync(world), static row => row is { Event: HytaleGatewayEventNames.SessionDeleted, Reason: "lost" });
    }

    [Fact]
    public async Task A_session_that_only_its_owner_could_go_on_with_is_over()
    {
        await using GatewayWorld world = await StartAsync();
        (Caller caller, string id) = await BeginAsync(world);
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Session);
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Access);
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Refresh);
        Assert.Equal((401, "UNAUTHORIZED", "Re-authenticate required."), (await RefreshAsync(world, caller, id)).Error);
        Assert.Null(await RowAsync(world, id));
        Assert.Contains(await ReadAuditAsync(world), static row => row is { Event: HytaleGatewayEventNames.SessionDeleted, Reason: "lost" });
    }

    [Fact]
    public async Task A_session_of_an_account_that_has_signed_out_is_renewed_no_more()
    {
        await using GatewayWorld world = await StartAsync();
        (Caller caller, string id) = await BeginAsync(world);
        await (await world.Hytale.FindAsync())!.SignOutAsync();
        for (int i = 0; i < 60 && await RowAsync(world, id) is not null; i++)
        {
            await PassAsync(world, id, TimeSpan.FromSeconds(10));
        }

        Assert.Null(await RowAsync(world, id));
        Assert.Equal((0, 1), (world.Calls(Refresh), world.Calls(New)));
        Assert.Equal((401, "UNAUTHORIZED", "Invalid or expired access token"), (await RefreshAsync(world, caller, id)).Error);
        Assert.Equal(401, (await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", caller.Refresh))).Status);
    }

    // A caller with a session that may be refreshed and is not due yet.
    private static async Task<(Caller Caller, string Id)> BeginAsync(GatewayWorld world)
    {
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        await world.PassAsync(TimeSpan.FromMinutes(52));
        return (caller, id);
    }

    private static async Task PassAsync(GatewayWorld world, string id, TimeSpan by)
    {
        await world.PassAsync(by);
        await Task.Delay(TimeSpan.FromMilliseconds(10));
        await world.UntilAtRestAsync(async () => await RowAsync(world, id) is null or { LeasedUntil: null });
    }

    private static Task<Answer> RefreshAsync(GatewayWorld world, Caller caller, string id) => world.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", id), caller.Access);

    private static async ValueTask<SessionRow?> RowAsync(GatewayWorld world, string id) => (await world.FindSessionAsync(id))?.Value;

    private static async Task<IReadOnlyList<AuditRow>> ReadAuditAsync(GatewayWorld world) => await world.Services().GetRequiredService<SessionAudit>().ReadAsync(new AuditQuery());
}
