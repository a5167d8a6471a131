using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>The emulator's SISU takes signatures of four minutes; the clocks of players are off by hours.</summary>
public class ServerClockTests
{
    [Theory]
    [InlineData(-180)]
    [InlineData(-10)]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(180)]
    public async Task A_sign_in_works_whatever_the_clock_says(int minutes)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator => emulator.ClockSkew = TimeSpan.FromMinutes(minutes));
        XboxAccount me = await world.SignInAsync();
        await me.GetProfileAsync();
        world.Emulator.Log.Clear();
        await me.GetProfileAsync();
        Assert.Equal("profile.settings", world.Emulator.Log.Events.Single().Step);
    }

    [Fact]
    public async Task The_end_of_a_token_is_told_in_the_time_of_this_machine()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.ClockSkew = TimeSpan.FromHours(3));
        XboxAccount me = await world.SignInAsync();
        XstsToken token = await me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        Assert.InRange(token.ExpiresAt!.Value - world.Clock.GetUtcNow(), TimeSpan.FromHours(15.9), TimeSpan.FromHours(16.1));
    }

    [Fact]
    public async Task A_clock_that_was_wrong_from_the_start_is_learnt_from_the_refusal_and_the_call_signed_again()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        world.Emulator.Xbox.ExpireNow(XboxTokenKind.Title);
        XboxAccount me = (await (await world.OpenAsync()).FindAsync())!;
        world.Emulator.ClockSkew = TimeSpan.FromMinutes(10);
        world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", XErr = (long)XboxErrorCode.ExpiredTitleToken, ClockSkew = TimeSpan.FromMinutes(-10) });

        string calls = await world.CallsAsync(() => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask());
        Assert.Equal("xsts.authorize:401 sisu.authorize:403 sisu.authorize:200 xsts.authorize:200", calls);
    }

    [Fact]
    public async Task A_refusal_without_a_word_from_a_server_of_another_time_is_the_clock()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.ClockSkew = TimeSpan.FromMinutes(10));
        world.Emulator.Faults.Add(Fault.EmptyForbidden("sisu.authorize", times: null));
        IXboxAuth xbox = await world.OpenAsync();
        ClockSkewException error = await Assert.ThrowsAsync<ClockSkewException>(() => world.SignInAsync(xbox));
        Assert.Equal("sisu", error.Step);
        Assert.InRange(error.Offset, TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(10.1));
        Assert.Contains("10", error.UserMessage, StringComparison.Ordinal);
        Assert.Equal(1, world.Count("sisu.authorize"));
    }

    [Fact]
    public async Task A_refusal_without_a_word_under_a_right_clock_names_what_else_it_may_be()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(Fault.EmptyForbidden("sisu.authorize", times: null));
        IXboxAuth xbox = await world.OpenAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.SignInAsync(xbox));
        Assert.Equal((403, "sisu", false), (error.Status, error.Step, error.IsTransient));
        Assert.Contains("client id", error.Message, StringComparison.Ordinal);
        Assert.Contains("key", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, world.Count("sisu.authorize"));
    }
}
