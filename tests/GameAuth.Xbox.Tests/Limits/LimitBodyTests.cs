using System.Net;
using GameAuth.Emulator;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests;

/// <summary>The body of a 429 teaches the pacer a window; the caller has the body all the same.</summary>
public class LimitBodyTests
{
    private const string Stricter = """{"version":1,"currentRequests":3,"maxRequests":2,"periodInSeconds":15,"type":"burst"}""";

    [Theory]
    [InlineData(Stricter)]
    [InlineData("""{"version":1,"currentRequests":3,"maxRequests":2,"periodInSeconds":15,"limitType":"Rate"}""")]
    [InlineData("""{"maxRequests":"2","periodInSeconds":"15","more":[{}]}""")]
    public async Task A_window_that_a_service_names_holds_from_then_on(string body)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(Throttling("profile.settings", body, TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfileAsync());
        DateTimeOffset first = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await me.GetProfileAsync();
        Assert.Equal(first.AddSeconds(15), Next(world, $"xbox/profile/{me.Id.Key}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("<html>no</html>")]
    [InlineData("""{"maxRequests":0,"periodInSeconds":15}""")]
    [InlineData("""{"maxRequests":-1,"periodInSeconds":15}""")]
    [InlineData("""{"maxRequests":1,"periodInSeconds":0}""")]
    [InlineData("""{"maxRequests":1,"periodInSeconds":86401}""")]
    [InlineData("""{"maxRequests":99999999999,"periodInSeconds":15}""")]
    [InlineData("""{"maxRequests":1.5,"periodInSeconds":15}""")]
    [InlineData("""{"maxRequests":null,"periodInSeconds":15}""")]
    [InlineData("""{"maxRequests":1,"periodInSeconds":99999999999999999999}""")]
    public async Task Nonsense_teaches_nothing(string body)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(Throttling("profile.settings", body, TimeSpan.FromSeconds(1)));
        await Assert.ThrowsAsync<ThrottledException>(() => me.GetProfileAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await me.GetProfileAsync();
        Assert.Equal(world.Clock.GetUtcNow(), Next(world, $"xbox/profile/{me.Id.Key}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    [InlineData(2_000_000)]
    public async Task The_caller_still_has_the_whole_body_however_long(int padding)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        string body = Stricter + new string(' ', padding);
        world.Emulator.Faults.Add(Throttling("profile.settings", body, TimeSpan.FromSeconds(1)));
        using HttpClient client = me.CreateClient();
        using HttpResponseMessage response = await client.GetAsync(new Uri(world.Emulator.Configuration["GameAuth:Xbox:Endpoints:profile"] + "/users/me/profile/settings?settings=Gamertag"));
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_authentication_host_teaches_its_own_scope()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await world.SignInAsync();
        world.Emulator.Faults.Add(Throttling("xsts.authorize", """{"version":1,"currentRequests":2,"maxRequests":1,"periodInSeconds":300,"type":"sustain"}""", TimeSpan.FromMinutes(1)));
        await Assert.ThrowsAsync<ThrottledException>(() => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask());
        world.Clock.Advance(TimeSpan.FromMinutes(1.1));
        await me.GetXstsTokenAsync("rp://api.minecraftservices.com/");
        Assert.Equal(world.Clock.GetUtcNow().AddSeconds(300), Next(world, "xbox/auth/xsts"));
        Assert.Equal(world.Clock.GetUtcNow(), Next(world, "xbox/auth/sisu"));
    }

    private static Fault Throttling(string at, string body, TimeSpan retryAfter) => new() { At = at, Status = 429, Body = body, RetryAfter = retryAfter };

    private static DateTimeOffset Next(XboxWorld world, string scope) => world.Services.GetRequiredService<IRequestPacer>().Estimate(new PaceRequest([scope]));
}
