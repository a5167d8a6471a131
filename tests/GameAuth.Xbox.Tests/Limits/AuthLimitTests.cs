using GameAuth.Emulator;
using GameAuth.Xbox.Tests.Azure;

namespace GameAuth.Xbox.Tests;

/// <summary>A 429 of any authentication host is held to, whichever way it says until when, and whatever this clock says.</summary>
public class AuthLimitTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    public static TheoryData<string, string, bool, int> Hosts()
    {
        TheoryData<string, string, bool, int> data = [];
        foreach ((string at, string step) in ((string, string)[])[
            ("login.connect", "device code"), ("login.refresh", "refresh"), ("device.authenticate", "device"), ("user.authenticate", "user"),
            ("title.authenticate", "title"), ("sisu.authorize", "sisu"), ("xsts.authorize", "xsts")])
        {
            foreach ((bool asDate, int skew) in ((bool, int)[])[(false, 0), (true, 0), (true, 180), (true, -180), (false, 180)])
            {
                data.Add(at, step, asDate, skew);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_limit_says_when_and_nothing_is_sent_before(string at, string step, bool asDate, int skew)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator =>
        {
            AzureWorld.Immediately(emulator);
            emulator.ClockSkew = TimeSpan.FromMinutes(skew);
        });
        IXboxAuth xbox = await world.OpenAsync(options => options.UseSisu = step is not ("user" or "title"));
        XboxAccount me = await world.SignInAsync(xbox);
        Task WorkAsync() => step is "device code"
            ? world.SignInAsync(xbox, XboxSignIn.DeviceCode(world.Prompt) with { ForcePrompt = true })
            : me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask();
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Faults.Add(Fault.TooManyRequests(at, Pause) with { RetryAfterAsDate = asDate });
        world.Emulator.Log.Clear();

        ThrottledException first = await Assert.ThrowsAsync<ThrottledException>(WorkAsync);
        Assert.Equal((step, true), (first.Step, first.WasSent));
        Assert.InRange(first.RetryAt - world.Clock.GetUtcNow(), Pause - TimeSpan.FromSeconds(5), Pause + TimeSpan.FromSeconds(5));
        world.Clock.Advance(Pause - TimeSpan.FromSeconds(10));
        ThrottledException held = await Assert.ThrowsAsync<ThrottledException>(WorkAsync);
        Assert.False(held.WasSent);
        Assert.Equal(1, world.Count(at));
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        await WorkAsync();
        Assert.Equal((2, AccountStatus.Active), (world.Count(at), me.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_limit_while_polling_puts_the_next_poll_off_and_the_code_stays_good(bool asDate)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        world.Emulator.Faults.Add(Fault.TooManyRequests("login.poll", TimeSpan.FromMinutes(2)) with { RetryAfterAsDate = asDate });
        await world.SignInAsync();
        DateTimeOffset[] polls = [.. world.Emulator.Log.Of("login.poll").Select(static one => one.Time)];
        Assert.Equal((2, 1), (polls.Length, world.Count("login.connect")));
        Assert.InRange(polls[1] - polls[0], TimeSpan.FromSeconds(118), TimeSpan.FromSeconds(130));
    }
}
