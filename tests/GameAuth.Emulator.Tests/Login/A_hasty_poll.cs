using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed class A_hasty_poll : EmulatorTest
{
    protected override void Configure(EmulatorOptions options)
    {
        options.Xbox.EnforcePollInterval = true;
        options.SignIns.Add(new SignInScript { AfterPolls = 3 });
    }

    [Fact]
    public async Task Is_told_to_slow_down_and_its_interval_grows_by_five_seconds()
    {
        string code = (await Client.ConnectAsync())["device_code"];

        string[] errors =
        [
            await PollAfterAsync(code, 5), await PollAfterAsync(code, 4), await PollAfterAsync(code, 9), await PollAfterAsync(code, 15),
        ];

        Assert.Equal(["authorization_pending", "slow_down", "slow_down", ""], errors);
    }

    private async Task<string> PollAfterAsync(string code, int seconds)
    {
        Time.Advance(TimeSpan.FromSeconds(seconds));
        return (await Client.PollAsync(code)).Json["error"]?.GetValue<string>() ?? "";
    }
}
