using System.Net;
using GameAuth.Providers;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Psn.Tests.Requests;

/// <summary>What a request with a cached token costs: bytes and saves are counted, never time.</summary>
public class CallCostTests
{
    private const int Requests = 200;
    private const int MostBytes = 1024;

    private static readonly Uri Target = new("https://m.np.playstation.com/api/trophy/v1/users/me/trophySummary");

    [Fact]
    public async Task Ids_token_and_a_permit_in_memory_allocate_at_most_a_kilobyte_over_the_bare_handler()
    {
        await using PsnWorld world = new() { Family = InMemory };
        PsnAccount me = await world.SignInAsync();
        using HttpClient ours = me.CreateClient("own");
        using HttpClient bare = new(new AnsweringHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        Assert.True(Send(ours).IsCompletedSuccessfully);
        Assert.InRange((Least(ours) - Least(bare)) / Requests, 0, MostBytes);
    }

    [Fact]
    public async Task A_persisted_limit_costs_one_save_a_request_and_no_more()
    {
        await using PsnWorld world = new() { Family = Own };
        RecordingStore store = new(world.Store);
        world.Family += gameAuth => gameAuth.UseStore(_ => store);
        PsnAccount me = await world.SignInAsync();
        using HttpClient ours = me.CreateClient("own");
        (await Send(ours)).Dispose();
        store.ClearCalls();
        for (int i = 0; i < 20; i++)
        {
            (await Send(ours)).Dispose();
        }

        // What was sent before is read where a process or another has it: the requests of the account, and the hold of the edge.
        Assert.Equal((20, 40, 0), (Count(store, StoreOperation.Write), Count(store, StoreOperation.Read), Count(store, StoreOperation.Delete)));
    }

    [Fact]
    public async Task Of_limits_in_memory_nothing_is_saved()
    {
        await using PsnWorld world = new() { Family = InMemory };
        RecordingStore store = new(world.Store);
        world.Family += gameAuth => gameAuth.UseStore(_ => store);
        PsnAccount me = await world.SignInAsync();
        using HttpClient ours = me.CreateClient("own");
        (await Send(ours)).Dispose();
        store.ClearCalls();
        (await Send(ours)).Dispose();
        Assert.Empty(store.Calls);
    }

    private static void Own(GameAuthBuilder gameAuth) => gameAuth.Services.AddHttpClient("own")
        .ConfigurePrimaryHttpMessageHandler(static () => new AnsweringHandler()).RemoveAllLoggers().AddPsnAuthentication();

    private static void InMemory(GameAuthBuilder gameAuth)
    {
        Own(gameAuth);
        gameAuth.AddPaceRules(new PaceRule("psn/calls/*", new PaceWindow(100_000, TimeSpan.FromMinutes(15))), new PaceRule("psn/edge"));
    }

    private static int Count(RecordingStore store, StoreOperation operation) => store.Calls.Count(call => call.Operation == operation);

    private static Task<HttpResponseMessage> Send(HttpClient client) => client.SendAsync(new HttpRequestMessage(HttpMethod.Get, Target), HttpCompletionOption.ResponseHeadersRead);

    // The least of several rounds, since something else may run in between.
    private static long Least(HttpClient client)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Requests; i++)
            {
                Send(client).GetAwaiter().GetResult().Dispose();
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
