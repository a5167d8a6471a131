using BenchmarkDotNet.Attributes;
using GameAuth.Benchmarks.SilentStart;
using GameAuth.Psn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Benchmarks.Attach;

/// <summary>A call of a PSN account that takes a permit in memory and carries its ids, over a network in memory, beside the bare handler. Goal: at most 1.5 us and 1 KB more.</summary>
[MemoryDiagnoser]
public class PsnCallBenchmark
{
    private WarmProfile? _profile;
    private Uri? _target;
    private GameAuthClient? _gameAuth;
    private HttpClient? _none;
    private HttpClient? _ours;

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup()
    {
        _none!.Dispose();
        _ours!.Dispose();
        _gameAuth!.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _profile!.Dispose();
    }

    [Benchmark(Baseline = true, Description = "no handler")]
    public Task<int> NoHandlerAsync() => SendAsync(_none!);

    [Benchmark(Description = "GameAuth, permit, ids and token")]
    public Task<int> GameAuthAsync() => SendAsync(_ours!);

    private async Task<int> SendAsync(HttpClient client)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, _target);
        using HttpResponseMessage response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task SetupAsync()
    {
        _none = new HttpClient(new AnsweringHandler());
        _profile = await WarmProfile.CreateAsync(SilentProvider.Of(PsnDefaults.Provider), peer: false);
        Dictionary<string, string?> settings = SilentRound.ReadSettings(_profile.Path);

        // The address of the emulator itself: to lead a live one there would be a part of the call, and is none elsewhere.
        _target = new Uri(new Uri(settings["GameAuth:Psn:Endpoints:api"]!), "/api/trophy/v1/users/me/trophySummary");
        _gameAuth = await GameAuthClient.CreateAsync(services =>
        {
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
            SilentRound.AddFamily(services, _profile.Path).AddPsn().AddPaceRules(SilentPsn.RulesInMemory); // never full at the speed of a call
            services.AddHttpClient("api").AddPsnAuthentication()
                .ConfigurePrimaryHttpMessageHandler(static () => new AnsweringHandler())
                .RemoveAllLoggers();
        });
        PsnAccount me = await _gameAuth.Get<IPsnAuth>().FindAsync() ?? throw new InvalidOperationException("Nobody is signed in.");
        _ours = me.CreateClient("api");
    }
}
