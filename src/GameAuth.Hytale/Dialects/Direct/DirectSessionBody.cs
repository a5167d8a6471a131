using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The answer of the session service: camel case, an end with nine fractional digits. Any member may be missing.</summary>
internal sealed class DirectSessionBody
{
    [JsonPropertyName("sessionToken")]
    public Secret? SessionToken { get; set; }

    [JsonPropertyName("identityToken")]
    public Secret? IdentityToken { get; set; }

    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; set; }

    public GameSessionTokens ToTokens(ProviderResponse answer, Guid profile, HytaleAuthClient client) => new()
    {
        Profile = profile,
        SessionToken = HytaleTokenText.Whole(SessionToken) ?? throw answer.Failure("has no usable sessionToken", isTransient: false),
        IdentityToken = HytaleTokenText.Whole(IdentityToken) ?? throw answer.Failure("has no usable identityToken", isTransient: false),
        ExpiresAt = client.ToLocal(ExpiresAt ?? throw answer.Failure("has no expiresAt", isTransient: false)),
    };
}
