using System.Globalization;

namespace GameAuth.Providers;

/// <summary>Lengths of time on the wire: whole seconds, bounded so that no sum overflows.</summary>
internal static class OAuthSeconds
{
    private const long Longest = 100L * 365 * 24 * 3600;

    public static TimeSpan? Read(long? seconds) => seconds is { } value ? TimeSpan.FromSeconds(Math.Clamp(value, 0, Longest)) : null;

    public static TimeSpan? Read(string? seconds) =>
        decimal.TryParse(seconds, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? Read((long)decimal.Clamp(value, 0, Longest))
            : null;
}
