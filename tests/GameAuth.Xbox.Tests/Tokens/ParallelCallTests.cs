using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

/// <summary>Ten thousand requests at once through a client of the account, to a host that has no limits of its own: what they cost the authentication hosts.</summary>
public class ParallelCallTests
{
    private const int Requests = 10_000;
    private static readonly Uri Target = new("https://titlehub.xboxlive.com/users/me/titles");

    [Fact]
    public async Task With_an_expired_XSTS_token_they_cost_one_XSTS_call_and_no_refresh()
    {
        TokenWire wire = new();
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await SignInAsync(world, wire);
        world.Clock.Advance(TimeSpan.FromHours(17));
        Assert.Equal("xsts.authorize:200", await world.CallsAsync(() => SendAllAsync(me, Requests)));
        Assert.Equal((Requests, 1), (wire.Count, wire.Tokens));
    }

    [Fact]
    public async Task With_an_expired_Microsoft_token_too_they_cost_one_refresh_and_one_XSTS_call()
    {
        TokenWire wire = new();
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await SignInAsync(world, wire);
        world.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal("login.refresh:200 xsts.authorize:200", await world.CallsAsync(() => SendAllAsync(me, Requests)));
        Assert.Equal((Requests, 1), (wire.Count, wire.Tokens));
    }

    [Fact]
    public async Task With_everything_expired_each_host_is_asked_once()
    {
        TokenWire wire = new();
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await SignInAsync(world, wire);
        world.Clock.Advance(TimeSpan.FromDays(15));
        await world.CallsAsync(() => SendAllAsync(me, Requests));
        Assert.Equal(
            (1, 1, 1, 0),
            (world.Count("device.authenticate"), world.Count("login.refresh"), world.Count("sisu.authorize"), world.Count("xsts.authorize")));
        Assert.Equal((Requests, 1), (wire.Count, wire.Tokens));
    }

    [Fact]
    public async Task With_half_of_them_refused_in_flight_while_the_token_expires_they_cost_one_XSTS_call_all_the_same()
    {
        TokenWire wire = new();

        // A life shorter than the time limit of a request, which goes by the same clock.
        await using XboxWorld world = await XboxWorld.StartLiveAsync(static emulator => emulator.Xbox.Lifetimes.Xsts = TimeSpan.FromSeconds(60));
        XboxAccount me = await SignInAsync(world, wire);
        TaskCompletionSource refusal = wire.RefuseWhatComesNow();
        Task<int> early = Task.Run(() => SendAllAsync(me, Requests / 2));
        await wire.HeldAsync(Requests / 2);
        wire.Hold = false;
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        string calls = await world.CallsAsync(async () =>
        {
            Task<int> late = Task.Run(() => SendAllAsync(me, Requests / 2));
            refusal.SetResult();
            await Task.WhenAll(early, late);
        });
        Assert.Equal("xsts.authorize:200", calls);

        // Each of the early half once more, with the token that the one call brought.
        Assert.Equal((Requests + (Requests / 2), 2), (wire.Count, wire.Tokens));
    }

    private static async Task<int> SendAllAsync(XboxAccount me, int requests)
    {
        using HttpClient client = me.CreateClient("own");
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, requests).Select(_ => Task.Run(async () =>
        {
            using HttpResponseMessage response = await client.GetAsync(Target);
            return response.StatusCode;
        })));
        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer));
        return answers.Length;
    }

    private static async Task<XboxAccount> SignInAsync(XboxWorld world, TokenWire wire)
    {
        IHost host = await world.StartApplicationAsync(app => app.Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => wire).AddXboxAuthentication());
        return await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
    }
}
