using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Hytale.Tests.Sessions;

public class EndTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task Disposing_a_session_ends_it_at_the_service_once(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal((1, 1), (world.Service.Open, me.SessionBudget.Live));
        await session.DisposeAsync();
        await session.DisposeAsync();
        Assert.Equal((1, 0, 0), (world.Service.Count("end"), world.Service.Open, me.SessionBudget.Live));
        Assert.Equal(ResourceState.Ended, session.State);
        await world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(0, world.Service.Count("renew"));
    }

    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task A_session_that_is_gone_is_ended_without_a_failure(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.ForgetSessions();
        await session.EndAsync();
        Assert.Equal(1, world.Service.Count("end"));
    }

    [Fact]
    public async Task An_end_that_failed_is_told_and_may_be_tried_again()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        world.Service.Next("end", () => ScriptedAnswer.Json(429, "{}", ("Retry-After", "60")));
        await Assert.ThrowsAsync<ThrottledException>(() => session.EndAsync());
        Assert.Equal((ResourceState.Ended, 1), (session.State, world.Service.Open));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await session.EndAsync();
        Assert.Equal((2, 0), (world.Service.Count("end"), world.Service.Open));
    }

    [Fact]
    public async Task The_host_ends_all_of_them_when_it_stops_and_makes_no_more()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        for (int i = 0; i < 5; i++)
        {
            await me.CreateGameSessionAsync(i % 2 == 0 ? ScriptedService.Warden : ScriptedService.Miner);
        }

        Assert.Equal(5, world.Service.Open);
        await world.StopAsync();
        Assert.Equal((5, 0), (world.Service.Count("end"), world.Service.Open));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        Assert.Equal(5, world.Service.Count("new"));
    }

    [Fact]
    public async Task A_stop_waits_for_no_permit()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await me.CreateGameSessionAsync(ScriptedService.Miner);
        world.Service.Next("end", () => ScriptedAnswer.Json(429, "{}", ("Retry-After", "3600")), times: 2);

        // The clock stands still: whoever waited would wait for ever.
        await world.StopAsync();
        Assert.Equal(2, world.Service.Open);
    }

    [Fact]
    public async Task A_sign_out_ends_the_sessions_first()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await me.SignOutAsync();
        Assert.Equal((1, 0, ResourceState.Ended), (world.Service.Count("end"), world.Service.Open, session.State));
    }

    [Fact]
    public async Task A_session_whose_account_was_signed_out_elsewhere_is_lost_and_leaves_no_row()
    {
        await using HytaleWorld world = new()
        {
            Family = static gameAuth => gameAuth.Services.Configure<GameAuthOptions>(static family => family.Tokens.WatchInterval = TimeSpan.FromMinutes(10)),
        };
        HytaleAccount me = await world.SignInAsync();
        HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        IHytaleAuth other = await world.StartAsync();
        await (await other.FindAsync())!.SignOutAsync();
        await world.PassAsync(TimeSpan.FromMinutes(56));
        await HytaleWorld.UntilAsync(() => session.State is not ResourceState.Live);
        Assert.Equal((ResourceState.Lost, 0), (session.State, world.Service.Count("renew")));
        Assert.IsType<SignInRequiredException>(session.Failure);
    }

    [Fact]
    public async Task A_session_whose_record_can_not_be_kept_is_not_handed_out_and_is_ended()
    {
        await using HytaleWorld world = new();
        FullStore store = new(world.Store);
        world.Family = gameAuth => gameAuth.UseStore(_ => store);
        HytaleAccount me = await world.SignInAsync();
        store.FailsWhen = () => world.Service.Count("new") > 0;
        await Assert.ThrowsAsync<CredentialStoreException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        Assert.Equal((1, 1, 0, 0), (world.Service.Count("new"), world.Service.Count("end"), world.Service.Open, me.SessionBudget.Live));
    }
}
