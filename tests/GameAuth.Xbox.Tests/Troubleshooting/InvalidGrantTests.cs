using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Troubleshooting;

/// <summary>"Invalid grant" on a refresh: unused for too long, or the player has turned the application out.</summary>
public class InvalidGrantTests
{
    [Fact]
    public async Task Ninety_days_without_a_use_want_a_sign_in_that_the_device_survives()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        world.Clock.Advance(TimeSpan.FromDays(91));
        await AssertOverAsync(world, me);
        await world.SignInAsync(xbox);
        await me.GetProfileAsync();
        Assert.Equal((2, AccountStatus.Active), (world.Prompt.Asked, me.Status));
    }

    [Fact]
    public async Task An_application_that_was_turned_out_is_told_so_once_and_never_knocks_again()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Xbox.ForgetNow(XboxTokenKind.MsaRefresh);
        world.Clock.Advance(TimeSpan.FromHours(25));
        await AssertOverAsync(world, me);
        Assert.Equal("", await world.CallsAsync(() => Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfileAsync())));
    }

    private static async Task AssertOverAsync(XboxWorld world, XboxAccount me)
    {
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfileAsync());
        Assert.Equal((SignInReason.Revoked, "refresh", AccountStatus.SignInRequired), (error.Reason, error.Step, me.Status));
        Assert.Equal("Your sign-in is no longer valid. Please sign in again.", error.UserMessage);
        Assert.Equal("replaced", Replaced.By("SignInRequired_Revoked", "replaced", () => error.UserMessage));
        Assert.Equal((1, 1), (world.Count("login.refresh"), world.Prompt.Asked));
    }
}
