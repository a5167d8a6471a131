using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using GameAuth.Pd2;
using GameAuth.Pd2.Tests;
using SocketIOClient;

namespace GameAuth.Benchmarks.Socket;

/// <summary>
/// <c>socket [calls]</c>: calls a second against npm socket.io 2.5.1 and 4.8.4, one after another and with 64 in flight; ours, the bare ClientWebSocket, npm socket.io-client and the package
/// SocketIOClient, by turns in one run. Goal: at least 0.7 of the bare rate, at most 1.5 KB a call, at most 64 KB for a connection at rest.
/// </summary>
internal static class SocketCommand
{
    public const string Name = "socket";
    private const int Rounds = 5;
    private const int Resting = 100;

    private static readonly string Peers = typeof(SocketCommand).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "PeersDirectory").Value!;

    public static async Task<int> RunAsync(string[] args)
    {
        int calls = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40_000;
        foreach (int major in (int[])[2, 4])
        {
            using Process server = StartServer(major, out Uri address);
            try
            {
                await MeasureAsync(major, address, calls);
            }
            finally
            {
                server.Kill();
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(int major, Uri address, int calls)
    {
        await using SocketWorld world = await SocketWorld.StartWithSystemClockAsync(quiet: true);
        FeathersConnection ours = await OpenAsync(world, major, address);
        foreach (int inFlight in (int[])[1, 64])
        {
            int count = inFlight == 1 ? calls / 4 : calls;
            await RunOursAsync(ours, count / 4, inFlight);
            Dictionary<string, List<double>> rates = [];
            List<double> ratios = [];
            List<double> work = [];
            long bytes = 0;
            for (int round = 0; round < Rounds; round++)
            {
                // A new one each time, since it answers no ping while it rests.
                await using BareSocket bare = await BareSocket.ConnectAsync(address, major);
                await bare.RunAsync(count / 4, inFlight);
                (double limit, double leastWork) = await WorkAsync(count, () => bare.RunAsync(count, inFlight));
                long before = GC.GetTotalAllocatedBytes(precise: true);
                (double own, double ownWork) = await WorkAsync(count, () => RunOursAsync(ours, count, inFlight));
                bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
                ratios.Add(own / limit);
                work.Add(ownWork - leastWork);
                Note(rates, "bare ClientWebSocket", limit);
                Note(rates, "GameAuth", own);
                Note(rates, $"npm socket.io-client {(major == 2 ? "2.5.0" : "4.8.4")}", await NodeAsync(major, address, inFlight == 1 ? count / 10 : count, inFlight));
                Note(rates, "SocketIOClient 3.0.6", await PackageAsync(major, address, count / 10, inFlight));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"socket.io {(major == 2 ? "2.5.1, Engine.IO 3" : "4.8.4, Engine.IO 4")}, {inFlight} in flight: {Figures.Median(ratios):F2} of the bare rate, {bytes / (double)count:F0} B and {Figures.Median(work):F1} us of processor more a call"));
            foreach ((string name, List<double> of) in rates)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-28}{Figures.Median(of),10:F0} calls/s  ({of.Min():F0} to {of.Max():F0})"));
            }
        }

        long empty = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Resting; i++)
        {
            await OpenAsync(world, major, address);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a connection at rest: {(GC.GetTotalMemory(forceFullCollection: true) - empty) / 1024.0 / Resting:F1} KB of managed memory"));
    }

    private static Task<FeathersConnection> OpenAsync(SocketWorld world, int major, Uri address) =>
        world.OpenAsync(settings => settings with { Version = major == 2 ? EngineVersion.V3 : EngineVersion.V4 }, address);

    private static async Task RunOursAsync(FeathersConnection connection, int calls, int inFlight)
    {
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
        {
            for (int n; (n = Interlocked.Increment(ref next)) <= calls;)
            {
                Sample? answer = await connection.FindAsync(
                    "market/listing", FeathersValue.Of(new Sample("n", n), SocketJson.Default.Sample), SocketJson.Default.Sample, CancellationToken.None);
                if (answer!.Number != n)
                {
                    throw new InvalidOperationException("An answer was crossed.");
                }
            }
        })));
    }

    /// <summary>The package, with its own emits one at a time: it loses answers without that.</summary>
    private static async Task<double> PackageAsync(int major, Uri address, int calls, int inFlight)
    {
        using SocketIOClient.SocketIO socket = new(address, new SocketIOOptions { EIO = major == 2 ? 3 : 4, Transport = SocketIOClient.Transport.TransportProtocol.WebSocket });
        await socket.ConnectAsync();
        using SemaphoreSlim turn = new(1, 1);
        async Task CallAsync(object[] arguments, string method)
        {
            TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await turn.WaitAsync();
            try
            {
                await socket.EmitAsync(method, _ => answered.TrySetResult(), arguments);
            }
            finally
            {
                turn.Release();
            }

            await answered.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }

        await CallAsync(["security/session", new { strategy = "jwt", accessToken = "synthetic-token" }], "create");
        int next = 0;
        try
        {
            return await RateAsync(calls, () => Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(async () =>
            {
                for (int n; (n = Interlocked.Increment(ref next)) <= calls;)
                {
                    await CallAsync(["market/listing", new { Name = "n", Number = n }], "find");
                }
            }))));
        }
        catch (Exception failed) when (failed is TimeoutException or IndexOutOfRangeException or InvalidOperationException)
        {
            Console.WriteLine($"  SocketIOClient 3.0.6 failed at {inFlight} in flight: {failed.GetType().Name}");
            return 0;
        }
    }

    private static async Task<double> NodeAsync(int major, Uri address, int calls, int inFlight)
    {
        using Process node = Start("socketio-client.mjs", new JsonObject { ["major"] = major, ["address"] = address.AbsoluteUri, ["calls"] = calls, ["inFlight"] = inFlight });
        string text = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static Process StartServer(int major, out Uri address)
    {
        Process server = Start("socketio-server.mjs", new JsonObject { ["major"] = major });
        address = new Uri($"http://127.0.0.1:{server.StandardOutput.ReadLine()}");
        return server;
    }

    private static Process Start(string script, JsonObject input) => Process.Start(new ProcessStartInfo("node", [script, input.ToJsonString()])
    {
        WorkingDirectory = Peers,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<double> RateAsync(int calls, Func<Task> work)
    {
        long since = Stopwatch.GetTimestamp();
        await work();
        return calls / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>The rate, and the processor's time for each call, of the whole process.</summary>
    private static async Task<(double Rate, double Microseconds)> WorkAsync(int calls, Func<Task> work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        double rate = await RateAsync(calls, work);
        return (rate, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / calls);
    }

    private static void Note(Dictionary<string, List<double>> rates, string name, double rate)
    {
        if (!rates.TryGetValue(name, out List<double>? of))
        {
            rates[name] = of = [];
        }

        of.Add(rate);
    }
}
