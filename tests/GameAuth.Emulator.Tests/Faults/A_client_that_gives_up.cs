using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Faults;

public sealed class A_client_that_gives_up : EmulatorTest
{
    public A_client_that_gives_up() => Time = new ManualTime { WaitsEnd = false };

    [Fact]
    public async Task During_a_delay_leaves_an_event_and_no_effect()
    {
        Emulator.Faults.Add(new Fault { At = "profile", Delay = TimeSpan.FromHours(1) });
        using HttpClient http = new();
        using CancellationTokenSource patience = new();
        Task<HttpResponseMessage> request = http.GetAsync(Client.Address("profile.xboxlive.com", "/users/me/profile/settings"), patience.Token);
        await Time.FirstWait;

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        EmulatorEvent logged = await Emulator.Log.WaitForAsync(one => one.Step == "profile.settings");
        Assert.Equal((0, "the client gave up during the delay"), (logged.Status, logged.Note));
    }
}
