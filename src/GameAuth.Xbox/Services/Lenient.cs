using System.Globalization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Values of the services, read as text whatever their JSON type was. One that makes no sense counts as absent: the rest of the answer is worth more.</summary>
internal static class Lenient
{
    private const int LongText = 2048;
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
    private const NumberStyles Real = Whole | NumberStyles.AllowExponent;

    /// <summary>Fit to be shown; empty where there is none.</summary>
    public static string Text(string? value) => ServerText.Clean(value, LongText);

    public static string? TextOrNull(string? value) => Text(value) is { Length: > 0 } text ? text : null;

    public static bool Flag(string? value) => bool.TryParse(value, out bool flag) && flag;

    /// <summary>A number of things; zero where there is none.</summary>
    public static int Count(string? value) => CountOrNull(value) ?? 0;

    public static int? CountOrNull(string? value) =>
        decimal.TryParse(value, Whole, CultureInfo.InvariantCulture, out decimal number) && decimal.IsInteger(number) && number is >= 0 and <= int.MaxValue ? (int)number : null;

    public static double? Number(string? value) =>
        double.TryParse(value, Real, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    /// <summary>A time in UTC; null also for the year 1, which is how the services say "never".</summary>
    public static DateTimeOffset? Date(string? value) => WireDateConverter.TryParse(value, out DateTimeOffset date) && date.Year > 1 ? date : null;

    public static TimeSpan? Duration(string? value) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out TimeSpan duration) && duration > TimeSpan.Zero ? duration : null;

    /// <summary>A word of a set that may grow: 0, which every such set has as Unknown, where it is none of those known here.</summary>
    public static T Word<T>(string? value)
        where T : struct, Enum =>
        value is { Length: > 0 } && value.All(char.IsAsciiLetter) && Enum.TryParse(value, ignoreCase: true, out T word) ? word : default;

    /// <summary>The words that are there.</summary>
    public static IReadOnlyList<string> Words(IReadOnlyList<string> values) => [.. values.Select(Text).Where(static word => word.Length > 0)];
}
