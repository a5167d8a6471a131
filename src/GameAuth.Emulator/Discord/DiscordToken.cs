using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.AuthorizationServer;

namespace GameAuth.Emulator.Discord;

internal sealed class DiscordToken : IssuedToken
{
    public required DiscordTokenKind Kind { get; init; }

    /// <summary>The sign-in that it was made for; an access token may serve later ones too.</summary>
    public required TokenFamily<EmulatedDiscordUser> Family { get; init; }

    public override string KindName => Kind is DiscordTokenKind.Access ? "discord_access" : "discord_refresh";

    public bool IsGood(DateTimeOffset now) => !IsExpired(now) && !Family.IsRevoked;
}

/// <summary>
/// What one user has allowed one application: every sign-in that came of it. Revocation ends it whole (reference: either token kills every token of that authorization).
/// </summary>
internal sealed class DiscordAuthorization
{
    private readonly List<TokenFamily<EmulatedDiscordUser>> _families = [];
    private readonly Dictionary<string, DiscordToken> _accessTokens = new(StringComparer.Ordinal);

    public void Add(TokenFamily<EmulatedDiscordUser> family) => _families.Add(family);

    /// <summary>Makes a token the one that later codes of its scope are answered with.</summary>
    public void Remember(DiscordToken access) => _accessTokens[access.Family.Scope] = access;

    /// <summary>The access token of a scope that still lives; null where there is none.</summary>
    public DiscordToken? LiveAccess(string scope, DateTimeOffset now) => _accessTokens.GetValueOrDefault(scope) is { } token && token.IsGood(now) ? token : null;

    /// <returns>Whether a sign-in was still good.</returns>
    public bool End()
    {
        bool wasGood = _families.Exists(family => !family.IsRevoked);
        _families.ForEach(family => family.IsRevoked = true);
        _families.Clear();
        _accessTokens.Clear();
        return wasGood;
    }
}

/// <summary>Ids, tokens and times as Discord writes them.</summary>
internal static class DiscordText
{
    /// <summary>A snowflake of 18 digits, the same in every run.</summary>
    public static string SnowflakeOf(string seed) =>
        (900_000_000_000_000_000 + (BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes("emulated discord " + seed)), 0) % 9_999_999_999_999_999)).ToString(CultureInfo.InvariantCulture);

    /// <summary>A code or a token.</summary>
    public static string NewToken() => "EMULATOR" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 30);

    /// <summary>Microseconds, and the offset of UTC where there is one.</summary>
    public static string Time(DateTimeOffset time, string offset = "+00:00") => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + offset;
}
