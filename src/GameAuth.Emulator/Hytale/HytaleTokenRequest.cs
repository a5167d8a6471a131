using System.Text.Json.Nodes;

namespace GameAuth.Emulator;

/// <summary>A token that a test wants from <see cref="HytaleEmulator.IssueToken"/>, as good or as bad as it says. By default it is a good identity token of a player.</summary>
public sealed record HytaleTokenRequest
{
    /// <summary>Which claims it starts from: <see cref="HytaleTokenKind.Session"/>, <see cref="HytaleTokenKind.Identity"/> (the default) or <see cref="HytaleTokenKind.ServerAccess"/>.</summary>
    public HytaleTokenKind Kind { get; init; } = HytaleTokenKind.Identity;

    /// <summary>The username or UUID of the profile that it is about; the first account's first one when null.</summary>
    public string? Profile { get; init; }

    /// <summary>How long from now, by the emulator's clock, until <c>exp</c>; negative for a token that is over. Default: as sessions live.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>How long from now until <c>nbf</c>; negative for the past. Default: zero.</summary>
    public TimeSpan NotBeforeIn { get; init; }

    /// <summary>How long from now until <c>iat</c>; negative for the past. Default: zero.</summary>
    public TimeSpan IssuedAtIn { get; init; }

    /// <summary>Claims that are added or replace others, such as <c>aud</c> as a text or a list; one with null is taken away. Default: none.</summary>
    public JsonObject? Claims { get; init; }

    /// <summary>Members of the header that are added or replace others, such as <c>jwk</c>, <c>jku</c>, <c>crit</c>; one with null is taken away. Default: none.</summary>
    public JsonObject? Header { get; init; }

    /// <summary>How it is signed. Default: genuinely.</summary>
    public HytaleSignature Signature { get; init; }
}
