using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests.Browser;

/// <summary>Each step may refuse: the error says which, and no account is made of half a sign-in.</summary>
public class BrowserRefusalTests
{
    public static TheoryData<string, Fault, Type, string> Refusals() => new()
    {
        { "device", new Fault { At = "device.authenticate", XErr = 2148916227, XErrForm = XErrForm.Header }, typeof(AccountRestrictedException), "2148916227" },
        { "sisu authenticate", new Fault { At = "sisu.authenticate", XErr = 2148916227, XErrForm = XErrForm.Header }, typeof(AccountRestrictedException), "2148916227" },
        { "sisu authenticate", new Fault { At = "sisu.authenticate", XErr = 2148916242 }, typeof(GameAuthConfigurationException), "2148916242" },
        { "sisu authenticate", new Fault { At = "sisu.authenticate", XErr = 2148999999 }, typeof(ProviderException), "2148999999" },
        { "sisu authenticate", new Fault { At = "sisu.authenticate", Status = 403, Body = "{}" }, typeof(GameAuthConfigurationException), "TitleId" },
        { "sisu authenticate", Fault.EmptyForbidden("sisu.authenticate"), typeof(ProviderException), "403" },
        { "sisu authenticate", new Fault { At = "sisu.authenticate", Damage = BodyDamage.Html }, typeof(ProviderException), "sisu authenticate" },
        { "sisu authenticate", new Fault { At = "sisu.authenticate", Damage = BodyDamage.NullStrings }, typeof(ProviderException), "address" },
        { "sisu authenticate", Fault.TooManyRequests("sisu.authenticate", TimeSpan.FromSeconds(30)), typeof(ThrottledException), "sisu authenticate" },
        { "sisu authenticate", new Fault { At = "sisu.authenticate", Status = 503, Body = "", Times = null }, typeof(ProviderException), "503" },
        { "code exchange", new Fault { At = "login.code", OAuthError = "invalid_grant" }, typeof(ProviderException), "invalid_grant" },
        { "code exchange", new Fault { At = "login.code", OAuthError = "unauthorized_client" }, typeof(GameAuthConfigurationException), "unauthorized_client" },
        { "code exchange", Fault.DropAfter("login.code"), typeof(OutcomeUnknownException), "code exchange" },
        { "code exchange", new Fault { At = "login.code", Damage = BodyDamage.HalfJson }, typeof(OutcomeUnknownException), "code exchange" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_names_its_step_and_stores_no_account(string step, Fault fault, Type type, string word)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenBrowserAsync();
        world.Emulator.Faults.Add(fault);
        GameAuthException error = await Assert.ThrowsAnyAsync<GameAuthException>(() => xbox.SignInByBrowserAsync());
        Assert.Equal((type, step), (error.GetType(), error.Step));
        Assert.Contains(word, error.Message + (error as AccountRestrictedException)?.Code, StringComparison.Ordinal);
        Assert.True(error is not AccountRestrictedException { IsDevice: false });
        Assert.Null(await xbox.FindAsync());

        // What went wrong has left nothing behind that stands in the way.
        world.Emulator.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull((await xbox.SignInByBrowserAsync()).Gamertag);
    }

    [Theory]
    [InlineData("https://evil.example/oauth20_authorize.srf")]
    [InlineData("https://login.live.com.evil.example/")]
    [InlineData("https://login.live.com:8443/")]
    [InlineData("https://login.live.com@evil.example/")]
    [InlineData("http://login.live.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task A_page_that_is_not_Microsofts_is_refused_before_a_browser_opens(string page)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "sisu.authenticate", Status = 200, Body = $$"""{"MsaOauthRedirect":"{{page}}"}""", ContentType = "application/json" });
        VisitingPrompt prompt = new();
        IXboxAuth xbox = await world.OpenBrowserAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => xbox.SignInByBrowserAsync(prompt));
        Assert.Equal("sisu authenticate", error.Step);
        Assert.Empty(prompt.Shown);
    }

    [Fact]
    public async Task A_title_without_its_title_id_is_told_what_to_set_and_nothing_is_sent()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenBrowserAsync(options: static one => one.TitleId = null);
        VisitingPrompt prompt = new();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => xbox.SignInByBrowserAsync(prompt));
        Assert.Contains("Set TitleId", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (world.Emulator.Log.Events.Count, prompt.Shown.Count));

        // Not only on the day when the stored grant has ended.
        await world.SignInAsync(xbox);
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => xbox.SignInByBrowserAsync(prompt));
    }

    [Fact]
    public async Task A_stored_device_token_that_SISU_refuses_is_minted_again_once()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenBrowserAsync();
        await xbox.SignInByBrowserAsync();
        world.Emulator.Xbox.ForgetNow(XboxTokenKind.Device);
        Assert.Equal(
            "sisu.authenticate:401 " + BrowserWorld.SisuSteps,
            await world.CallsAsync(() => xbox.SignInByBrowserAsync(force: true)));

        world.Emulator.Faults.Add(new Fault { At = "sisu.authenticate", XErr = 2148916256, XErrForm = XErrForm.Header, Times = null });
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        ProviderException? error = null;
        string calls = await world.CallsAsync(async () => error = await Assert.ThrowsAsync<ProviderException>(() => xbox.SignInByBrowserAsync(force: true)));
        Assert.Equal(("sisu.authenticate:401 device.authenticate:200 sisu.authenticate:401", "2148916256", true), (calls, error!.Code, error.IsTransient));
    }
}
