namespace GameAuth.Hytale.Tests.Polling;

/// <summary>Polls under the limit of ten in five minutes: none is refused by the service, and the code is not given up.</summary>
public class PollingTests
{
    [Theory]
    [InlineData(HytalePolling.Spread, 25)]
    [InlineData(HytalePolling.Interval, 25)]
    [InlineData(HytalePolling.Ramp, 20)]
    public async Task The_service_never_has_to_refuse(HytalePolling polling, int pending)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = options => options.Polling = polling };
        world.Service.Enforce();
        world.Service.Pending = pending;
        await world.SignInAsync(await world.StartAsync());
        Assert.Equal((0, pending + 1, 1), (world.Service.Refused, world.Service.Count("poll"), world.Service.Count("device-code")));
    }

    [Fact]
    public async Task Spread_polls_leave_no_hole_of_minutes()
    {
        TimeSpan[] gaps = await GapsAsync(HytalePolling.Spread, 20);
        Assert.All(gaps[..5], static gap => Assert.InRange(gap.TotalSeconds, 5, 6));
        Assert.All(gaps[5..], static gap => Assert.InRange(gap.TotalSeconds, 29, 51));
        Assert.All(gaps[12..], static gap => Assert.InRange(gap.TotalSeconds, 29, 32));
    }

    [Fact]
    public async Task A_ramp_goes_by_the_documented_steps()
    {
        TimeSpan[] gaps = await GapsAsync(HytalePolling.Ramp, 8);
        Assert.Equal([5, 6, 7, 8, 9, 10, 11, 12, 13], gaps.Select(static gap => (int)Math.Round(gap.TotalSeconds)));
    }

    [Fact]
    public async Task A_ramp_gives_up_after_fifteen_minutes_without_another_code()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = static options => options.Polling = HytalePolling.Ramp };
        world.Service.Pending = 1000;
        IHytaleAuth hytale = await world.StartAsync();
        DateTimeOffset start = world.Clock.GetUtcNow();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(hytale));
        Assert.Equal((SignInReason.TimedOut, 1), (error.Reason, world.Service.Count("device-code")));

        // Where the limit lets no poll through before the end, it is over at once.
        Assert.InRange(world.Clock.GetUtcNow() - start, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_limit_that_allows_no_poll_in_the_life_of_another_code_shows_none()
    {
        await using HytaleWorld world = new();
        world.Service.Pending = 1000;
        world.Service.CodeLifetime = TimeSpan.FromSeconds(62);
        IHytaleAuth hytale = await world.StartAsync();
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => world.SignInAsync(hytale));
        DateTimeOffset code = Assert.Single(world.Service.Times("device-code"));
        Assert.All(world.Service.Times("poll"), poll => Assert.InRange(poll - code, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(62)));
        Assert.InRange(error.RetryAt - code, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }

    [Theory]
    [InlineData(HytalePolling.Spread, -2)]
    [InlineData(HytalePolling.Interval, -2)]
    [InlineData(HytalePolling.Ramp, -2)]
    [InlineData(HytalePolling.Spread, 24)]
    public async Task A_clock_that_is_set_meanwhile_changes_no_rhythm(HytalePolling polling, int hours)
    {
        await using HytaleWorld world = new() { Options = options => options.Polling = polling };
        world.Service.Pending = 7;
        IHytaleAuth hytale = await world.StartAsync();
        long start = world.Clock.GetTimestamp();
        SteppingPrompt prompt = new(world.Prompt, () => world.Clock.ShiftWallClock(TimeSpan.FromHours(hours)));
        await hytale.SignInAsync(HytaleSignIn.DeviceCode(prompt)).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((1, 8), (world.Service.Count("device-code"), world.Service.Count("poll")));
        Assert.InRange(world.Clock.GetElapsedTime(start), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(5));
    }

    /// <summary>Sets the clock before the third poll, while the flow waits for it.</summary>
    private sealed class SteppingPrompt(CodePrompt inner, Action step) : ISignInPrompt
    {
        private int _reports;

        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => inner.AskAsync(challenge, whileShown);

        public void OnProgress(SignInChallenge challenge, SignInProgress progress)
        {
            if (progress.NextPoll is not null && ++_reports == 3)
            {
                step();
            }

            inner.OnProgress(challenge, progress);
        }
    }

    private static async Task<TimeSpan[]> GapsAsync(HytalePolling polling, int pending)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = options => options.Polling = polling };
        world.Service.Pending = pending;
        await world.SignInAsync(await world.StartAsync());
        DateTimeOffset[] times = [world.Service.Times("device-code")[0], .. world.Service.Times("poll")];
        return [.. times.Zip(times[1..], static (a, b) => b - a)];
    }
}
