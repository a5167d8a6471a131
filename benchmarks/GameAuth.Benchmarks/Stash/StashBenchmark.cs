using System.Collections.Concurrent;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using GameAuth.Benchmarks.SilentStart;
using GameAuth.Emulator;
using GameAuth.Pd2;
using GameAuth.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Benchmarks.Stash;

/// <summary>A stash that is known, beside the limit: a bare lookup by the same key, which knows no age and shares no request. Goal: under 200 ns, 0 B.</summary>
[MemoryDiagnoser]
public class StashBenchmark
{
    private static readonly Pd2StashId Stash = new("emutrader", IsHardcore: false, IsLadder: true);
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<Pd2StashId, Pd2Stash> _bare = new();
    private readonly Coalescer<Pd2StashId, Pd2Stash> _coalescer = new();
    private Func<CancellationToken, Task<Pd2Stash>>? _fetch;
    private GameAuthEmulator? _emulator;
    private GameAuthClient? _gameAuth;
    private Pd2Account? _me;

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup()
    {
        _gameAuth!.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _emulator!.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    [Benchmark(Baseline = true, Description = "ConcurrentDictionary alone")]
    public bool Bare() => _bare.TryGetValue(Stash, out _);

    [Benchmark(Description = "Coalescer")]
    public bool Coalescer()
    {
        ValueTask<Coalesced<Pd2Stash>> hit = _coalescer.GetAsync(Stash, MaxAge, _fetch!, CancellationToken.None);
        return hit.IsCompletedSuccessfully;
    }

    [Benchmark(Description = "Pd2Stashes.GetAsync")]
    public bool Hit()
    {
        ValueTask<Pd2StashView> hit = _me!.Stash.GetAsync(Stash);
        return hit.IsCompletedSuccessfully;
    }

    private async Task SetupAsync()
    {
        _emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { Pd2Defaults.Provider } });
        _gameAuth = await GameAuthClient.CreateAsync(services =>
        {
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_emulator.Configuration).Build());
            services.AddGameAuth(static options => (options.ApplicationName, options.AllowLoopbackHttp) = ("benchmark", true))
                .UseMemoryStore().UseKey(RandomNumberGenerator.GetBytes(32))
                .AddPd2(static options => options.StashAge = MaxAge); // longer than any run
        });
        _me = await _gameAuth.Get<IPd2Auth>().SignInAsync(Pd2SignIn.Paste(new PastingPrompt(_emulator.Pd2.WebsiteTokenOf(_emulator.Pd2.Players[0].Username))));
        Pd2Stash known = (await _me.Stash.GetAsync(Stash)).Stash;
        _bare[Stash] = known;
        _fetch = _ => Task.FromResult(known);
        await _coalescer.GetAsync(Stash, MaxAge, _fetch, CancellationToken.None);
    }
}
