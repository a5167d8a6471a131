using System.Globalization;

namespace GameAuth.Providers;

/// <summary>
/// Reads the values of a service, which come as text whatever their JSON type was (<see cref="WireStringConverter"/>). One that makes no sense counts as absent: the rest of the answer is worth more.
/// </summary>
/// <remarks>For provider authors. Stateless.</remarks>
public static class FieldParser
{
    private const int LongText = 2048;
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
    private const NumberStyles Real = Whole | NumberStyles.AllowExponent;

    /// <summary>Text that is fit to be shown, of at most 2,048 characters.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text; empty where there is none.</returns>
    public static string Text(string? value) => ServerText.Clean(value, LongText);

    /// <summary>As <see cref="Text"/>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text; null where there is none.</returns>
    public static string? TextOrNull(string? value) => Text(value) is { Length: > 0 } text ? text : null;

    /// <summary>The texts that are not empty.</summary>
    /// <param name="values">The values.</param>
    /// <returns>The texts.</returns>
    public static IReadOnlyList<string> Texts(IReadOnlyList<string> values) => [.. values.Select(Text).Where(static text => text.Length > 0)];

    /// <summary>A yes or no.</summary>
    /// <param name="value">The value.</param>
    /// <returns>True for <c>true</c> in any case.</returns>
    public static bool Flag(string? value) => bool.TryParse(value, out bool flag) && flag;

    /// <summary>A number of things.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The number; zero where there is none.</returns>
    public static int Count(string? value) => CountOrNull(value) ?? 0;

    /// <summary>A number of things.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The number; null where there is none.</returns>
    public static int? CountOrNull(string? value) =>
        decimal.TryParse(value, Whole, CultureInfo.InvariantCulture, out decimal number) && decimal.IsInteger(number) && number is >= 0 and <= int.MaxValue ? (int)number : null;

    /// <summary>A number.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The number; null where there is none.</returns>
    public static double? Number(string? value) =>
        double.TryParse(value, Real, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

    /// <summary>A time in UTC.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The time; null where there is none, also for the year 1, which is how services say "never".</returns>
    public static DateTimeOffset? Date(string? value) => WireDateConverter.TryParse(value, out DateTimeOffset date) && date.Year > 1 ? date : null;

    /// <summary>A length of time.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The time; null where there is none.</returns>
    public static TimeSpan? Duration(string? value) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out TimeSpan duration) && duration > TimeSpan.Zero ? duration : null;

    /// <summary>A member of an enum by its name, in any case.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>The member; else 0, which every such enum has as Unknown.</returns>
    public static T Member<T>(string? value)
        where T : struct, Enum =>
        value is { Length: > 0 } && value.All(char.IsAsciiLetter) && Enum.TryParse(value, ignoreCase: true, out T member) ? member : default;
}
