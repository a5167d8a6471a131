namespace GameAuth.Hytale.Tests.Sessions;

/// <summary>A session is renewed before its end, whatever is done to the clocks meanwhile; one that has ended is replaced within a minute.</summary>
public class SteppedClockTests
{
    [Theory]
    [InlineData(HytaleDialect.Direct)]
    [InlineData(HytaleDialect.Gateway)]
    public async Task One_that_ended_while_the_machine_slept_is_replaced_within_a_minute_of_waking(HytaleDialect dialect)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        world.Clock.ShiftWallClock(TimeSpan.FromHours(1.5));
        await world.PassAsync(TimeSpan.FromSeconds(61));
        Assert.Equal((ResourceState.Live, 1), (session.State, world.Service.Open));
        Assert.True(session.ExpiresAt > world.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData(-8, 0)]
    [InlineData(-3, 0)]
    [InlineData(24, -24)]
    public async Task One_is_renewed_in_time_though_the_clock_is_set(int first, int second)
    {
        await using HytaleWorld world = new();
        world.Service.TellsDate = true;
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        world.Step(TimeSpan.FromHours(first));
        world.Step(TimeSpan.FromHours(second));
        Assert.Equal(TimeSpan.FromMinutes(50), session.ExpiresAt - world.Clock.GetUtcNow());
        for (int minutes = 10; minutes < 180; minutes += 5)
        {
            await world.PassAsync(TimeSpan.FromMinutes(5));
            Assert.Equal((ResourceState.Live, 1), (session.State, world.Service.Open));
        }

        Assert.Equal((3, 1), (world.Service.Count("renew"), world.Service.Count("new")));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-8)]
    public async Task One_that_was_made_under_a_wrong_clock_is_renewed_in_time_when_that_is_set_right(int hours)
    {
        await using HytaleWorld world = new();
        world.Step(TimeSpan.FromHours(hours));
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(10));
        world.Step(TimeSpan.FromHours(-hours));
        for (int minutes = 10; minutes < 180; minutes += 5)
        {
            await world.PassAsync(TimeSpan.FromMinutes(5));
            Assert.Equal((ResourceState.Live, 1, 1), (session.State, world.Service.Open, world.Service.Count("new")));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task One_of_a_service_with_a_wrong_clock_is_renewed_in_time(int hours)
    {
        await using HytaleWorld world = new();
        (world.Service.Ahead, world.Service.TellsDate) = (TimeSpan.FromHours(hours), true);
        HytaleAccount me = await world.SignInAsync();
        await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
        await world.PassAsync(TimeSpan.FromMinutes(56));
        Assert.Equal((1, 1, 1), (world.Service.Count("renew"), world.Service.Count("new"), world.Service.Open));
    }
}
