using GameAuth.Emulator;

namespace GameAuth.Hytale.Tests.Emulated;

/// <summary>One that keeps tokens by it wants it with every call, the first included.</summary>
public class GatewayAccountIdTests
{
    [Theory]
    [InlineData(HytaleGatewayStyle.Documented)]
    [InlineData(HytaleGatewayStyle.KnownCode)]
    public async Task The_account_id_is_sent_from_the_code_to_the_end_of_a_session(HytaleGatewayStyle style)
    {
        await using EmulatedWorld world = await StartAsync(style, "emu-customer-7");
        HytaleAccount me = await world.SignInAsync();
        HytaleProfile profile = (await me.GetProfilesAsync())[0];
        await me.SelectProfileAsync(profile.Id);
        await (await me.CreateGameSessionAsync(profile.Id)).EndAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotEmpty(await me.GetProfilesAsync());
        Assert.All(world.Emulator.Log.Events, static call => Assert.NotEqual(400, call.Status));
        Assert.Equal(1, world.Emulator.Log.Count("gateway.refresh"));
    }

    [Theory]
    [InlineData(HytaleGatewayStyle.Documented)]
    [InlineData(HytaleGatewayStyle.KnownCode)]
    public async Task Whoever_has_set_none_is_told_which_option_it_is(HytaleGatewayStyle style)
    {
        await using EmulatedWorld world = await StartAsync(style, account: null);
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(world.SignInAsync);
        Assert.Contains(nameof(HytaleOptions.GatewayAccountId), error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), (world.Prompt.Asked, world.Emulator.Log.Count("gateway.device-code")));
    }

    private static Task<EmulatedWorld> StartAsync(HytaleGatewayStyle style, string? account) => EmulatedWorld.StartAsync(
        services => (services.Hytale.GatewayStyle, services.Hytale.GatewayRequiresAccountId) = (style, true),
        hytale => (hytale.Dialect, hytale.GatewayAccountId) = (HytaleDialect.Gateway, account));
}
