using System.Text.Json.Serialization;

namespace GameAuth.Hytale;

/// <summary>
/// What the session service gives out for a profile. Immutable; it prints without its tokens. It is recorded for one purpose: to end the session after a crash. A session token is
/// never used on after a restart, so the identity token is not kept.
/// </summary>
internal sealed class GameSessionTokens
{
    public required Guid Profile { get; init; }

    /// <summary>What renews it and ends it.</summary>
    public required Secret SessionToken { get; init; }

    [JsonIgnore]
    public Secret IdentityToken { get => field ?? SessionToken; init; }

    /// <summary>When it is over unless it is renewed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The gateway's name for it; Hytale's own services know a session by its token alone.</summary>
    public string? SessionId { get; init; }

    public override string ToString() => $"game session until {ExpiresAt:O}";
}
