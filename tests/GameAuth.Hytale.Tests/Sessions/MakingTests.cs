namespace GameAuth.Hytale.Tests.Sessions;

/// <summary>A session that is just being made: nobody's tokens stay open.</summary>
public class MakingTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_caller_who_gives_up_leaves_no_session_behind(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Service.AnswersLeave = answer.Task;
        using CancellationTokenSource patience = new();
        Task<HytaleGameSession> making = me.CreateGameSessionAsync(ScriptedService.Warden, patience.Token);
        await HytaleWorld.UntilAsync(() => world.Service.Count("new") == 1);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => making);
        answer.SetResult();
        await HytaleWorld.UntilAsync(() => world.Service.Count("end") == 1 && me.SessionBudget.Live == 0);
        Assert.Equal((1, 0), (world.Service.Count("new"), world.Service.Open));
    }

    [Fact]
    public async Task A_host_that_stops_meanwhile_ends_it()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Service.AnswersLeave = answer.Task;
        Task<HytaleGameSession> making = me.CreateGameSessionAsync(ScriptedService.Warden);
        await HytaleWorld.UntilAsync(() => world.Service.Count("new") == 1);
        Task stopping = world.StopAsync();
        answer.SetResult();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => making);
        await stopping;
        Assert.Equal((1, 1, 0), (world.Service.Count("new"), world.Service.Count("end"), world.Service.Open));
    }

    [Fact]
    public async Task A_host_that_stops_waits_for_an_answer_that_is_on_its_way_and_ends_what_it_brings()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Service.AnswersLeave = answer.Task;
        Task<HytaleGameSession> making = me.CreateGameSessionAsync(ScriptedService.Warden);
        await HytaleWorld.UntilAsync(() => world.Service.Count("new") == 1);
        Task stopping = world.StopAsync();
        await world.PassAsync(TimeSpan.FromSeconds(8));
        answer.SetResult();
        ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(() => making);
        Assert.Contains("the host is stopping", error.Message, StringComparison.Ordinal);
        await stopping;
        Assert.Equal((1, 0), (world.Service.Count("end"), world.Service.Open));
    }

    [Fact]
    public async Task The_profile_is_remembered_and_a_restart_asks_nobody_for_it()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        Assert.Null(await me.FindLastProfileAsync());
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await me.CreateGameSessionAsync(ScriptedService.Miner);
        await world.KillAsync();
        world.Service.Clear();

        HytaleAccount again = (await (await world.StartAsync()).FindAsync())!;
        Assert.Equal(ScriptedService.Miner, await again.FindLastProfileAsync());
        Assert.Empty(world.Service.Sent);
        await again.SignOutAsync();
        Assert.Null(await (await world.SignInAsync(await world.StartAsync())).FindLastProfileAsync());
    }
}
