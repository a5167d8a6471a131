using GameAuth.Emulator.Tokens;
using GameAuth.Emulator.Xbox.Signing;

namespace GameAuth.Emulator.Xbox;

internal sealed class XboxToken : IssuedToken
{
    public required XboxTokenKind Kind { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Null for a device token: it belongs to nobody.</summary>
    public EmulatedPlayer? Player { get; init; }

    /// <summary>The sign-in that Microsoft account tokens descend from.</summary>
    public GrantFamily? Family { get; init; }

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
