using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>What login.live.com refuses, as the caller hears it.</summary>
public class LoginErrorTests
{
    [Theory]
    [InlineData("login.connect", "unauthorized_client")]
    [InlineData("login.connect", "invalid_scope")]
    [InlineData("login.poll", "unauthorized_client")]
    public async Task A_client_that_is_set_up_wrongly_is_told_what_to_mend(string at, string word)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = at, OAuthError = word });
        IXboxAuth xbox = await world.OpenAsync();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => world.SignInAsync(xbox));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unauthorized_client")]
    [InlineData("invalid_scope")]
    public async Task A_client_that_was_set_up_wrongly_since_keeps_its_grant(string word)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Faults.Add(new Fault { At = "login.refresh", OAuthError = word });
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => me.GetProfileAsync());
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Equal(AccountStatus.Active, me.Status);

        // A failed refresh rests before the next one.
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        await me.GetProfileAsync();
        Assert.Equal((2, 1), (world.Count("login.refresh"), world.Prompt.Asked));
    }

    [Fact]
    public async Task A_revoked_grant_asks_for_a_sign_in_and_is_not_tried_again()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        world.Emulator.Xbox.ForgetNow(XboxTokenKind.MsaRefresh);
        world.Clock.Advance(TimeSpan.FromHours(25));
        for (int i = 0; i < 3; i++)
        {
            SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfileAsync());
            Assert.Equal(SignInReason.Revoked, error.Reason);
        }

        Assert.Equal((1, AccountStatus.SignInRequired), (world.Count("login.refresh"), me.Status));
        await world.SignInAsync(xbox);
        Assert.Equal((2, AccountStatus.Active), (world.Prompt.Asked, me.Status));
        await me.GetProfileAsync();
    }

    [Fact]
    public async Task A_refusal_while_polling_ends_the_sign_in()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "login.poll", OAuthError = "invalid_grant" });
        IXboxAuth xbox = await world.OpenAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.SignInAsync(xbox));
        Assert.Equal(("invalid_grant", 1), (error.Code, world.Count("login.poll")));
    }

    [Fact]
    public async Task A_lost_refresh_is_told_apart_from_a_revoked_grant()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Faults.Add(Fault.DropAfter("login.refresh"));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => me.GetProfileAsync());
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => me.GetProfileAsync());
        Assert.Equal((SignInReason.RefreshOutcomeUnknown, 2), (error.Reason, world.Count("login.refresh")));
    }

    [Theory]
    [InlineData("device.authenticate", "device")]
    [InlineData("sisu.authorize", "sisu")]
    [InlineData("xsts.authorize", "xsts")]
    public async Task A_limit_says_when_and_the_next_call_is_not_sent_before(string at, string step)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        await xbox.ForgetDeviceAsync();
        world.Emulator.Faults.Add(Fault.TooManyRequests(at, TimeSpan.FromMinutes(5)));
        world.Emulator.Log.Clear();

        ThrottledException first = await Assert.ThrowsAsync<ThrottledException>(() => MintAsync(me));
        Assert.Equal((step, true), (first.Step, first.WasSent));
        Assert.InRange(first.RetryAt - world.Clock.GetUtcNow(), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.1));
        await Assert.ThrowsAsync<ThrottledException>(() => MintAsync(me));
        Assert.Equal(1, world.Count(at));

        world.Clock.Advance(TimeSpan.FromMinutes(5.1));
        await MintAsync(me);
    }

    [Theory]
    [InlineData("login.connect", "device code", false, 0)]
    [InlineData("login.connect", "device code", true, 180)]
    [InlineData("login.connect", "device code", true, -180)]
    public async Task A_limit_on_the_way_to_a_code_says_when_by_this_clock(string at, string step, bool asDate, int skew)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator => emulator.ClockSkew = TimeSpan.FromMinutes(skew));
        IXboxAuth xbox = await world.OpenAsync();
        world.Emulator.Faults.Add(Fault.TooManyRequests(at, TimeSpan.FromMinutes(5)) with { RetryAfterAsDate = asDate });
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => world.SignInAsync(xbox));
        Assert.Equal((step, true), (error.Step, error.WasSent));
        Assert.InRange(error.RetryAt - world.Clock.GetUtcNow(), TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(5.1));
        await Assert.ThrowsAsync<ThrottledException>(() => world.SignInAsync(xbox));
        Assert.Equal(1, world.Count(at));
        world.Clock.Advance(TimeSpan.FromMinutes(5.1));
        await world.SignInAsync(xbox);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_limit_on_a_refresh_costs_no_grant(bool asDate)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromDays(15));
        world.Emulator.Faults.Add(Fault.TooManyRequests("login.refresh", TimeSpan.FromMinutes(5)) with { RetryAfterAsDate = asDate });
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfileAsync());
        Assert.InRange(error.RetryAt - world.Clock.GetUtcNow(), TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(5.1));
        await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfileAsync());
        Assert.Equal((1, AccountStatus.Active), (world.Count("login.refresh"), me.Status));
        world.Clock.Advance(TimeSpan.FromMinutes(5.1));
        await me.GetProfileAsync();
        Assert.Equal((2, 1), (world.Count("login.refresh"), world.Prompt.Asked));
    }

    private static Task<XstsToken> MintAsync(XboxAccount me) => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask();
}
