namespace GameAuth.Conventions.Files;

/// <summary>A file is one idea: half of them fit a screen, nine of ten fit two, none needs a map.</summary>
internal static class LengthRule
{
    public const int Longest = 400;
    public const int NinetiethPercentile = 120;
    public const int Median = 50;

    public static IEnumerable<string> TooLong(IEnumerable<(string File, int Lines)> files) =>
        from file in files
        where file.Lines > Longest
        select $"{file.File} has {file.Lines} lines; {Longest} is the most";

    public static IEnumerable<string> TooLongTogether(IEnumerable<(string File, int Lines)> files)
    {
        int[] lines = [.. files.Select(file => file.Lines).Order()];
        return Above("median", Rank(lines, 0.5), Median).Concat(Above("90th percentile", Rank(lines, 0.9), NinetiethPercentile));
    }

    private static IEnumerable<string> Above(string what, int lines, int most) =>
        lines > most ? [$"the {what} of the files is {lines} lines; {most} is the most"] : [];

    // Nearest rank: the smallest value that at least this share of the files does not exceed.
    private static int Rank(int[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
