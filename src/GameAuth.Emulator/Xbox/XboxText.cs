using System.Globalization;

namespace GameAuth.Emulator.Xbox;

/// <summary>Texts of the API hosts.</summary>
internal static class XboxText
{
    /// <summary>What a timestamp says that never was.</summary>
    public const string Never = "0001-01-01T00:00:00.0000000Z";

    /// <summary>Seven fractional digits, in UTC.</summary>
    public static string Of(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? Never;

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);
}
