using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>Seconds since 1970, whole or with a fraction (RFC 7519 section 2), from then until the year 9999.</summary>
internal static class NumericDate
{
    private const long Last = 253402300799;

    public static bool TryRead(ReadOnlySpan<byte> json, out DateTimeOffset? time)
    {
        time = null;
        if (TryReadWhole(json, out long whole))
        {
            time = DateTimeOffset.FromUnixTimeSeconds(whole);
            return true;
        }

        Utf8JsonReader reader = new(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        if (reader.TryGetInt64(out long seconds))
        {
            if (seconds is < 0 or > Last)
            {
                return false;
            }

            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }

        // Below a tick the fraction is cut off.
        if (!reader.TryGetDecimal(out decimal fraction) || fraction is < 0 or > Last)
        {
            return false;
        }

        time = DateTimeOffset.UnixEpoch.AddTicks((long)(fraction * TimeSpan.TicksPerSecond));
        return true;
    }

    // As every issuer writes it: a whole number of this age, which needs no reader.
    private static bool TryReadWhole(ReadOnlySpan<byte> json, out long seconds)
    {
        const int longest = 11;
        seconds = 0;
        foreach (byte digit in json.Length <= longest ? json : default)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            seconds = (seconds * 10) + digit - '0';
        }

        return json.Length <= longest;
    }
}
