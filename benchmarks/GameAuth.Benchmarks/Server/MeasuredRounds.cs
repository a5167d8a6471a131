using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace GameAuth.Benchmarks.Server;

/// <summary>What a server is asked in rounds, with 16 in flight, and what each request costs its process.</summary>
/// <param name="server">The server.</param>
/// <param name="ask">Asks once.</param>
internal sealed class MeasuredRounds(MeasuredServer server, Func<Task> ask)
{
    private const int Rounds = 5;
    private const int WarmUp = 6;
    private const int InFlight = 16;

    private readonly List<double> _work = [];
    private readonly List<double> _systemWork = [];
    private readonly List<double> _rates = [];
    private readonly List<double> _times = [];

    /// <summary>Measures servers by turns, and writes the table.</summary>
    /// <param name="all">Who is measured.</param>
    /// <param name="seconds">The length of a round. The first one warms up, and is longer: a server that waits for its disk has run little code by then, and the compiler's time would count as its own.</param>
    /// <param name="what">What is asked: <c>grant</c>.</param>
    public static async Task RunAsync(IReadOnlyCollection<MeasuredRounds> all, double seconds, string what)
    {
        for (int round = 0; round <= Rounds; round++)
        {
            foreach (MeasuredRounds one in all)
            {
                await one.MeasureAsync(TimeSpan.FromSeconds(round > 0 ? seconds : seconds * WarmUp), isKept: round > 0);
            }
        }

        Console.WriteLine($"{"server",-46}{$"CPU ms a {what}",18}{"(least to most)",20}{"of it system",14}{$"{what}s/s",12}{"p50 ms",10}{"p99 ms",10}");
        foreach (MeasuredRounds one in all)
        {
            Console.WriteLine(one);
        }
    }

    public override string ToString()
    {
        double[] times = [.. _times.Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{server.Name,-46}{Figures.Median(_work),18:F3}{$"({_work.Min():F3} to {_work.Max():F3})",20}{Figures.Median(_systemWork),14:F3}{Figures.Median(_rates),12:F0}{times[times.Length / 2],10:F1}{times[times.Length * 99 / 100],10:F1}");
    }

    private async Task MeasureAsync(TimeSpan time, bool isKept)
    {
        ConcurrentBag<double> times = [];
        (TimeSpan before, TimeSpan systemBefore) = (server.Work, server.SystemWork);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(() => AskAsync(start, time, times))));
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (isKept)
        {
            _work.Add((server.Work - before).TotalMilliseconds / times.Count);
            _systemWork.Add((server.SystemWork - systemBefore).TotalMilliseconds / times.Count);
            _rates.Add(times.Count / elapsed);
            _times.AddRange(times);
        }
    }

    private async Task AskAsync(long start, TimeSpan time, ConcurrentBag<double> times)
    {
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            long asked = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }
    }
}
