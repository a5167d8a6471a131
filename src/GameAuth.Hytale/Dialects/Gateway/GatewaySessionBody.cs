using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>A game session as a gateway writes it. Any member may be missing; without a session id it is known by its profile.</summary>
internal sealed class GatewaySessionBody
{
    public string? SessionId { get; set; }

    public Secret? SessionToken { get; set; }

    public Secret? IdentityToken { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public GameSessionTokens ToTokens(ProviderResponse answer, Guid profile, string? sessionId, HytaleAuthClient client) => new()
    {
        Profile = profile,
        SessionId = ServerText.Clean(SessionId, 128) is { Length: > 0 } named ? named : sessionId,
        SessionToken = HytaleTokenText.Whole(SessionToken) ?? throw answer.Failure("has no usable session_token", isTransient: false),
        IdentityToken = HytaleTokenText.Whole(IdentityToken) ?? throw answer.Failure("has no usable identity_token", isTransient: false),
        ExpiresAt = client.ToLocal(ExpiresAt ?? throw answer.Failure("has no expires_at", isTransient: false)),
    };
}
