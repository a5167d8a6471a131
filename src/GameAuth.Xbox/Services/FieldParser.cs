using System.Globalization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads the values of the services, which come as text whatever their JSON type was. One that makes no sense counts as absent: the rest of the answer is worth more.</summary>
internal static class FieldParser
{
    private const int LongText = 2048;
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
    private const NumberStyles Real = Whole | NumberStyles.AllowExponent;

    /// <summary>Text that is fit to be shown; empty where there is none.</summary>
    public static string Text(string? value) => ServerText.Clean(value, LongText);

    public static string? TextOrNull(string? value) => Text(value) is { Length: > 0 } text ? text : null;

    /// <summary>The texts that are not empty.</summary>
    public static IReadOnlyList<string> Texts(IReadOnlyList<string> values) => [.. values.Select(Text).Where(static text => text.Length > 0)];

    public static bool Boolean(string? value) => bool.TryParse(value, out bool flag) && flag;

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

    /// <summary>A member of an enum by its name, in any case; else 0, which every such enum has as Unknown.</summary>
    public static T Enum<T>(string? value)
        where T : struct, Enum =>
        value is { Length: > 0 } && value.All(char.IsAsciiLetter) && System.Enum.TryParse(value, ignoreCase: true, out T member) ? member : default;
}
