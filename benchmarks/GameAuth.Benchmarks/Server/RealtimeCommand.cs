using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Benchmarks.Server;

/// <summary>
/// <c>server realtime [seconds] [sockets]</c>: the socket beside a bare WebSocket of ASP.NET Core that verifies the same signature and writes the same row to SQLite, by turns in one run: what an idle socket
/// that is in a room takes of the memory; the user and system time of the server's process for a join, at 200 a second, with the whole arrival of a player (connection, token, challenge, join) and on open sockets; and how
/// long it takes until all sockets are closed when their sessions are ended. Goals: memory at most 1.3 times, time at most 1.5 times, eviction of 2,000 within 2 s.
/// </summary>
internal static class RealtimeCommand
{
    public const string Name = "realtime";
    private const int Rounds = 3;
    private const int PerSecond = 200;
    private const int InFlight = 32;

    // Sockets that stay open for the joins of players who are there.
    private const int Open = 200;

    public static async Task<int> RunAsync(string[] args)
    {
        double seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        int sockets = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2_000;

        // Beside the program, since /tmp is memory on many machines.
        string directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"realtime-{Guid.NewGuid():N}")).FullName;
        try
        {
            await using GameAuthRealtimeTarget ours = await GameAuthRealtimeTarget.StartAsync(directory);
            await using BareRealtimeTarget bare = await BareRealtimeTarget.StartAsync(ours.Process.Address, directory);
            RealtimeTarget[] both = [ours, bare];
            string[] tokens = await SignInAsync(ours.Process.Address, sockets);
            await JoinsAsync(both, tokens, seconds);
            await MemoryAsync(both, tokens);
            await EvictionAsync(ours, tokens);
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string[]> SignInAsync(Uri address, int players)
    {
        using SessionServerTarget target = new(address);
        string[] tokens = new string[players];
        await Parallel.ForAsync(0, players, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (player, _) => tokens[player] = (await target.SignInAsync(player)).Access);
        return tokens;
    }

    private static async Task<IRealtimePlayer[]> ArriveAsync(RealtimeTarget target, string[] tokens, string room)
    {
        IRealtimePlayer[] players = new IRealtimePlayer[tokens.Length];
        await Parallel.ForAsync(0, players.Length, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (player, _) => players[player] = await target.ArriveAsync(tokens[player], room));
        return players;
    }

    private static async Task JoinsAsync(RealtimeTarget[] both, string[] tokens, double seconds)
    {
        Dictionary<RealtimeTarget, IRealtimePlayer[]> open = [];
        foreach (RealtimeTarget target in both)
        {
            open[target] = await ArriveAsync(target, tokens[..Math.Min(Open, tokens.Length)], "open");
        }

        Joins[] kinds = [.. both.SelectMany(target => (Joins[])[
            new Joins(target, "arrivals", async number => (await target.ArriveAsync(tokens[number % tokens.Length], $"room-{number}")).Dispose(), static _ => Task.CompletedTask),
            new Joins(target, "joins on open sockets", number => PlayerOf(target, number).JoinAsync($"room-{number}"), number => PlayerOf(target, number).LeaveAsync($"room-{number}")),
        ])];

        // The first round warms up.
        for (int round = 0; round <= Rounds; round++)
        {
            foreach (Joins kind in kinds)
            {
                await kind.MeasureAsync(seconds, isKept: round > 0);
            }
        }

        Console.WriteLine($"{"at 200 a second",-46}{"CPU ms each",14}{"(least to most)",20}{"p50 ms",10}{"p99 ms",10}");
        foreach (Joins kind in kinds.OrderBy(static one => one.Kind, StringComparer.Ordinal))
        {
            Console.WriteLine(kind);
        }

        foreach (IGrouping<string, Joins> kind in kinds.GroupBy(static one => one.Kind))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Key}: {kind.First().Work / kind.Last().Work:F2} times the bare one's CPU"));
        }

        foreach (IRealtimePlayer player in open.Values.SelectMany(static one => one))
        {
            player.Dispose();
        }

        IRealtimePlayer PlayerOf(RealtimeTarget target, int number) => open[target][number % open[target].Length];
    }

    private static async Task MemoryAsync(RealtimeTarget[] both, string[] tokens)
    {
        List<double> each = [];
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        foreach (RealtimeTarget target in both)
        {
            // What was left over of the joins has ended then.
            await Task.Delay(TimeSpan.FromSeconds(2));
            MemoryFigures before = await MemoryFigures.AskAsync(http, target.Process.Address);
            IRealtimePlayer[] players = await ArriveAsync(target, tokens, "idle");
            await Task.Delay(TimeSpan.FromSeconds(2));
            MemoryFigures more = await MemoryFigures.AskAsync(http, target.Process.Address) - before;
            each.Add(more.Heap * 1e6 / tokens.Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}, {tokens.Length} idle sockets in a room: {more} more, {each[^1]:F0} B of the heap a socket"));
            foreach (IRealtimePlayer player in players)
            {
                player.Dispose();
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory: {each[0] / each[1]:F2} times the bare one's"));
    }

    private static async Task EvictionAsync(GameAuthRealtimeTarget ours, string[] tokens)
    {
        IRealtimePlayer[] players = await ArriveAsync(ours, tokens, "evicted");
        Task<(int Code, long At)>[] ends = [.. players.Select(static player => Task.Run(async () => (await player.EndAsync(), Stopwatch.GetTimestamp())))];
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        long asked = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await http.PostAsync(new Uri(ours.Process.Address, "host/end-all"), null);
        answer.EnsureSuccessStatusCode();
        double[] times = [.. (await Task.WhenAll(ends)).Select(end => Stopwatch.GetElapsedTime(asked, end.At).TotalMilliseconds).Order()];
        int codes = (await Task.WhenAll(ends)).Count(static end => end.Code == 4410);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"eviction: {codes} of {players.Length} sockets closed with 4410, the last one {times[^1]:F0} ms after the end was asked for, half of them {times[times.Length / 2]:F0} ms"));
        foreach (IRealtimePlayer player in players)
        {
            player.Dispose();
        }
    }

    /// <summary>One kind of join at one server.</summary>
    /// <remarks>Rooms are left when the round is over and measured: their places are renewed until then, while the bare one does nothing for a row that it has written.</remarks>
    private sealed class Joins(RealtimeTarget target, string kind, Func<int, Task> join, Func<int, Task> leave)
    {
        private readonly List<double> _work = [];
        private readonly List<double> _times = [];
        private int _next;

        public string Kind => kind;

        public double Work => Figures.Median(_work);

        /// <summary>Begins a join each 5 ms, whether the one before has ended or not.</summary>
        public async Task MeasureAsync(double seconds, bool isKept)
        {
            int count = (int)(seconds * PerSecond);
            int first = _next;
            ConcurrentBag<double> times = [];
            List<Task> begun = [];
            TimeSpan before = target.Process.Work;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                TimeSpan wait = TimeSpan.FromSeconds((double)i / PerSecond) - Stopwatch.GetElapsedTime(start);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait);
                }

                int number = _next++;
                begun.Add(Task.Run(async () =>
                {
                    long asked = Stopwatch.GetTimestamp();
                    await join(number);
                    times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                }));
            }

            await Task.WhenAll(begun);
            TimeSpan work = target.Process.Work - before;
            if (isKept)
            {
                _work.Add(work.TotalMilliseconds / count);
                _times.AddRange(times);
            }

            await Parallel.ForAsync(first, _next, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (number, _) => await leave(number));
        }

        public override string ToString()
        {
            double[] times = [.. _times.Order()];
            return string.Create(
                CultureInfo.InvariantCulture, $"{target.Name + ", " + kind,-46}{Work,14:F3}{$"({_work.Min():F3} to {_work.Max():F3})",20}{times[times.Length / 2],10:F1}{times[times.Length * 99 / 100],10:F1}");
        }
    }
}
