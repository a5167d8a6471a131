using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed class A_short_poll_interval : EmulatorTest
{
    protected override void Configure(EmulatorOptions options) => options.Xbox.PollInterval = TimeSpan.FromMilliseconds(10);

    [Fact]
    public async Task Is_announced_as_a_second_since_the_protocol_has_no_shorter_one() =>
        Assert.Equal(1, (await Client.ConnectAsync()).Json["interval"]!.GetValue<int>());
}
