using System.Net;
using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

/// <summary>A request with a cached token: bytes are counted, never time.</summary>
public class AttachAllocationTests
{
    private const int Requests = 200;

    [Fact]
    public async Task A_cached_token_is_had_at_once_and_for_nothing()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        XboxAccount me = await world.SignInAsync();
        Assert.Equal(0, Least(() =>
        {
            ValueTask<XstsToken> token = me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
            Assert.True(token.IsCompletedSuccessfully);
        }));
    }

    [Theory]
    [InlineData(false, XboxEndpointList.Bundled, 448)]
    [InlineData(false, XboxEndpointList.Refreshed, 448)]
    [InlineData(true, XboxEndpointList.Bundled, 736)]
    [InlineData(true, XboxEndpointList.Refreshed, 736)]
    public async Task The_way_of_a_request_with_a_cached_token_allocates_at_most_so_many_bytes(bool signs, XboxEndpointList list, int most)
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        IHost host = await world.StartApplicationAsync(
            static app => app.Services.AddHttpClient("own")
                .ConfigurePrimaryHttpMessageHandler(static () => new AnsweringHandler()).RemoveAllLoggers().AddXboxAuthentication(),
            options => (options.SignRequests, options.EndpointList) = (signs, list));
        XboxAccount me = await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
        Uri target = new("https://titlehub.xboxlive.com/users/me");
        string header = "XBL3.0 x=1;" + new string('a', 2000);

        using HttpClient ours = me.CreateClient("own");
        Assert.True(ours.SendAsync(new HttpRequestMessage(HttpMethod.Get, target)).IsCompletedSuccessfully);
        await world.ListIsReadyAsync();
        long with = Least(() =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, target);
            ours.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).GetAwaiter().GetResult().Dispose();
        });

        // The limit is that of the whole way of a request, beside a client with no way at all. A signature is a string of 232 bytes.
        using HttpClient plain = new(new AnsweringHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        long client = Least(() =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, target);
            request.Headers.TryAddWithoutValidation("Authorization", header);
            plain.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).GetAwaiter().GetResult().Dispose();
        });
        Assert.InRange((with - client) / Requests, 0, most);
    }

    [Fact]
    public async Task A_request_that_is_paced_and_signed_allocates_at_most_so_many_bytes()
    {
        await using XboxWorld world = await XboxWorld.StartLiveAsync();
        IHost host = await world.StartApplicationAsync(
            static app => app.Services.AddHttpClient("own")
                .ConfigurePrimaryHttpMessageHandler(static () => new AnsweringHandler()).RemoveAllLoggers().AddXboxAuthentication(),
            family: static gameAuth => gameAuth.AddPaceRules(
                new PaceRule("xbox/profile/*", new PaceWindow(100_000, TimeSpan.FromSeconds(15)), new PaceWindow(200_000, TimeSpan.FromMinutes(5)))));
        XboxAccount me = await world.SignInAsync(host.Services.GetRequiredService<IXboxAuth>());
        using HttpClient paced = me.CreateClient("own");
        long with = PerRequest(paced, new Uri("https://profile.xboxlive.com/users/me/profile/settings"));
        long without = PerRequest(paced, new Uri("https://titlehub.xboxlive.com/users/me"));

        // The permit, its place in two windows, and what the answer's head teaches: no more than 400 bytes above the same request without a limit.
        Assert.InRange(with - without, 0, 400);

        static long PerRequest(HttpClient client, Uri target) => Least(() =>
        {
            using HttpRequestMessage request = new(HttpMethod.Get, target);
            Task<HttpResponseMessage> sending = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.True(sending.IsCompletedSuccessfully);
            sending.Result.Dispose();
        }) / Requests;
    }

    [Fact]
    public void A_look_up_in_the_list_allocates_nothing()
    {
        Uri[] targets =
        [
            new("https://titlehub.xboxlive.com/users/me"), new("https://device.mgt.xboxlive.com/registrations/bestv/1?x=1"),
            new("https://a.b.c.mp.microsoft.com/"), new("https://example.test/"),
        ];
        Assert.All(targets, static target => BundledEndpoints.List.Match(target));
        Assert.Equal(0, Least(() => Array.ForEach(targets, static target => BundledEndpoints.List.Match(target))));
    }

    // The least of several rounds, since something else may run in between.
    private static long Least(Action one)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Requests; i++)
            {
                one();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private sealed class AnsweringHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
