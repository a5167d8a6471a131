using GameAuth.Emulator;

namespace GameAuth.Hytale.Tests.Emulated;

/// <summary>The whole way against services that were written without knowledge of this client.</summary>
public class EmulatedTests
{
    public static TheoryData<HytaleDialect, HytaleGatewayStyle> Services => new()
    {
        { HytaleDialect.Direct, HytaleGatewayStyle.Documented },
        { HytaleDialect.Gateway, HytaleGatewayStyle.Documented },
        { HytaleDialect.Gateway, HytaleGatewayStyle.KnownCode },
    };

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_server_is_signed_in_kept_alive_and_ended(HytaleDialect dialect, HytaleGatewayStyle style)
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(
            services =>
            {
                services.SignIns.Add(new SignInScript { AfterPolls = 2 });
                services.Hytale.GatewayStyle = style;
            },
            hytale => hytale.Dialect = dialect);
        HytaleAccount me = await world.SignInAsync();
        Assert.Equal(1, world.Prompt.Asked);
        HytaleProfile profile = (await me.GetProfilesAsync())[0];
        await me.SelectProfileAsync(profile.Id);
        HytaleGameSession session = await me.CreateGameSessionAsync(profile.Id);
        string first = session.SessionToken.Reveal();
        Assert.InRange(session.ExpiresAt - world.Clock.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));

        await world.RenewedAsync(session);
        Assert.NotEqual(first, session.SessionToken.Reveal());
        Assert.Equal((ResourceState.Live, 1), (session.State, world.Emulator.Hytale.Sessions.Count));
        await session.EndAsync();
        Assert.Empty(world.Emulator.Hytale.Sessions);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_declined_code_is_a_no(HytaleDialect dialect, HytaleGatewayStyle style)
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

    [Theory]
    [InlineData(HytaleLimiterStyle.Window)]
    [InlineData(HytaleLimiterStyle.TokenBucket)]
    public async Task No_limit_is_passed_however_the_service_counts(HytaleLimiterStyle style)
    {
        await using EmulatedWorld world = await EmulatedWorld.StartAsync(services => services.Hytale.LimiterStyle = style, static hytale => hytale.Dialect = HytaleDialect.Gateway);
        HytaleAccount me = await world.SignInAsync();
        for (int hour = 0; hour < 2; hour++)
        {
            // The sign-in has asked once.
            for (int i = hour == 0 ? 1 : 0; i < 20; i++)
            {
                await me.GetProfilesAsync();
            }

            ThrottledException held = await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfilesAsync());
            Assert.False(held.WasSent);
            world.Clock.Advance(TimeSpan.FromMinutes(61));
        }
    }
}
