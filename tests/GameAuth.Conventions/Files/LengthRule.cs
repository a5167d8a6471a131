namespace GameAuth.Conventions.Files;

/// <summary>A file is one mechanism that can be read by itself: never above 400 lines, and seldom a scrap of 15 or fewer.</summary>
internal static class LengthRule
{
    public const int Longest = 400;
    public const int Shortest = 16;

    /// <summary>How many shipped files may be shorter than <see cref="Shortest"/>. Lower it to what is reached; never raise it.</summary>
    public const int MostShort = 10;

    public static IEnumerable<string> TooLong(IEnumerable<(string File, int Lines)> files) =>
        from file in files
        where file.Lines > Longest
        select $"{file.File} has {file.Lines} lines; {Longest} is the most";

    public static IEnumerable<string> TooManyShort(IEnumerable<(string File, int Lines)> files, int most = MostShort)
    {
        string[] small = [.. from file in files where file.Lines < Shortest orderby file.File select file.File];
        return small.Length > most
            ? [$"{small.Length} files have fewer than {Shortest} lines; {most} is the most. Put small types beside the code that uses them: {string.Join(", ", small)}"]
            : [];
    }
}
