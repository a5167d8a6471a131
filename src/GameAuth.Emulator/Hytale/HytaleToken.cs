using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hytale.Sessions;

namespace GameAuth.Emulator.Hytale;

internal sealed class HytaleToken : IssuedToken
{
    public required HytaleTokenKind Kind { get; init; }

    public required EmulatedHytaleAccount Account { get; init; }

    /// <summary>The sign-in that an access or refresh token descends from.</summary>
    public TokenFamily<EmulatedHytaleAccount>? Family { get; init; }

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

/// <summary>Values and times as the Hytale hosts write them; what is opaque is marked EMULATOR where anybody would look.</summary>
internal static class HytaleText
{
    public static string NewRefreshToken() => "ory_rt_EMULATOR" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(48));

    public static string NewGrant() => "EMULATOR-grant-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Two letters and two digits, twice, as the gateway's documentation shows them.</summary>
    public static string NewUserCode() => $"{Letters()}{Digits()}-{Letters()}{Digits()}";

    /// <summary>The official hosts' time: nine fractional digits, more than a <see cref="DateTimeOffset"/> has.</summary>
    public static string Nanoseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + "03Z";

    /// <summary>The gateway's time: whole seconds.</summary>
    public static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Letters() => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ", 2);

    private static string Digits() => RandomNumberGenerator.GetString("23456789", 2);
}
