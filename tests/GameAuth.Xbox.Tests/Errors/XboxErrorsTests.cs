using GameAuth.Emulator;
using XErrForm = GameAuth.Emulator.XErrForm;

namespace GameAuth.Xbox.Tests;

/// <summary>The whole table of codes, in every form in which hosts send them.</summary>
public class XboxErrorsTests
{
    private static readonly XboxErrorCode[] Setup =
        [XboxErrorCode.DevModeNotAuthorized, XboxErrorCode.ContentIsolation, XboxErrorCode.RetailAccountNotAllowed, XboxErrorCode.SandboxNotAllowed];

    private static readonly XboxErrorCode[] Parents =
    [
        XboxErrorCode.ExpiredDeviceToken, XboxErrorCode.ExpiredTitleToken, XboxErrorCode.ExpiredUserToken,
        XboxErrorCode.InvalidDeviceToken, XboxErrorCode.InvalidTitleToken, XboxErrorCode.InvalidUserToken,
    ];

    [Fact]
    public void The_table_has_the_codes_that_clients_agree_on()
    {
        uint[] known =
        [
            .. Range(0x00, 0x06), .. Range(0x08, 0x14), .. Range(0x16, 0x1C), 0x8015DC1E, .. Range(0x20, 0x25),
        ];
        Assert.Equal(known, Enum.GetValues<XboxErrorCode>().Select(static code => (uint)code));
    }

    [Theory]
    [InlineData(XErrForm.Number)]
    [InlineData(XErrForm.Text)]
    [InlineData(XErrForm.Header)]
    public async Task Every_code_is_the_error_that_its_caller_decides_on(XErrForm form)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        foreach (XboxErrorCode code in Enum.GetValues<XboxErrorCode>())
        {
            GameAuthException error = await RefusedAsync(world, me, new Fault { At = "xsts.authorize", XErr = (long)code, XErrForm = form, Times = null });
            string text = code.ToString("D");
            Assert.Equal(("xbox", "xsts"), (error.Provider, error.Step));
            Assert.Contains(text, error.Message, StringComparison.Ordinal);
            if (Setup.Contains(code))
            {
                Assert.Contains("Sandbox", Assert.IsType<GameAuthConfigurationException>(error).Message, StringComparison.Ordinal);
            }
            else if (Parents.Contains(code) || code is XboxErrorCode.ServiceUnavailableUnknownUser)
            {
                ProviderException failure = Assert.IsType<ProviderException>(error);
                Assert.Equal((text, true, 401), (failure.Code, failure.IsTransient, failure.Status));
            }
            else
            {
                AccountRestrictedException restricted = Assert.IsType<AccountRestrictedException>(error);
                Assert.Equal(text, restricted.Code);
                Assert.NotEqual(new AccountRestrictedException("made up", "0", helpUri: null).UserMessage, restricted.UserMessage);
                Assert.EndsWith(".", restricted.UserMessage, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("""{"XErr":"0x8015DC09"}""")]
    [InlineData("""{"XErr":"8015DC09"}""")]
    [InlineData("""{"XErr":-2146051063}""")]
    [InlineData("""{"XErr":2148916233,"Identity":null,"Message":null,"Redirect":null,"More":[1,{"a":null}]}""")]
    public async Task A_code_is_known_in_whatever_way_it_is_written(string body)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        GameAuthException error = await RefusedAsync(world, me, new Fault { At = "xsts.authorize", Status = 401, Body = body });
        Assert.Equal("2148916233", Assert.IsType<AccountRestrictedException>(error).Code);
    }

    [Theory]
    [InlineData("X-Err", "2148916238")]
    [InlineData("WWW-Authenticate", "XSTS error=\"child_not_in_family\"")]
    [InlineData("WWW-Authenticate", "XSTS realm=\"x\", error=\"2148916238\"")]
    public async Task A_code_in_one_header_alone_is_known_too(string header, string value)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        Fault fault = new() { At = "xsts.authorize", Status = 401, Body = "", Headers = new Dictionary<string, string> { [header] = value } };
        Assert.Equal("2148916238", Assert.IsType<AccountRestrictedException>(await RefusedAsync(world, me, fault)).Code);
    }

    [Theory]
    [InlineData("https://start.ui.xboxlive.com/CreateAccount?x=1", "https://start.ui.xboxlive.com/CreateAccount?x=1")]
    [InlineData("https://xboxlive.com.example.test/CreateAccount", "https://start.ui.xboxlive.com/CreateAccount")]
    [InlineData("http://start.ui.xboxlive.com/CreateAccount", "https://start.ui.xboxlive.com/CreateAccount")]
    [InlineData("javascript:alert(1)", "https://start.ui.xboxlive.com/CreateAccount")]
    public async Task A_help_page_is_Microsofts_or_the_one_of_the_table(string redirect, string shown)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        Fault fault = new() { At = "xsts.authorize", Status = 401, Body = $$"""{"XErr":2148916233,"Redirect":"{{redirect}}"}""" };
        Assert.Equal(shown, Assert.IsType<AccountRestrictedException>(await RefusedAsync(world, me, fault)).HelpUri!.AbsoluteUri);
    }

    [Fact]
    public async Task A_refusal_of_the_device_says_so()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "device.authenticate", XErr = (long)XboxErrorCode.EnforcementBan, Identity = "xdi" });
        IXboxAuth xbox = await world.OpenAsync();
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => world.SignInAsync(xbox));
        Assert.Equal(("2148916227", "device"), (error.Code, error.Step));
        Assert.Contains("this device", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "", "text/plain")]
    [InlineData(400, "{}", "application/json")]
    [InlineData(403, "<html>no</html>", "text/html")]
    [InlineData(401, """{"XErr":{"a":1}}""", "application/json")]
    [InlineData(401, """{"XErr":99999999999999999999}""", "application/json")]
    public async Task A_refusal_that_nobody_knows_is_a_failure_with_its_status(int status, string body, string type)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        Fault fault = new() { At = "xsts.authorize", Status = status, Body = body, ContentType = type };
        ProviderException error = Assert.IsType<ProviderException>(await RefusedAsync(world, me, fault));

        // A page is something else's word.
        Assert.Equal((status, type == "text/html", "xsts"), (error.Status, error.IsTransient, error.Step));
        Assert.Equal(AccountStatus.Active, me.Status);
    }

    [Theory]
    [InlineData("""{"XErr":2148999999}""", "2148999999")]
    [InlineData("""{"XErr":"2148916231"}""", "2148916231")]
    public async Task A_code_that_nobody_knows_keeps_its_number(string body, string code)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        ProviderException error = Assert.IsType<ProviderException>(await RefusedAsync(world, me, new Fault { At = "xsts.authorize", Status = 401, Body = body }));
        Assert.Equal((401, code, false), (error.Status, error.Code, error.IsTransient));
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
    }

    private static async Task<GameAuthException> RefusedAsync(XboxWorld world, XboxAccount me, Fault fault)
    {
        world.Emulator.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        world.Emulator.Faults.Add(fault);
        return await Assert.ThrowsAnyAsync<GameAuthException>(() => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask());
    }

    private static IEnumerable<uint> Range(uint from, uint to) => Enumerable.Range((int)from, (int)(to - from + 1)).Select(static low => 0x8015DC00 + (uint)low);
}
