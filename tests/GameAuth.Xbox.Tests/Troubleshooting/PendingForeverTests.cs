using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Troubleshooting;

/// <summary>"Authorization pending", forever: nobody comes to approve the code.</summary>
public class PendingForeverTests
{
    [Fact]
    public async Task A_code_that_nobody_approves_is_shown_anew_and_then_given_up_with_what_to_do()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.SignIns.Add(new SignInScript { Decision = SignInDecision.Never }));
        RecordingPrompt prompt = new(world.Prompt);
        IXboxAuth xbox = await world.OpenAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(xbox, XboxSignIn.DeviceCode(prompt)));
        Assert.Equal((SignInReason.TimedOut, 3), (error.Reason, world.Prompt.Asked));
        Assert.Equal("The code has expired before it was approved. Start again and approve it in time.", error.UserMessage);
        Assert.Equal([SignInPhase.Renewing, SignInPhase.Renewing, SignInPhase.Expired], prompt.Heard.Where(static phase => phase is not SignInPhase.Waiting));
    }

    [Fact]
    public async Task The_page_that_opens_has_the_code_filled_in_so_that_none_is_typed_wrongly()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync();
        Assert.EndsWith($"?otc={world.Prompt.Shown!.UserCode}", world.Prompt.Shown.PageWithCode!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sentence_can_be_replaced()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.SignIns.Add(new SignInScript { Decision = SignInDecision.Never }));
        IXboxAuth xbox = await world.OpenAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => world.SignInAsync(xbox));
        Assert.Equal("replaced", Replaced.By("SignInRequired_TimedOut", "replaced", () => error.UserMessage));
    }
}
