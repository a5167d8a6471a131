using System.Diagnostics;
using System.Globalization;
using GameAuth.Benchmarks.Server;
using GameAuth.Server.Host;

namespace GameAuth.Benchmarks.HytaleGateway;

/// <summary>
/// <c>hytale-gateway idle</c>: stored accounts, of which some have a game session. A node that starts then, alone; what it does to the database while nobody calls, and what it takes. Goal, of 10,000 and 500:
/// at most 50 reads a second and 120 MB, and a start under 3 s.
/// </summary>
internal static class GatewayIdle
{
    private const int InFlight = 64;

    public static async Task RunAsync(string connection, int stored, int active, TimeSpan time)
    {
        await using GatewayBench bench = await GatewayBench.StartAsync(connection, stored);
        string[] callers = new string[active];
        await using (HostProcess first = await bench.StartNodeAsync())
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, stored), new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (account, _) =>
            {
                string caller = await bench.SignInAsync(first.Address, account);
                if (account < active)
                {
                    callers[account] = caller;
                    await bench.PostAsync(first.Address, "/game-session/new", $$"""{"profile_uuid":"{{GatewayBench.ProfileOf(account)}}"}""", caller);
                }
            });
        }

        long start = Stopwatch.GetTimestamp();
        await using HostProcess node = await bench.StartNodeAsync();
        TimeSpan started = Stopwatch.GetElapsedTime(start);

        // Each active account calls once, so that this node has met it.
        await Parallel.ForEachAsync(callers, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (caller, _) => await bench.PostAsync(node.Address, "/profiles", "{}", caller));
        await Task.Delay(TimeSpan.FromSeconds(5));
        long before = await TransactionsAsync(bench);
        TimeSpan work = node.Work;
        await Task.Delay(time);
        double perSecond = (await TransactionsAsync(bench) - before) / time.TotalSeconds;
        double busy = (node.Work - work) / time;
        MemoryFigures memory = await MemoryFigures.AskAsync(bench.Http, node.Address);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{stored} stored accounts, {active} active: start {started.TotalSeconds:F2} s; idle {perSecond:F1} statements a second, {busy * 100:F1} % of a processor; {memory}"));
    }

    // Each operation of the stores is a transaction of its own; this question is one, too.
    private static async Task<long> TransactionsAsync(GatewayBench bench)
    {
        await bench.QueryAsync("SELECT pg_stat_clear_snapshot()");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        return (long)(await bench.QueryAsync("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()"))!;
    }
}
