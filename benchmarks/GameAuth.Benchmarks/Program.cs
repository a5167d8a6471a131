using BenchmarkDotNet.Running;
using GameAuth.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(InThisProcess).Assembly).Run(args, new InThisProcess());
