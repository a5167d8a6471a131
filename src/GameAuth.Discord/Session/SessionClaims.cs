using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>What an access token of the backend says of its player (RFC 7519 section 3.1). It came from the backend itself over TLS, and decides nothing but whose it is: its signature is the backend's to check.</summary>
/// <param name="PlayerId">The claim <c>discord_id</c>; where there is none, <c>sub</c>.</param>
internal sealed record SessionClaims(string PlayerId)
{
    private const int Parts = 3;
    private const int LongestId = 256;

    /// <summary>Reads a token; null where it names no player.</summary>
    public static SessionClaims? Read(Secret token)
    {
        string text = token.Reveal();
        string[] parts = text.Length <= ServerToken.MaxLength ? text.Split('.') : [];
        if (parts.Length != Parts || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        try
        {
            // What the reader throws may quote the token, so that none is passed on.
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return (TextOf(claims.RootElement, "discord_id") ?? TextOf(claims.RootElement, "sub")) is { } id ? new SessionClaims(id) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or DecoderFallbackException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement claims, string name) =>
        claims.ValueKind is JsonValueKind.Object && claims.TryGetProperty(name, out JsonElement claim) && claim.ValueKind is JsonValueKind.String
            ? ServerText.NameOrNull(claim.GetString(), LongestId) : null;
}
