namespace GameAuth.Hytale.Tests.Sessions;

/// <summary>Days under the documented limits, which the service keeps too: nothing is refused and nothing is lost. GAMEAUTH_SESSION_DAYS says how many days; a full run is 7.</summary>
public class WeekTests
{
    private static readonly int Days = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_SESSION_DAYS"), out int days) && days > 0 ? days : 2;

    [Theory]
    [InlineData(HytaleDialect.Direct, 10, 0)]
    [InlineData(HytaleDialect.Direct, 18, 3)]
    [InlineData(HytaleDialect.Gateway, 10, 0)]
    [InlineData(HytaleDialect.Gateway, 18, 3)]
    public async Task Sessions_live_on(HytaleDialect dialect, int count, int minutesApart)
    {
        await using HytaleWorld world = new(dialect);
        world.Service.Enforce();
        HytaleAccount me = await world.SignInAsync();
        List<HytaleGameSession> sessions = [];
        for (int i = 0; i < count; i++)
        {
            sessions.Add(await me.CreateGameSessionAsync(ScriptedService.Warden));
            await world.PassAsync(TimeSpan.FromMinutes(minutesApart));
        }

        await world.PassAsync(TimeSpan.FromDays(Days));
        Assert.All(sessions, session => Assert.Equal(ResourceState.Live, session.State));
        Assert.DoesNotContain(world.Events.Events.OfType<HytaleSessionEvent>(), static one => one.Outcome is HytaleEventOutcome.Failed && one.Reason != HytaleErrorCode.RateLimited);
        Assert.Equal((0, count, count), (world.Service.Refused, world.Service.Open, world.Service.Count("new")));
        Assert.InRange(MostInAnHour(world.Service.Times("renew")), 1, 20);
        Assert.InRange(MostInAnHour(world.Service.Times("refresh")), 0, 6);
    }

    [Fact]
    public async Task Eighteen_that_were_made_at_once_live_on_though_some_are_replaced()
    {
        await using HytaleWorld world = new();
        world.Service.Enforce();
        HytaleAccount me = await world.SignInAsync();
        List<HytaleGameSession> sessions = [];
        for (int i = 0; i < 18; i++)
        {
            sessions.Add(await me.CreateGameSessionAsync(ScriptedService.Warden));
        }

        for (int hour = 0; hour < 24; hour++)
        {
            await world.PassAsync(TimeSpan.FromHours(1));
            Assert.All(sessions, session => Assert.True(session.State is ResourceState.Live && session.ExpiresAt > world.Clock.GetUtcNow()));
        }

        Assert.Equal(0, world.Service.Refused);
        Assert.InRange(world.Service.Count("new"), 18, 36);
    }

    [Fact]
    public async Task Where_one_limit_serves_all_calls_fewer_live_as_long()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = static options => options.SharedHourlyLimit = true };
        HytaleAccount me = await world.SignInAsync();
        while (me.SessionBudget.HasRoom)
        {
            await me.CreateGameSessionAsync(ScriptedService.Warden);
        }

        await world.PassAsync(TimeSpan.FromDays(1));
        DateTimeOffset[] all = [.. world.Service.Sent.Where(static call => call.Step is "new" or "renew" or "end" or "profiles").Select(static call => call.At)];
        Assert.InRange(MostInAnHour(all), 1, 20);
        Assert.Equal((9, 9), (world.Service.Open, world.Service.Count("new")));
    }

    private static int MostInAnHour(DateTimeOffset[] times) =>
        times.Length == 0 ? 0 : times.Max(end => times.Count(time => time <= end && time > end - TimeSpan.FromHours(1)));
}
