using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The grant: a Microsoft account access token and the refresh token behind it, with the client id that both belong to.</summary>
internal sealed class MsaToken : IGrantToken
{
    public required Secret AccessToken { get; init; }

    /// <summary>Verbatim: its prefix differs from one account to the next, and a shortened one is not known to work.</summary>
    public Secret? RefreshToken { get; init; }

    public required string ClientId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the application supplied it, and is asked for the next one.</summary>
    public bool IsSupplied { get; init; }

    // Microsoft names no end of the sign-in itself.
    [JsonIgnore]
    public DateTimeOffset? SignInExpiresAt => null;

    public static MsaToken Of(MicrosoftToken supplied, string clientId) => new()
    {
        AccessToken = supplied.AccessToken,
        ClientId = clientId,
        ExpiresAt = supplied.ExpiresAt,
        IsSupplied = true,
    };

    public static MsaToken Of(TokenResponse answer, string clientId, Secret? previous = null) => new()
    {
        AccessToken = answer.AccessToken,
        RefreshToken = answer.RefreshToken ?? previous,
        ClientId = clientId,
        ExpiresAt = answer.ExpiresAt,
    };
}
