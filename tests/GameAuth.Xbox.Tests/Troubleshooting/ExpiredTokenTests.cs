using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Troubleshooting;

/// <summary>"Expired token": the player took longer than the code lives.</summary>
public class ExpiredTokenTests
{
    [Fact]
    public async Task A_code_that_has_expired_is_replaced_by_a_new_one_without_a_restart()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "login.poll", OAuthError = "expired_token" });
        XboxAccount me = await world.SignInAsync();
        Assert.Equal((2, 2, AccountStatus.Active), (world.Prompt.Asked, world.Count("login.connect"), me.Status));
    }

    [Fact]
    public async Task When_every_code_has_expired_the_player_is_told_to_start_again()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "login.poll", OAuthError = "expired_token", Times = 3 });
        IXboxAuth xbox = await world.OpenAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(xbox));
        Assert.Equal((SignInReason.TimedOut, "device code poll"), (error.Reason, error.Step));
        Assert.Equal("The code has expired before it was approved. Start again and approve it in time.", error.UserMessage);
        Assert.Equal("replaced", Replaced.By("SignInRequired_TimedOut", "replaced", () => error.UserMessage));

        await (await world.SignInAsync(xbox)).GetProfileAsync();
    }
}
