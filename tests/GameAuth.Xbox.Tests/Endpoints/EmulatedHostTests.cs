using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests.Endpoints;

/// <summary>With an emulator's addresses nothing of an account reaches a live host.</summary>
public class EmulatedHostTests
{
    public static TheoryData<string> Names => [.. XboxDefaults.Endpoints.Keys.Where(static name => name is not "login")];

    [Fact]
    public async Task A_typed_client_with_a_live_address_of_its_own_calls_the_emulator()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await StartAsync(world);
        using HttpClient client = me.CreateClient("own");
        string calls = await world.CallsAsync(async () =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"/users/xuid({me.Xuid})/titles/titlehistory/decoration/achievement", UriKind.Relative));
            request.Headers.Add("x-xbl-contract-version", "2");
            request.Headers.Add("Accept-Language", "en-US");
            using HttpResponseMessage answer = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
        Assert.Equal("titlehub.history:200", calls);
    }

    [Theory]
    [InlineData("https://privacy.xboxlive.com/users/me")]
    [InlineData("https://licensing.mp.microsoft.com/")]
    [InlineData("https://titlehub.xboxlive.com:8443/")]
    [InlineData("https://example.test/")]
    public async Task A_live_host_that_is_not_emulated_is_refused_before_a_token_is_touched(string target)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await StartAsync(world);
        world.Clock.Advance(TimeSpan.FromDays(2));
        using HttpClient client = me.CreateClient("own");
        Assert.Empty(await world.CallsAsync(async () =>
        {
            IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => client.GetAsync(new Uri(target)));
            Assert.Equal("audience", error.Step);
        }));
    }

    [Theory]
    [InlineData("logn", "the names are")]
    [InlineData("title-hub", "the names are")]
    [InlineData("login.live.com", "write Endpoints:login")]
    [InlineData("titlehub.xboxlive.com", "write Endpoints:titlehub")]
    public async Task A_misspelt_endpoint_fails_the_start(string name, string fix)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => world.OpenAsync(options => options.Endpoints[name] = new Uri("http://127.0.0.1:9")));
        Assert.Contains($"Endpoints:{name} is", error.Message, StringComparison.Ordinal);
        Assert.Contains(fix, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_host_that_was_moved_gets_none_of_the_tokens_that_are_stored(string name)
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await world.SignInAsync();
        IXboxAuth moved = await world.OpenAsync(options => options.Endpoints[name] = new Uri("https://moved.example"));
        Assert.Empty(await world.CallsAsync(async () => Assert.Null(await moved.FindAsync())));
        Assert.Null(await moved.FindAsync(me.Id));
        Assert.Equal(me.Id, (await (await world.OpenAsync()).FindAsync())!.Id);
    }

    private static async Task<XboxAccount> StartAsync(XboxWorld world)
    {
        IHost host = await world.StartApplicationAsync(
            static app => app.Services.AddHttpClient("own", static client => client.BaseAddress = new Uri("https://titlehub.xboxlive.com")).AddXboxAuthentication());
        return await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
    }
}
