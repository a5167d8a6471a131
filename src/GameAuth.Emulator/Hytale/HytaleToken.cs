using GameAuth.Emulator.Hytale.OAuth;
using GameAuth.Emulator.Hytale.Sessions;
using GameAuth.Emulator.Tokens;

namespace GameAuth.Emulator.Hytale;

internal sealed class HytaleToken : IssuedToken
{
    public required HytaleTokenKind Kind { get; init; }

    public required EmulatedHytaleAccount Account { get; init; }

    /// <summary>The sign-in that an access or refresh token descends from.</summary>
    public HytaleFamily? Family { get; init; }

    /// <summary>The game session that a session or identity token belongs to; null for an identity token that a test had made.</summary>
    public GameSession? Session { get; init; }

    /// <summary>Who an identity token, a join's grant or a join's access token is about.</summary>
    public EmulatedHytaleProfile? Profile { get; init; }

    /// <summary>The server that a join's grant is for.</summary>
    public string? Audience { get; init; }

    public override string KindName => Kind switch
    {
        HytaleTokenKind.Access => "hytale_access",
        HytaleTokenKind.Refresh => "hytale_refresh",
        HytaleTokenKind.Session => "hytale_session",
        HytaleTokenKind.Identity => "hytale_identity",
        HytaleTokenKind.Grant => "hytale_grant",
        _ => "hytale_server_access",
    };
}
