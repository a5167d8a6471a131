using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>A parent token that the service no longer takes is minted again, once.</summary>
public class RefusedParentTests
{
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    [Theory]
    [InlineData(XboxTokenKind.Device, "xsts.authorize:401 device.authenticate:200 sisu.authorize:200 xsts.authorize:200")]
    [InlineData(XboxTokenKind.Title, "xsts.authorize:401 sisu.authorize:200 xsts.authorize:200")]
    [InlineData(XboxTokenKind.User, "xsts.authorize:401 sisu.authorize:200 xsts.authorize:200")]
    public async Task An_XSTS_call_names_the_parent_that_is_over(XboxTokenKind kind, string calls)
    {
        foreach (bool forgotten in (bool[])[false, true])
        {
            await using XboxWorld world = await XboxWorld.StartAsync();
            XboxAccount me = await world.SignInAsync();
            Assert.True((forgotten ? world.Emulator.Xbox.ForgetNow(kind) : world.Emulator.Xbox.ExpireNow(kind)) > 0);
            Assert.Equal(calls, await world.CallsAsync(() => me.GetXstsTokenAsync(RelyingParty).AsTask()));
        }
    }

    [Theory]
    [InlineData(XboxErrorCode.ExpiredDeviceToken, "xsts.authorize:401 device.authenticate:200 sisu.authorize:200 xsts.authorize:200")]
    [InlineData(XboxErrorCode.ExpiredTitleToken, "xsts.authorize:401 sisu.authorize:200 xsts.authorize:200")]
    [InlineData(XboxErrorCode.ExpiredUserToken, "xsts.authorize:401 sisu.authorize:200 xsts.authorize:200")]
    [InlineData(XboxErrorCode.InvalidDeviceToken, "xsts.authorize:401 device.authenticate:200 sisu.authorize:200 xsts.authorize:200")]
    [InlineData(XboxErrorCode.InvalidTitleToken, "xsts.authorize:401 sisu.authorize:200 xsts.authorize:200")]
    [InlineData(XboxErrorCode.InvalidUserToken, "xsts.authorize:401 sisu.authorize:200 xsts.authorize:200")]
    public async Task A_parent_that_a_header_alone_names_is_minted_again_too(XboxErrorCode code, string calls)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", XErr = (long)code, XErrForm = XErrForm.Header });
        Assert.Equal(calls, await world.CallsAsync(() => me.GetXstsTokenAsync(RelyingParty).AsTask()));
        Assert.Equal((0, 1, AccountStatus.Active), (world.Count("login.refresh"), world.Prompt.Asked, me.Status));
    }

    [Theory]
    [InlineData(XboxTokenKind.Device, "sisu.authorize:401 device.authenticate:200 sisu.authorize:200")]
    [InlineData(XboxTokenKind.MsaAccess, "sisu.authorize:401 login.refresh:200 sisu.authorize:200")]
    public async Task A_SISU_call_names_the_parent_that_is_over(XboxTokenKind kind, string calls)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator =>
        {
            emulator.Xbox.Lifetimes.User = TimeSpan.FromHours(1);
            emulator.Xbox.Lifetimes.Xsts = TimeSpan.FromHours(1);
        });
        XboxAccount me = await world.SignInAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Emulator.Xbox.ExpireNow(kind);
        Assert.Equal(calls, await world.CallsAsync(() => me.GetXstsTokenAsync(XboxDefaults.RelyingParty).AsTask()));
    }

    [Fact]
    public async Task A_title_token_beside_another_device_token_is_mended_by_SISU()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", XErr = (long)XboxErrorCode.TitleUsageByDeviceExceeded });
        Assert.Equal(
            "xsts.authorize:401 sisu.authorize:200 xsts.authorize:200",
            await world.CallsAsync(() => me.GetXstsTokenAsync(RelyingParty).AsTask()));
    }

    [Fact]
    public async Task A_parent_that_is_refused_again_ends_the_mint_with_its_code()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", XErr = (long)XboxErrorCode.ExpiredUserToken, Times = null });
        ProviderException? error = null;
        string calls = await world.CallsAsync(async () => error = await Assert.ThrowsAsync<ProviderException>(() => me.GetXstsTokenAsync(RelyingParty).AsTask()));
        Assert.Equal("xsts.authorize:401 sisu.authorize:200 xsts.authorize:401", calls);
        Assert.Equal(("2148916258", "xsts", true), (error!.Code, error.Step, error.IsTransient));
        Assert.Equal(AccountStatus.Active, me.Status);
    }
}
