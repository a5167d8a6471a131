using System.Globalization;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Benchmarks.Server;

/// <summary><c>server memory [families]</c>: what live sessions take in a server that keeps them in memory: live bytes after full collections, and the process's, over the idle server. Goal: 60 MB for 100,000.</summary>
internal static class MemoryCommand
{
    public const string Name = "memory";
    private const int InFlight = 16;
    private const int Warm = 1_000;

    // Longer than nonces and first answers are kept here.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args)
    {
        int families = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;

        // Nonces and first answers are kept for minutes after a sign-in: not what is asked here, so for a second.
        await using HostProcess process = await HostProcess.StartAsync(new HostSettings { Keys = "eddsa", NonceSeconds = 1 });
        using SessionServerTarget target = new(process.Address);
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        await SignInAsync(target, 0, Warm);
        await PruneAsync(http, process.Address);
        MemoryFigures idle = await MemoryFigures.AskAsync(http, process.Address);
        await SignInAsync(target, Warm, families);
        MemoryFigures signedIn = await MemoryFigures.AskAsync(http, process.Address);
        await PruneAsync(http, process.Address);
        MemoryFigures after = await MemoryFigures.AskAsync(http, process.Address);
        Console.WriteLine($"idle: {idle}");
        Console.WriteLine($"{families} sessions more, right after their sign-ins: {signedIn - idle} more");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{families} sessions more, once their nonces are gone: {after - idle} more, {(after - idle).Heap * 1e6 / families:F0} B of the heap a session"));
        return 0;
    }

    private static async Task PruneAsync(HttpClient http, Uri address)
    {
        await Task.Delay(Kept);
        (await http.PostAsync(new Uri(address, "host/prune"), null)).EnsureSuccessStatusCode().Dispose();
    }

    private static async Task SignInAsync(SessionServerTarget target, int first, int count)
    {
        int next = first;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            for (int player; (player = Interlocked.Increment(ref next)) <= first + count;)
            {
                Grant grant = await target.SignInAsync(player);
                if (!grant.IsGranted)
                {
                    throw new InvalidOperationException($"A sign-in was refused: {grant.Error}");
                }
            }
        })));
    }
}

/// <summary>What a server's process says of its memory after full collections, in MB.</summary>
internal sealed record MemoryFigures(double Heap, double Process)
{
    public static MemoryFigures operator -(MemoryFigures one, MemoryFigures other) => new(one.Heap - other.Heap, one.Process - other.Process);

    public static async Task<MemoryFigures> AskAsync(HttpClient http, Uri address)
    {
        using HttpResponseMessage response = await http.PostAsync(new Uri(address, "host/memory"), null);
        double[] said = [.. (await response.Content.ReadAsStringAsync()).Split(' ').Select(static text => double.Parse(text, CultureInfo.InvariantCulture) / 1e6)];
        return new MemoryFigures(said[0], said[1]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Heap:F1} MB of live objects, {Process:F1} MB of the process");
}
