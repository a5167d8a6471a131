using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>How the origin waits for a player.</summary>
public class OriginPollingDefectTests
{
    [Fact]
    public async Task A_deadline_a_thousand_times_too_late_a_code_is_polled_for_as_long_as_it_lives()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();

        // A server that never says so: the end is known from the answer that brought the code.
        world.Emulator.Faults.Add(new Fault { At = "login.poll", OAuthError = "authorization_pending", Times = null });
        IXboxAuth xbox = await world.OpenAsync();
        DateTimeOffset start = world.Clock.GetUtcNow();

        // Ten days of polls would take this test hours.
        using CancellationTokenSource tooLong = new();
        RecordingPrompt prompt = new(world.Prompt) { OnTold = _ => { if (world.Count("login.poll") > 1000) { tooLong.Cancel(); } } };
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => xbox.SignInAsync(XboxSignIn.DeviceCode(prompt), tooLong.Token));
        Assert.Equal((SignInReason.TimedOut, 3), (error.Reason, world.Count("login.connect")));
        Assert.InRange(world.Clock.GetUtcNow() - start, TimeSpan.FromMinutes(44), TimeSpan.FromMinutes(45.5));
        Assert.InRange(world.Count("login.poll"), 3 * 170, 3 * 180);
    }

    [Theory]
    [InlineData("access_denied", SignInReason.Declined, 1)]
    [InlineData("expired_token", SignInReason.TimedOut, 3)]
    public async Task Words_never_looked_at_the_last_one_about_a_code_ends_its_polling(string word, SignInReason reason, int codes)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "login.poll", OAuthError = word, Times = null });
        IXboxAuth xbox = await world.OpenAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(xbox));
        Assert.Equal((reason, codes, codes), (error.Reason, world.Count("login.connect"), world.Count("login.poll")));
    }

    [Fact]
    public async Task An_end_told_twice_the_prompt_hears_of_it_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        RecordingPrompt prompt = new(world.Prompt);
        IXboxAuth xbox = await world.OpenAsync();
        await world.SignInAsync(xbox, XboxSignIn.DeviceCode(prompt));
        Assert.Equal([SignInPhase.Waiting, SignInPhase.Waiting, SignInPhase.Approved], prompt.Heard);
    }

    [Fact]
    public async Task Steps_run_twice_a_renewal_of_everything_asks_each_host_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        Assert.Equal(
            "device.authenticate:200 login.refresh:200 sisu.authorize:200 profile.settings:200",
            string.Join(' ', (await world.CallsAsync(() => me.GetProfileAsync())).Split(' ').Order(StringComparer.Ordinal).OrderBy(static call => call[0] is 'p')));
    }
}
