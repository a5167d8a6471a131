using System.Buffers;
using System.Globalization;
using GameAuth.Jose;

namespace GameAuth.Server.Discord;

/// <summary>The forms of what Discord and its clients write.</summary>
internal static class DiscordText
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // RFC 6750 section 2.1. So nothing that a client sends can end a header.
    private static readonly SearchValues<char> Bearer = SearchValues.Create(Alphanumeric + "-._~+/=");
    private static readonly SearchValues<char> Unreserved = SearchValues.Create(Alphanumeric + "-._~");
    private static readonly SearchValues<char> Instance = SearchValues.Create(Alphanumeric + "-_");

    /// <summary>An id: 17 to 20 decimal digits (reference, "Snowflakes").</summary>
    public static bool IsSnowflake(string? text) => text is { Length: >= 17 and <= 20 } && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    public static bool IsToken(string text) => !text.AsSpan().ContainsAnyExcept(Bearer);

    /// <summary>Codes, and code verifiers (RFC 7636 section 4.1).</summary>
    public static bool IsUnreserved(string text) => !text.AsSpan().ContainsAnyExcept(Unreserved);

    /// <summary>The id of an activity instance, such as <c>i-1234-gc-5678-9</c>: it becomes a part of an address.</summary>
    public static bool IsInstance(string text) => !text.AsSpan().ContainsAnyExcept(Instance);

    /// <summary>A time as Discord writes it, ISO 8601 with or without an offset; without one it is UTC (the webhook's).</summary>
    public static bool TryTime(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is { Length: >= 19 and <= 40 } && text[10] == 'T' && char.IsAsciiDigit(text[0])
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}

/// <summary>The application's public key, as the developer portal shows it.</summary>
internal static class DiscordKey
{
    /// <summary>Reads it; null where it is none.</summary>
    public static Ed25519PublicKey? Parse(string? hex)
    {
        Span<byte> bytes = stackalloc byte[Ed25519PublicKey.Size];
        return TryHex(hex, bytes) && Ed25519PublicKey.TryImport(bytes, out Ed25519PublicKey? key) ? key : null;
    }

    /// <summary>Reads exactly as many bytes as there is room for.</summary>
    public static bool TryHex(string? hex, Span<byte> bytes) =>
        hex?.Length == 2 * bytes.Length && Convert.FromHexString(hex, bytes, out _, out int written) == OperationStatus.Done && written == bytes.Length;
}
