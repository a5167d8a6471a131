using GameAuth.Emulator;

namespace GameAuth.Hytale.Tests.Emulated;

public class DeclinedCodeTests
{
    [Theory]
    [MemberData(nameof(EmulatedTests.Services), MemberType = typeof(EmulatedTests))]
    public async Task A_declined_code_is_a_no_at_every_service(HytaleDialect dialect, HytaleGatewayStyle style)
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(
            services =>
            {
                services.SignIns.Add(new SignInScript { Decision = SignInDecision.Decline });
                services.Hytale.GatewayStyle = style;
            },
            hytale => hytale.Dialect = dialect);
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(world.SignInAsync);
        Assert.Equal((SignInReason.Declined, 1), (error.Reason, world.Prompt.Asked));
    }
}
