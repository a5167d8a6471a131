using BenchmarkDotNet.Attributes;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>A start with a signed-in player, repeated in one process, beside the bare reading of its files. The peer and the first start: the command <c>silent-start</c>. Goal: under 5 ms.</summary>
[MedianColumn]
public class SilentStartBenchmark
{
    private WarmProfile? _profile;
    private SilentRound? _round;

    [Params("xbox", "psn")]
    public string Provider { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        SilentProvider provider = SilentProvider.Of(Provider);
        _profile = WarmProfile.CreateAsync(provider, peer: false).GetAwaiter().GetResult();
        _round = new SilentRound(provider, _profile.Path);
    }

    [GlobalCleanup]
    public void Cleanup() => _profile!.Dispose();

    [Benchmark(Baseline = true, Description = "File.ReadAllBytes of each")]
    public double Files() => _round!.ReadFiles().Total;

    [Benchmark(Description = "GameAuthClient, store to header and end")]
    public async Task<double> ClientAsync() => (await _round!.RunAsync("client")).Total;

    [Benchmark(Description = "generic host, store to header and end")]
    public async Task<double> HostAsync() => (await _round!.RunAsync("host")).Total;
}
