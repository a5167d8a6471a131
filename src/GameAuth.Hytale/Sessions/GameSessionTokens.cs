namespace GameAuth.Hytale;

/// <summary>What the session service gives out for a profile. Immutable; it prints without its tokens.</summary>
internal sealed class GameSessionTokens
{
    public required Guid Profile { get; init; }

    public required Secret SessionToken { get; init; }

    public required Secret IdentityToken { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The gateway's name for it; Hytale's own services know a session by its token alone.</summary>
    public string? SessionId { get; init; }

    public override string ToString() => $"game session until {ExpiresAt:O}";
}
