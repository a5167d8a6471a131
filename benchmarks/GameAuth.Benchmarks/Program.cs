using BenchmarkDotNet.Running;
using GameAuth.Benchmarks;
using GameAuth.Benchmarks.SilentStart;

if (args is [SilentStartCommand.Name, ..])
{
    return await SilentStartCommand.RunAsync(args);
}

BenchmarkSwitcher.FromAssembly(typeof(InThisProcess).Assembly).Run(args, new InThisProcess());
return 0;
