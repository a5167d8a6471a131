using System.Globalization;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>Times of one kind, in milliseconds.</summary>
internal sealed record SilentSample(string Name, double[] Times)
{
    public static void Print(IEnumerable<SilentSample> samples)
    {
        Console.WriteLine("| start | n | median | 10 % | 90 % |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (IGrouping<string, SilentSample> group in samples.GroupBy(static sample => sample.Name))
        {
            double[] times = [.. group.SelectMany(static sample => sample.Times).Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {group.Key} | {times.Length} | {At(times, 0.5):F2} ms | {At(times, 0.1):F2} ms | {At(times, 0.9):F2} ms |"));
        }
    }

    private static double At(double[] ordered, double share) => ordered[(int)(share * (ordered.Length - 1))];
}
