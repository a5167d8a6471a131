using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Realtime;

/// <summary>An emulator whose clock goes on when a test says so, and connections to its RTA host.</summary>
public abstract class RtaTest : EmulatorTest
{
    internal const string Quest = "https://achievements.xboxlive.com/users/xuid(2814600000000001)/achievements/e0000000-0000-4000-8000-00000000000a";
    internal const string Mine = "https://userpresence.xboxlive.com/users/xuid(2814600000000001)/richpresence";
    internal const string Friend = "https://userpresence.xboxlive.com/users/xuid(2814600000000101)/richpresence";

    protected RtaTest() => Time = new ManualTime { WaitsForAdvance = true };

    internal async Task<RtaClient> ConnectAsync() => await RtaClient.ConnectAsync(Emulator, await Client.AuthorizationAsync());

    internal Task<EmulatorEvent> LoggedAsync(string step) =>
        Emulator.Log.WaitForAsync(one => one.Step == step, new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
}
