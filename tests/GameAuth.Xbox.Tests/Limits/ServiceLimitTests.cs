using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

/// <summary>The published limits of the Xbox services, kept before any request of any client of the application's own.</summary>
public class ServiceLimitTests
{
    [Theory]
    [InlineData("GET", "https://profile.xboxlive.com/users/me", "profile", 10, 30)]
    [InlineData("GET", "https://social.xboxlive.com/users/me/people", "social", 10, 30)]
    [InlineData("GET", "https://peoplehub.xboxlive.com/users/me/people", "social", 10, 30)]
    [InlineData("GET", "https://userpresence.xboxlive.com/users/me", "presence-read", 10, 100)]
    [InlineData("POST", "https://userpresence.xboxlive.com/users/batch", "presence-read", 10, 100)]
    [InlineData("POST", "https://userpresence.xboxlive.com/users/me/devices/current/titles/current", "presence-write", 3, 30)]
    [InlineData("GET", "https://achievements.xboxlive.com/users/me/achievements", "achievements", 100, 300)]
    [InlineData("GET", "https://userstats.xboxlive.com/users/me", "stats", 100, 300)]
    [InlineData("GET", "https://clubhub.xboxlive.com/clubs/Ids(1)", "clubs", 10, 30)]
    [InlineData("GET", "https://privacy.xboxlive.com/users/me/people/mute", "privacy", 10, 30)]
    [InlineData("GET", "https://leaderboards.xboxlive.com/scids/1/leaderboards/a", "leaderboards", 30, 100)]
    [InlineData("GET", "https://sessiondirectory.xboxlive.com/handles/query", "sessions", 100, 300)]
    [InlineData("POST", "https://momatch.xboxlive.com/serviceconfigs/1/hoppers/a", "matches", 10, 100)]
    [InlineData("GET", "https://userposts.xboxlive.com/users/me", "posts", 100, 300)]
    [InlineData("PUT", "https://statswrite.xboxlive.com/stats/users/1", "stats-write", 100, 300)]
    public async Task A_service_lets_a_burst_through_and_so_many_in_five_minutes(string method, string target, string scope, int burst, int sustained)
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        CountingHandler wire = new();
        XboxAccount me = await OpenAsync(world, wire);
        using HttpClient client = me.CreateClient("own");
        IRequestPacer pacer = world.Services.GetRequiredService<IRequestPacer>();
        PaceRequest request = new([$"xbox/{scope}/{me.Id.Key}"]);
        DateTimeOffset start = world.Clock.GetUtcNow();
        for (int sent = 0; sent < sustained; sent += burst)
        {
            for (int i = 0; i < burst && sent + i < sustained; i++)
            {
                using HttpRequestMessage message = new(new HttpMethod(method), target);
                Task<HttpResponseMessage> sending = client.SendAsync(message);
                Assert.True(sending.IsCompletedSuccessfully, $"Request {sent + i + 1} had to wait.");
                (await sending).Dispose();
            }

            DateTimeOffset earliest = pacer.Estimate(request);
            Assert.Equal(sent + burst < sustained ? world.Clock.GetUtcNow().AddSeconds(15) : start.AddSeconds(300), earliest);
            world.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(sustained, wire.Count);
    }

    [Fact]
    public async Task One_more_than_the_burst_waits_for_its_turn()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        CountingHandler wire = new();
        using HttpClient client = (await OpenAsync(world, wire)).CreateClient("own");
        Task[] sending = [.. Enumerable.Range(0, 11).Select(_ => client.GetAsync(new Uri("https://social.xboxlive.com/users/me/people")))];
        Assert.Equal(10, wire.Count);
        world.Clock.Advance(TimeSpan.FromSeconds(15));
        await Task.WhenAll(sending);
        Assert.Equal(11, wire.Count);
    }

    [Fact]
    public async Task Players_and_services_are_counted_apart_and_a_host_without_a_limit_not_at_all()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync(XboxWorld.TwoPlayers);
        CountingHandler wire = new();
        XboxAccount ada = await OpenAsync(world, wire);
        XboxAccount ben = await world.Services.GetRequiredService<IXboxAuth>().SignInAsync(XboxSignIn.DeviceCode(world.Prompt) with { ForcePrompt = true });
        using HttpClient one = ada.CreateClient("own");
        using HttpClient other = ben.CreateClient("own");
        foreach (string host in (string[])["social", "privacy", "titlehub", "titlehub"])
        {
            foreach (HttpClient client in (HttpClient[])[one, other])
            {
                Assert.All(Enumerable.Range(0, 10), _ => Assert.True(client.GetAsync(new Uri($"https://{host}.xboxlive.com/x")).IsCompletedSuccessfully));
            }
        }

        Assert.Equal(80, wire.Count);
    }

    private static async Task<XboxAccount> OpenAsync(XboxWorld world, CountingHandler wire)
    {
        IHost host = await world.StartApplicationAsync(app => app.Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => wire).AddXboxAuthentication());
        return await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
    }
}
