using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>A refusal of the device says nothing about the player.</summary>
public class DeviceRefusalTests
{
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    [Fact]
    public async Task A_banned_device_is_told_apart_from_a_banned_player()
    {
        AccountRestrictedException device = await BannedAsync("xdi", AccountStatus.Active);
        AccountRestrictedException player = await BannedAsync("0", AccountStatus.Restricted);
        Assert.Equal((true, false), (device.IsDevice, player.IsDevice));
        Assert.Equal(device.Code, player.Code);
        Assert.NotEqual(device.UserMessage, player.UserMessage);
        Assert.Contains("device is banned", device.UserMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_without_a_sentence_of_its_own_still_speaks_of_the_device()
    {
        AccountRestrictedException error = await BannedAsync("xdi", AccountStatus.Active, XboxErrorCode.AccountTypeNotAllowed);
        Assert.Contains("This device", error.UserMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_call_is_about_the_device_even_where_only_a_header_has_the_code()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenAsync();
        XboxAccount me = await world.SignInAsync(xbox);
        await xbox.ForgetDeviceAsync();
        world.Emulator.Faults.Add(new Fault { At = "device.authenticate", XErr = (long)XboxErrorCode.EnforcementBan, XErrForm = XErrForm.Header, Times = null });
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => me.GetXstsTokenAsync(RelyingParty).AsTask());
        Assert.Equal((true, "device", AccountStatus.Active), (error.IsDevice, error.Step, me.Status));
    }

    private static async Task<AccountRestrictedException> BannedAsync(string identity, AccountStatus after, XboxErrorCode code = XboxErrorCode.EnforcementBan)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault { At = "xsts.authorize", XErr = (long)code, Identity = identity, Times = null });
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => me.GetXstsTokenAsync(RelyingParty).AsTask());
        Assert.Equal(after, me.Status);
        return error;
    }
}
