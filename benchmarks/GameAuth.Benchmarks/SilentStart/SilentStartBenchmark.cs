using BenchmarkDotNet.Attributes;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>A start with a signed-in player, repeated in one process, beside the bare reading of its files. The peer and the first start: the command <c>silent-start</c>. Goal: under 5 ms.</summary>
[MedianColumn]
public class SilentStartBenchmark
{
    private WarmProfile? _profile;
    private Dictionary<string, string?> _settings = [];

    [GlobalSetup]
    public void Setup()
    {
        _profile = WarmProfile.CreateAsync(peer: false).GetAwaiter().GetResult();
        _settings = SilentRound.ReadSettings(_profile.Path);
    }

    [GlobalCleanup]
    public void Cleanup() => _profile!.Dispose();

    [Benchmark(Baseline = true, Description = "File.ReadAllBytes of each")]
    public long Files() => SilentRound.ReadFiles(_profile!.Path);

    [Benchmark(Description = "GameAuthClient, store to header and end")]
    public async Task<double> ClientAsync() => (await SilentRound.WithoutHostAsync(_profile!.Path, _settings)).Total;

    [Benchmark(Description = "generic host, store to header and end")]
    public async Task<double> HostAsync() => (await SilentRound.WithHostAsync(_profile!.Path, _settings)).Total;
}
