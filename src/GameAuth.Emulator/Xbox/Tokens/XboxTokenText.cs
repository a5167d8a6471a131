using System.Buffers.Text;
using System.Security.Cryptography;

namespace GameAuth.Emulator.Xbox;

/// <summary>
/// Token values as long, and with the same awkward characters, as live ones, and marked EMULATOR where anybody would look.
/// </summary>
internal static class XboxTokenText
{
    public static string New(XboxTokenKind kind) => kind switch
    {
        XboxTokenKind.MsaAccess => "EwEMULATOR+/" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(750)) + "==",
        XboxTokenKind.MsaRefresh => "M.EMULATOR_BL2.0.U.-C" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*!$", 400) + "$$",
        _ => $"EMULATOR.{XboxToken.NameOf(kind)}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(900))}",
    };

    public static string NewDeviceCode() => "EMULATOR-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(64));

    public static string NewAuthorizationCode() => "M.EMULATOR_BL2.2.U." + RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static string NewRequestId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Eight characters that nobody mistakes for another.</summary>
    public static string NewUserCode() => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8);
}
