namespace GameAuth.Benchmarks;

/// <summary>What is made of the samples of a run.</summary>
internal static class Figures
{
    /// <summary>The median; of an even count the upper one.</summary>
    public static double Median(IReadOnlyCollection<double> samples) => samples.Order().ElementAt(samples.Count / 2);
}
