using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Benchmarks.Server;

/// <summary>
/// <c>server grants [seconds] ["connection string"] [--only "text|text"]</c>: refresh grants with 16 in flight over 256 sessions, by turns in one run: the user and system time of the server's process a grant, and
/// grants a second. Ours, also without the audit, beside npm oidc-provider in memory, ASP.NET Core Identity and, with a connection string, OpenIddict on the same PostgreSQL.
/// Goal: SQLite FULL with EdDSA at most 0.20 ms, and a quarter of oidc-provider's; the audit adds at most a tenth.
/// </summary>
internal static class GrantCommand
{
    public const string Name = "grants";
    private const int Rounds = 5;
    private const int WarmUp = 6;
    private const int Sessions = 256;
    private const int InFlight = 16;

    public static async Task<int> RunAsync(string[] args)
    {
        (args, string only) = args is [.. string[] others, "--only", string text] ? (others, text) : (args, "");
        double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        List<Chain> chains = [];
        try
        {
            foreach (Func<Task<MeasuredServer>> start in Servers(args.Length > 1 ? args[1] : null))
            {
                MeasuredServer server = await start();
                if (!only.Split('|').Any(text => server.Name.Contains(text, StringComparison.OrdinalIgnoreCase)))
                {
                    await server.DisposeAsync();
                    continue;
                }

                chains.Add(await Chain.StartAsync(server));
                await Console.Error.WriteLineAsync($"{chains[^1].Server.Name} is ready");
            }

            // The first round warms up, and is longer: a server that waits for its disk has run little code by then, and the compiler's time would count as its own.
            for (int round = 0; round <= Rounds; round++)
            {
                foreach (Chain chain in chains)
                {
                    await chain.MeasureAsync(TimeSpan.FromSeconds(round > 0 ? seconds : seconds * WarmUp), isKept: round > 0);
                }
            }

            Console.WriteLine($"{"server",-46}{"CPU ms a grant",16}{"(least to most)",20}{"of it system",14}{"grants/s",12}{"p50 ms",10}{"p99 ms",10}");
            foreach (Chain chain in chains)
            {
                Console.WriteLine(chain);
            }
        }
        finally
        {
            foreach (Chain chain in chains)
            {
                await chain.Server.DisposeAsync();
            }
        }

        return 0;
    }

    private static IEnumerable<Func<Task<MeasuredServer>>> Servers(string? connection)
    {
        yield return static () => MeasuredServer.OfSqliteAsync("eddsa");
        yield return static () => MeasuredServer.OfSqliteAsync("eddsa", hasAudit: false);
        yield return static () => MeasuredServer.OfMemoryAsync("eddsa");
        yield return static () => MeasuredServer.OfMemoryAsync("rs256");
        if (connection is not null)
        {
            yield return () => MeasuredServer.OfPostgreSqlAsync(connection, "eddsa");
            yield return () => MeasuredServer.OfPostgreSqlAsync(connection, "eddsa", hasAudit: false);
            yield return () => MeasuredServer.OfPostgreSqlAsync(connection, "rs256");
            yield return () => MeasuredServer.OfOpenIddictAsync(connection);
        }

        yield return static () => MeasuredServer.OfIdentityAsync();
        if (MeasuredServer.HasNode)
        {
            yield return static () => MeasuredServer.OfOidcProviderAsync("ES256");
            yield return static () => MeasuredServer.OfOidcProviderAsync("EdDSA");
            yield return static () => MeasuredServer.OfOidcProviderAsync("RS256");
        }
    }

    /// <summary>A server with its sessions.</summary>
    private sealed class Chain(MeasuredServer server, ConcurrentQueue<string> tokens)
    {
        private readonly List<double> _work = [];
        private readonly List<double> _systemWork = [];
        private readonly List<double> _rates = [];
        private readonly List<double> _times = [];

        public MeasuredServer Server => server;

        public static async Task<Chain> StartAsync(MeasuredServer server)
        {
            ConcurrentQueue<string> tokens = [];
            for (int i = 0; i < Sessions; i++)
            {
                tokens.Enqueue((await server.Target.SignInAsync(i)).Refresh);
            }

            return new Chain(server, tokens);
        }

        public async Task MeasureAsync(TimeSpan time, bool isKept)
        {
            ConcurrentBag<double> times = [];
            (TimeSpan before, TimeSpan systemBefore) = (server.Work, server.SystemWork);
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(() => RunAsync(start, time, times))));
            double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (isKept)
            {
                _work.Add((server.Work - before).TotalMilliseconds / times.Count);
                _systemWork.Add((server.SystemWork - systemBefore).TotalMilliseconds / times.Count);
                _rates.Add(times.Count / elapsed);
                _times.AddRange(times);
            }
        }

        public override string ToString()
        {
            double[] times = [.. _times.Order()];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{server.Name,-46}{Figures.Median(_work),16:F3}{$"({_work.Min():F3} to {_work.Max():F3})",20}{Figures.Median(_systemWork),14:F3}{Figures.Median(_rates),12:F0}{times[times.Length / 2],10:F1}{times[times.Length * 99 / 100],10:F1}");
        }

        private async Task RunAsync(long start, TimeSpan time, ConcurrentBag<double> times)
        {
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                tokens.TryDequeue(out string? token);
                long asked = Stopwatch.GetTimestamp();
                Grant grant = await server.Target.RefreshAsync(token!, caller: 0);
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                if (!grant.IsGranted)
                {
                    throw new InvalidOperationException($"{server.Name} refused: {grant.Error}");
                }

                tokens.Enqueue(grant.Refresh);
            }
        }
    }
}
