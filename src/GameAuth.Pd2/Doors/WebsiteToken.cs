using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>Reads a website token: the shape of a JWT (RFC 7519 section 3.1) and its <c>exp</c>. Nothing else in it is looked at, and its signature is the service's to check.</summary>
internal static class WebsiteToken
{
    private const int Parts = 3;

    /// <summary>What is expected of one, for errors.</summary>
    public const string Shape = "three parts of letters, digits, '-' and '_' with dots between them, the second of which names its end (exp)";

    /// <summary>When a token ends by the service's clock; null where it is no website token.</summary>
    public static DateTimeOffset? EndOf(Secret token)
    {
        string text = token.Reveal();
        string[] parts = text.Length <= ServerToken.MaxLength ? text.Split('.') : [];
        if (parts.Length != Parts || !Array.TrueForAll(parts, static part => part.Length > 0 && Base64Url.IsValid(part)))
        {
            return null;
        }

        try
        {
            // What the reader throws may quote the token, so that none is passed on.
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return Pd2Fields.NumberOf(claims.RootElement, "exp") is { } seconds && seconds is > 0 and < 253_402_300_800d
                ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds))
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or DecoderFallbackException or FormatException)
        {
            return null;
        }
    }

    /// <summary>What a player pasted, without what a copy may have around it: blanks and quotation marks.</summary>
    public static Secret Bare(Secret pasted) => new(pasted.Reveal().Trim().Trim('"', '\'').Trim());
}
