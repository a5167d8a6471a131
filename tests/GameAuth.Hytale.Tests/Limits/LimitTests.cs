using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Hytale.Tests.Limits;

/// <summary>The documented limits, kept here before the service has to say so, across restarts.</summary>
public class LimitTests
{
    [Fact]
    public async Task A_sixth_device_code_in_fifteen_minutes_is_held_back_and_a_restart_forgets_nothing()
    {
        await using HytaleWorld world = new();
        world.Service.Next("poll", () => ScriptedAnswer.Json(400, """{"error":"expired_token"}"""), times: 5);
        IHytaleAuth hytale = await world.StartAsync();
        await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(hytale));
        hytale = await world.StartAsync();
        DateTimeOffset first = world.Service.Times("device-code")[0];
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => world.SignInAsync(hytale));
        Assert.Equal((5, false), (world.Service.Count("device-code"), error.WasSent));
        Assert.InRange(error.RetryAt - first, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(5));
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        await world.SignInAsync(hytale);
    }

    [Fact]
    public async Task A_seventh_refresh_in_an_hour_is_held_back_and_a_restart_forgets_nothing()
    {
        await using HytaleWorld world = new();
        world.Service.AccessLifetime = TimeSpan.FromMinutes(2);
        HytaleAccount me = await world.SignInAsync();
        for (int i = 0; i < 6; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(3));
            await me.GetProfilesAsync();
        }

        world.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.False((await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfilesAsync())).WasSent);
        me = (await (await world.StartAsync()).FindAsync())!;
        await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfilesAsync());
        Assert.Equal((6, AccountStatus.Active), (world.Service.Count("refresh"), me.Status));
        world.Clock.Advance(TimeSpan.FromMinutes(45));
        await me.GetProfilesAsync();
        Assert.Equal(7, world.Service.Count("refresh"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twenty_calls_an_hour_of_each_kind_or_of_all_together(bool shared)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = options => options.SharedHourlyLimit = shared };
        HytaleAccount me = await world.SignInAsync();
        ThrottledException? error = null;
        while (error is null)
        {
            error = (ThrottledException?)await Record.ExceptionAsync(() => me.SelectProfileAsync(ScriptedService.Warden));
        }

        // The sign-in has asked for the profiles once.
        Assert.Equal((shared ? 19 : 20, false), (world.Service.Count("select"), error.WasSent));
        Exception? other = await Record.ExceptionAsync(() => me.GetProfilesAsync());
        Assert.Equal(shared, other is ThrottledException);
    }

    [Fact]
    public async Task Accounts_have_windows_of_their_own()
    {
        IRequestPacer pacer = await PacerAsync(static _ => { });
        for (int i = 0; i < 20; i++)
        {
            using IPacePermit permit = await pacer.AcquireAsync(new PaceRequest(["hytale/session-new/one"], FailFast: true), CancellationToken.None);
        }

        await Assert.ThrowsAsync<ThrottledException>(async () => await pacer.AcquireAsync(new PaceRequest(["hytale/session-new/one"], FailFast: true), CancellationToken.None));
        using IPacePermit other = await pacer.AcquireAsync(new PaceRequest(["hytale/session-new/two"], FailFast: true), CancellationToken.None);
    }

    [Fact]
    public async Task An_application_s_own_rule_takes_the_place_of_a_documented_one()
    {
        IRequestPacer pacer = await PacerAsync(static options => options.Rules.Add(new PaceRule("hytale/device-code", new PaceWindow(1, TimeSpan.FromHours(1)))));
        using IPacePermit permit = await pacer.AcquireAsync(new HytaleLimits(new HytaleOptions()).DeviceCode, CancellationToken.None);
        await Assert.ThrowsAsync<ThrottledException>(async () => await pacer.AcquireAsync(new HytaleLimits(new HytaleOptions()).DeviceCode, CancellationToken.None));
    }

    [Fact]
    public async Task A_tighter_limit_that_the_headers_tell_of_is_learnt()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        DateTimeOffset reset = world.Clock.GetUtcNow() + TimeSpan.FromMinutes(20);
        world.Service.Next("select", () => ScriptedAnswer.Json(
            200, "{}", ("X-RateLimit-Limit", "20"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", $"{reset.ToUnixTimeSeconds()}")));
        await me.SelectProfileAsync(ScriptedService.Warden);
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => me.SelectProfileAsync(ScriptedService.Warden));
        Assert.False(error.WasSent);
        Assert.InRange(error.RetryAt - reset, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Headers_that_tell_of_more_room_loosen_nothing()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        DateTimeOffset reset = world.Clock.GetUtcNow() + TimeSpan.FromMinutes(1);
        world.Service.Next("select", () => ScriptedAnswer.Json(
            200, "{}", ("X-RateLimit-Limit", "1000"), ("X-RateLimit-Remaining", "999"), ("X-RateLimit-Reset", $"{reset.ToUnixTimeSeconds()}")), times: 30);
        for (int i = 0; i < 20; i++)
        {
            await me.SelectProfileAsync(ScriptedService.Warden);
        }

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => me.SelectProfileAsync(ScriptedService.Warden));
        Assert.Equal((false, 20), (error.WasSent, world.Service.Count("select")));
    }

    private static async Task<IRequestPacer> PacerAsync(Action<RequestPacerOptions> configure)
    {
        HytaleWorld world = new() { Family = gameAuth => gameAuth.Services.Configure(configure) };
        await world.StartAsync();
        return world.Host.Services.GetRequiredService<IRequestPacer>();
    }
}
