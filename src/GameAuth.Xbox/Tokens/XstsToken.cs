using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>An authorization token for one relying party. Immutable; it prints without the token and without the player.</summary>
public sealed class XstsToken : IPlayerToken
{
    private const int MaxXuid = 20;

    private string? _header;

    /// <summary>The bare token: encrypted, opaque, never to be parsed.</summary>
    public required Secret Token { get; init; }

    /// <summary>The user hash (<c>uhs</c>), which goes into the header beside the token.</summary>
    public required string UserHash { get; init; }

    /// <summary>Its end by the clock of this machine (<c>NotAfter</c>).</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The player's id (<c>xid</c>): decimal digits; null where the relying party is not told.</summary>
    public string? Xuid { get; init; }

    /// <summary>The player's gamertag (<c>gtg</c>), as it came; null where the relying party is not told, and where it has characters that can't be seen.</summary>
    public string? Gamertag { get; init; }

    /// <summary>The player's age group (<c>agg</c>); unknown where the relying party is not told.</summary>
    public XboxAgeGroup AgeGroup { get; init; }

    PlayerIdentity? IPlayerToken.Player => Xuid is { } xuid ? new PlayerIdentity(xuid, Gamertag) : null;

    /// <summary>The value of the <c>Authorization</c> header, composed once: <c>XBL3.0 x={user hash};{token}</c>.</summary>
    internal string Header => _header ??= $"XBL3.0 x={UserHash};{Token.Reveal()}";

    /// <summary>Whether a text can be a player's id.</summary>
    internal static bool IsXuid([NotNullWhen(true)] string? xuid) => xuid is { Length: > 0 and <= MaxXuid } && xuid.All(char.IsAsciiDigit);

    /// <summary>Not the token.</summary>
    /// <returns>The end.</returns>
    public override string ToString() => $"xsts until {ExpiresAt:O}";
}

/// <summary>The age group of a player (claim <c>agg</c>).</summary>
public enum XboxAgeGroup
{
    /// <summary>Not said, or a word that this version does not know.</summary>
    Unknown,

    /// <summary>A child.</summary>
    Child,

    /// <summary>A teenager.</summary>
    Teen,

    /// <summary>An adult.</summary>
    Adult,
}
