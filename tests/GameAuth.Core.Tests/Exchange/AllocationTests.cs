using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Http;

public sealed class AllocationTests : EngineTest
{
    private const int Calls = 2_000;

    [Fact]
    public async Task A_cached_token_costs_no_byte_and_no_wait()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        TokenSource<ToySession> sessions = Front(host).Sessions;
        await account.GetTokenAsync(sessions, ToySessions.Api);
        Assert.Equal(0, Measure(() => Assert.True(account.GetTokenAsync(sessions, ToySessions.Api).IsCompletedSuccessfully)));
    }

    [Fact]
    public async Task A_bound_client_costs_at_most_400_bytes_more_than_none()
    {
        // No tap here: it would count as the handler's.
        ToyServer server = new(Harness.Clock);
        await using GameAuthClient client = await GameAuthClient.CreateAsync(services =>
        {
            services.AddSingleton<TimeProvider>(Harness.Clock);
            services.AddGameAuth(static options => options.ApplicationName = "tests")
                .UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(i => (byte)i)]).AddToy(static options => options.ClientId = "tests");
            services.AddHttpClient(GameAuthClientNames.Auth("toy")).ConfigurePrimaryHttpMessageHandler(() => new ToyWire(server));
            services.AddHttpClient("plain").RemoveAllLoggers().AddToyAuthentication().ConfigurePrimaryHttpMessageHandler(static () => new PromptHandler());
        });
        ToyAccount account = await client.Get<IToyAuth>().SignInAsync(ToySignIn.Paste(new ToyPrompt("alice")));
        using HttpClient bound = account.CreateClient("plain");
        using HttpClient none = new(new PromptHandler());
        long without = MeasureRequests(none);
        long with = MeasureRequests(bound);

        // The header's own bytes are the wire's, not the handler's: a request that sets one by hand pays them too.
        long header = MeasureRequests(none, static request =>
        {
            request.Headers.TryAddWithoutValidation("X-Toy-Request", Guid.NewGuid().ToString());
            request.Headers.Authorization = new("Toy", "constant");
        });
        Assert.True(with - header <= 400, $"{with} with the handler, {header} with the same headers by hand, {without} bare");
    }

    private long MeasureRequests(HttpClient client, Action<HttpRequestMessage>? prepare = null) => Measure(() =>
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Harness.ApiTarget);
        prepare?.Invoke(request);
        Task<HttpResponseMessage> sending = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(sending.IsCompletedSuccessfully);
    });

    /// <summary>Bytes per call: the least of several runs, since the runtime allocates on the side now and then.</summary>
    private static long Measure(Action call)
    {
        long least = long.MaxValue;
        for (int run = 0; run < 5; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least / Calls;
    }

    /// <summary>Answers at once.</summary>
    private sealed class PromptHandler : HttpMessageHandler
    {
        private static readonly Task<HttpResponseMessage> Answer = Task.FromResult(new HttpResponseMessage());

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Answer;
    }
}
