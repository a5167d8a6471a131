using GameAuth.Emulator;

namespace GameAuth.Xbox.Tests;

/// <summary>Ends of tokens that lie beyond what a calendar has once the clocks' difference is taken off.</summary>
public class OddEndTests
{
    [Theory]
    [InlineData("9999-12-31T23:59:59.9999999Z", -180)]
    [InlineData("9999-12-31T23:59:59.9999999Z", 180)]
    [InlineData("0001-01-01T00:00:00.0000000Z", 180)]
    [InlineData("0001-01-01T00:00:00.0000000Z", -180)]
    public async Task An_end_at_the_edge_of_time_is_read_or_refused_by_name(string end, int skew)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(emulator => emulator.ClockSkew = TimeSpan.FromMinutes(skew));
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(new Fault
        {
            At = "xsts.authorize",
            Status = 200,
            Body = $$$"""{"NotAfter":"{{{end}}}","Token":"made.up.token","DisplayClaims":{"xui":[{"uhs":"1"}]}}""",
        });
        Exception? error = await Record.ExceptionAsync(() => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask());
        Assert.True(error is null or GameAuthException, error?.ToString());
        Assert.Equal(AccountStatus.Active, me.Status);
    }
}
