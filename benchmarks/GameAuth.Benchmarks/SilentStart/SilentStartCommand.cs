using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>
/// <c>silent-start</c>: the first start in a process, with nothing compiled yet, of which each sample needs a process of its own, and the start that is
/// repeated in one process; ours, the peer's, and the bare reading of our files, by turns in one run. Goal: under 5 ms.
/// </summary>
internal static class SilentStartCommand
{
    public const string Name = "silent-start";
    private const int Processes = 15;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [Name, var of, var way, var directory, var startedAt])
        {
            double process = SilentReport.Now - double.Parse(startedAt, CultureInfo.InvariantCulture);
            Console.WriteLine(JsonSerializer.Serialize(new SilentReport(await MeasureHereAsync(SilentProvider.Of(of), directory, way), process)));
            return 0;
        }

        SilentProvider provider = SilentProvider.Of(args.Length > 1 ? args[1] : "xbox");
        SilentPeer? peer = provider.Peer.IsInstalled ? provider.Peer : null;
        using WarmProfile profile = await WarmProfile.CreateAsync(provider, peer is not null);
        List<SilentSample> samples = [];
        for (int number = 0; number < Processes; number++)
        {
            foreach (string one in provider.Ways)
            {
                SilentReport said = await InProcessAsync(provider, $"{one}-first", profile.Path);
                samples.Add(new SilentSample($"{one}, first", said.Times));
                samples.Add(new SilentSample("start of .NET (not a part of the above)", [said.Process]));
            }

            if (peer is not null)
            {
                JsonObject peers = await peer.MeasureAsync(profile.Path, 1);
                samples.Add(new SilentSample($"{peer.Name}, first", [peers["times"]![0]!.GetValue<double>()]));
                samples.Add(new SilentSample($"{peer.Name}, loading its modules (not a part of the above)", [peers["loaded"]!.GetValue<double>()]));
                samples.Add(new SilentSample($"{peer.Name}, start of Node (not a part of the above)", [peers["process"]!.GetValue<double>()]));
            }
        }

        foreach (string one in provider.Ways)
        {
            samples.Add(new SilentSample($"{one}, repeated", (await InProcessAsync(provider, $"{one}-repeated", profile.Path)).Times));
        }

        if (peer is not null)
        {
            (int warm, int rounds) = provider.RepeatsOf(provider.Ways[0]);
            JsonArray times = (await peer.MeasureAsync(profile.Path, warm + rounds))["times"]!.AsArray();
            samples.Add(new SilentSample($"{peer.Name}, repeated", [.. times.Skip(warm).Select(static time => time!.GetValue<double>())]));
        }
        else
        {
            Console.WriteLine($"{provider.Peer.Name} is not installed: npm ci --ignore-scripts --prefix tests/GameAuth.Interop/peers");
        }

        SilentSample.Print(samples);
        return 0;
    }

    private static async Task<double[]> MeasureHereAsync(SilentProvider provider, string directory, string way)
    {
        SilentRound start = new(provider, directory);
        string[] words = way.Split('-');
        (int warm, int rounds) = words[1] == "first" ? (0, 1) : provider.RepeatsOf(words[0]);
        List<SilentPhases> phases = [];
        for (int round = 0; round < warm + rounds; round++)
        {
            SilentPhases one = await start.RunAsync(words[0]);
            if (round >= warm)
            {
                phases.Add(one);
            }
        }

        if (words[0] != "files")
        {
            Tell(way, phases);
        }

        return [.. phases.Select(static one => one.Total)];
    }

    /// <summary>Where the time goes. The compiler's share is of all threads, so that it may be more than the whole.</summary>
    private static void Tell(string way, List<SilentPhases> phases)
    {
        double Median(Func<SilentPhases, double> of) => Figures.Median([.. phases.Select(of)]);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{way}: open {Median(static one => one.Open):F2}, find {Median(static one => one.Find):F2}, header {Median(static one => one.Header):F2} ms; "
            + $"compiled in this process so far: {JitInfo.GetCompiledMethodCount()} methods, {JitInfo.GetCompilationTime().TotalMilliseconds:F0} ms"));
    }

    private static async Task<SilentReport> InProcessAsync(SilentProvider provider, string way, string directory)
    {
        string[] arguments = [.. Host(), Name, provider.Name, way, directory, SilentReport.Now.ToString(CultureInfo.InvariantCulture)];
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        SilentReport report = JsonSerializer.Deserialize<SilentReport>(await process.StandardOutput.ReadToEndAsync())!;
        await process.WaitForExitAsync();
        return report;
    }

    // dotnet GameAuth.Benchmarks.dll needs the name of the assembly; the program of its own does not.
    private static string[] Host() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(SilentStartCommand).Assembly.Location] : [];
}
