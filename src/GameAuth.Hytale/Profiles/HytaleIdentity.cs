using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Whose account it is, kept so that a restart asks nobody. It dies with the sign-in.</summary>
internal sealed record HytaleIdentity(string Owner, string? Name) : IToken
{
    [System.Text.Json.Serialization.JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}
