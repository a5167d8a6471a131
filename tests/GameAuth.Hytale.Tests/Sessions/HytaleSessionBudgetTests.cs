namespace GameAuth.Hytale.Tests.Sessions;

public class HytaleSessionBudgetTests
{
    [Fact]
    public async Task Eighteen_sessions_can_be_kept_alive_and_one_more_is_refused_before_anything_is_sent()
    {
        await using HytaleWorld world = new();
        HytaleAccount me = await world.SignInAsync();
        for (int i = 0; i < 18; i++)
        {
            Assert.True(me.SessionBudget.HasRoom);
            await me.CreateGameSessionAsync(ScriptedService.Warden);
        }

        Assert.Equal(new HytaleSessionBudget(18, 18), me.SessionBudget);
        int sent = world.Service.Sent.Count;
        IllegalStepException refused = await Assert.ThrowsAsync<IllegalStepException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        Assert.Contains(nameof(HytaleOptions.AllowSessionsBeyondBudget), refused.Message, StringComparison.Ordinal);
        Assert.Equal((sent, 18), (world.Service.Sent.Count, me.SessionBudget.Live));
    }

    [Fact]
    public async Task More_may_be_allowed()
    {
        await using HytaleWorld world = new() { Options = static options => (options.SessionRefreshesPerHour, options.AllowSessionsBeyondBudget) = (3, true) };
        HytaleAccount me = await world.SignInAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        Assert.Equal(new HytaleSessionBudget(3, 2), me.SessionBudget);
    }

    [Fact]
    public async Task A_place_comes_back_when_a_session_ends_or_was_never_made()
    {
        await using HytaleWorld world = new() { Options = static options => options.SessionRefreshesPerHour = 3 };
        HytaleAccount me = await world.SignInAsync();
        world.Service.Next("new", () => ScriptedAnswer.Text(403, ""));
        await Assert.ThrowsAsync<AccountRestrictedException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        HytaleGameSession first = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await me.CreateGameSessionAsync(ScriptedService.Warden);
        await Assert.ThrowsAsync<IllegalStepException>(() => me.CreateGameSessionAsync(ScriptedService.Warden));
        await first.DisposeAsync();
        await me.CreateGameSessionAsync(ScriptedService.Warden);
    }

    [Theory]
    [InlineData(20, false, 18)]
    [InlineData(20, true, 9)]
    [InlineData(100, false, 90)]
    [InlineData(3, true, 1)]
    public void The_budget_follows_from_the_limit(int perHour, bool shared, int sessions) =>
        Assert.Equal(sessions, new HytaleOptions { SessionRefreshesPerHour = perHour, SharedHourlyLimit = shared }.SustainableSessions);
}
