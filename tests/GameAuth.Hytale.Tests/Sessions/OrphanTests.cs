namespace GameAuth.Hytale.Tests.Sessions;

/// <summary>A process that died has left sessions open; one that lives keeps its own.</summary>
public class OrphanTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task The_first_session_of_the_next_process_ends_what_a_dead_one_left(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await me.CreateGameSessionAsync(ScriptedService.Miner);
        await world.KillAsync();

        HytaleAccount again = (await (await world.StartAsync()).FindAsync())!;
        await using HytaleGameSession session = await again.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal((2, 1), (world.Service.Count("end"), world.Service.Open));
        Assert.Equal(0, await again.EndOrphanedGameSessionsAsync());
    }

    [Fact]
    public async Task Sessions_of_a_living_process_are_left_alone()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        HytaleAccount other = (await (await world.StartAsync()).FindAsync())!;
        await other.CreateGameSessionAsync(ScriptedService.Miner);
        Assert.Equal((0, 0, 0), (await other.EndOrphanedGameSessionsAsync(), await me.EndOrphanedGameSessionsAsync(), world.Service.Count("end")));
        Assert.Equal(2, world.Service.Open);
    }

    [Fact]
    public async Task Orphans_that_have_run_out_cost_no_call()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.KillAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        HytaleAccount again = (await (await world.StartAsync()).FindAsync())!;
        Assert.Equal((0, 0), (await again.EndOrphanedGameSessionsAsync(), world.Service.Count("end")));
    }

    [Fact]
    public async Task A_renewed_session_is_ended_by_its_newest_token()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(56));
        string newest = session.SessionToken.Reveal();
        await world.KillAsync();
        HytaleAccount again = (await (await world.StartAsync()).FindAsync())!;
        Assert.Equal(1, await again.EndOrphanedGameSessionsAsync());
        Assert.Equal(($"Bearer {newest}", 0), (world.Service.Last("end").Authorization, world.Service.Open));
    }

    [Fact]
    public async Task Where_one_limit_serves_all_calls_orphans_cost_the_new_sessions_nothing()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = static options => options.SharedHourlyLimit = true };
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.KillAsync();
        HytaleAccount again = (await (await world.StartAsync()).FindAsync())!;
        await again.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal(0, world.Service.Count("end"));
        Assert.Equal(1, await again.EndOrphanedGameSessionsAsync());
    }

    [Fact]
    public async Task A_clean_up_that_meets_a_limit_stops_there_and_goes_on_before_the_next_session()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await me.CreateGameSessionAsync(ScriptedService.Miner);
        await me.CreateGameSessionAsync(ScriptedService.Miner);
        await world.KillAsync();

        HytaleAccount again = (await (await world.StartAsync()).FindAsync())!;
        world.Service.Next("end", () => ScriptedAnswer.Json(429, "{}", ("Retry-After", "60")));
        await again.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal((1, 4), (world.Service.Count("end"), world.Service.Open));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await again.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal((4, 2), (world.Service.Count("end"), world.Service.Open));
    }

    [Fact]
    public async Task A_store_that_can_not_be_listed_keeps_no_session_from_being_made()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.KillAsync();

        OddStore store = new(world.Store);
        world.Family = gameAuth => gameAuth.UseStore(_ => store);
        HytaleAccount again = (await (await world.StartAsync()).FindAsync())!;
        store.ListFailure = new CredentialStoreException("The store can not be listed.", GameAuth.Storage.RowState.StoreUnavailable);
        await again.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal((0, 2), (world.Service.Count("end"), world.Service.Open));
        await again.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal((1, 2), (world.Service.Count("end"), world.Service.Open));
    }

    [Fact]
    public async Task A_process_whose_lease_was_lost_takes_it_again_before_others_end_its_sessions()
    {
        await using HytaleWorld world = new();
        OddStore store = new(world.Store);
        world.Family = gameAuth => gameAuth.UseStore(_ => store);
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await store.LoseAsync();
        await HytaleWorld.UntilAsync(() => store.Leases == 2);

        HytaleAccount other = (await (await world.StartAsync()).FindAsync())!;
        Assert.Equal((0, 0, 1), (await other.EndOrphanedGameSessionsAsync(), world.Service.Count("end"), world.Service.Open));
    }
}
