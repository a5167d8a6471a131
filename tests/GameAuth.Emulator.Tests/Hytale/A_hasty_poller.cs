using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_hasty_poller : HytaleTest
{
    protected override void Configure(EmulatorOptions options, HytaleEmulatorOptions hytale)
    {
        hytale.EnforcePollInterval = true;
        options.SignIns.Add(new SignInScript { Decision = SignInDecision.Never });
    }

    [Fact]
    public async Task Is_slowed_down_by_five_seconds_each_time()
    {
        string code = (await Client.HytaleDeviceAsync())["device_code"];
        await Client.HytalePollAsync(code);

        Assert.Equal("slow_down", (await Client.HytalePollAsync(code))["error"]);
        Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("slow_down", (await Client.HytalePollAsync(code))["error"]);
        Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("authorization_pending", (await Client.HytalePollAsync(code))["error"]);
    }
}
