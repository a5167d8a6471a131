using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.AuthorizationServer;

namespace GameAuth.Emulator.Psn;

internal sealed class PsnToken : IssuedToken
{
    public required PsnTokenKind Kind { get; init; }

    /// <summary>The sign-in that the token descends from; null for one that a client got for itself.</summary>
    public TokenFamily<EmulatedPsnPlayer>? Family { get; init; }

    public override string KindName => Kind is PsnTokenKind.Access ? "psn_access" : "psn_refresh";
}

/// <summary>Values and times as PlayStation Network writes them; what is opaque is marked EMULATOR where there is room.</summary>
internal static class PsnText
{
    public const int NpssoLength = 64;

    public static string NewRefreshToken() => "EMULATOR-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(48));

    /// <summary><c>v3.</c> and six characters.</summary>
    public static string NewCode() => "v3." + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 6);

    public static string NewNpsso() => "EMULATOR" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", NpssoLength - 8);

    public static string NpssoOf(string accountId) =>
        "EMULATOR" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("npsso " + accountId)))[..(NpssoLength - 8)];

    /// <summary>Thirty-two hexadecimal digits.</summary>
    public static string NewRequestId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The trophy service's time: whole seconds.</summary>
    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The presence service's time: milliseconds.</summary>
    public static string Milliseconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static bool IsUuid(string text) => Guid.TryParseExact(text, "D", out _);
}
