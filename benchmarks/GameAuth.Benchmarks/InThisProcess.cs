using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace GameAuth.Benchmarks;

/// <summary>Runs in this process, because the generated projects of the default toolchain know neither this artifacts folder nor net10.0.</summary>
public sealed class InThisProcess : ManualConfig
{
    public InThisProcess()
    {
        Add(DefaultConfig.Instance);
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithMaxIterationCount(30).AsMutator());
        AddDiagnoser(MemoryDiagnoser.Default);
    }
}
