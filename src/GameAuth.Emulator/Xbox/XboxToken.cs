using System.Buffers.Text;
using System.Security.Cryptography;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox;

internal sealed class XboxToken : IssuedToken
{
    public required XboxTokenKind Kind { get; init; }

    /// <summary>Null for a device token: it belongs to nobody.</summary>
    public EmulatedPlayer? Player { get; init; }

    /// <summary>The sign-in that Microsoft account tokens descend from.</summary>
    public TokenFamily<EmulatedPlayer>? Family { get; init; }

    public XboxProofKey? Key { get; init; }

    /// <summary>The device token that a title or XSTS token was issued with.</summary>
    public XboxToken? Device { get; init; }

    public string? RelyingParty { get; init; }

    public string? DeviceId { get; init; }

    /// <summary>The title of a title token, and of the XSTS tokens that were issued with one.</summary>
    public string? TitleId { get; init; }

    /// <summary>A signature on the request for this token that could not be checked yet.</summary>
    public DeferredSignature? Deferred { get; set; }

    public override string KindName => NameOf(Kind);

    public static string NameOf(XboxTokenKind kind) => kind switch
    {
        XboxTokenKind.MsaAccess => "msa_access",
        XboxTokenKind.MsaRefresh => "msa_refresh",
        XboxTokenKind.Device => "device",
        XboxTokenKind.User => "user",
        XboxTokenKind.Title => "title",
        XboxTokenKind.Minecraft => "minecraft",
        _ => "xsts",
    };
}

/// <summary>Token values as long, and with the same awkward characters, as live ones, and marked EMULATOR where anybody would look.</summary>
internal static class XboxTokenText
{
    public static string New(XboxTokenKind kind) => kind switch
    {
        XboxTokenKind.MsaAccess => "EwEMULATOR+/" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(750)) + "==",
        XboxTokenKind.MsaRefresh => "M.EMULATOR_BL2.0.U.-C" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*!$", 400) + "$$",
        _ => $"EMULATOR.{XboxToken.NameOf(kind)}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(900))}",
    };

    public static string NewAuthorizationCode() => "M.EMULATOR_BL2.2.U." + RandomNumberGenerator.GetHexString(32, lowercase: true);
}

/// <summary>What the scope of a Microsoft account sign-in says about it.</summary>
internal static class MicrosoftScope
{
    extension(TokenFamily<EmulatedPlayer> family)
    {
        /// <summary>Azure applications ask for XboxLive.* scopes and send their ticket with the prefix d= instead of t=.</summary>
        public bool IsAzure => !family.Scope.Contains("MBI_SSL", StringComparison.Ordinal);

        /// <summary>Azure applications get a refresh token only for an offline scope.</summary>
        public bool HasRefreshToken => !family.IsAzure || family.Scope.Contains("offline_access", StringComparison.Ordinal);
    }
}
