using GameAuth.ProviderContract;
using GameAuth.Providers;

namespace GameAuth.Hytale.Tests.Limits;

/// <summary>An account's own client falls under the documented limits, and waits where a typed call fails fast.</summary>
public sealed class ClientLimitTests
{
    [Fact]
    public async Task A_client_waits_for_its_permit()
    {
        await using HytaleWorld world = new() { Family = static gameAuth => gameAuth.AddPaceRules(new PaceRule("hytale/profiles/*", new PaceWindow(2, TimeSpan.FromMinutes(10)))) };
        HytaleAccount me = await world.SignInAsync();
        await me.GetProfilesAsync();
        Uri target = new("https://account-data.hytale.com/my-account/get-profiles");
        using HttpClient client = me.CreateClient();
        Task<HttpResponseMessage> waiting = client.GetAsync(target);
        await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfilesAsync());
        await ProviderHarness.UntilAsync(() => world.Clock.PendingTimers > 0);
        Assert.False(waiting.IsCompleted);

        await world.PassAsync(TimeSpan.FromMinutes(11));
        using HttpResponseMessage response = await waiting.WaitAsync(ProviderHarness.Patience);
        Assert.Equal(200, (int)response.StatusCode);
    }
}
