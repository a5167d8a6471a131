using System.Buffers.Text;
using System.Text.Json;

namespace GameAuth.Psn;

/// <summary>Reads the files of other programs: members of the wrong type count as absent.</summary>
internal static class ImportedJson
{
    // The last moment that a date can have.
    private const double MaxMilliseconds = 253_402_300_799_999;

    /// <exception cref="FormatException">It is no object.</exception>
    public static JsonElement Object(JsonDocument document) => document.RootElement is { ValueKind: JsonValueKind.Object } root ? root : throw new FormatException();

    public static JsonElement Member(JsonElement of, string name) => of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out JsonElement member) ? member : default;

    public static string? Text(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A time in milliseconds since 1970; null for zero, which programs write for one that they do not know.</summary>
    public static DateTimeOffset? Time(JsonElement of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out double milliseconds) && milliseconds is > 0 and <= MaxMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : null;
}

/// <summary>What an access token of the service says of itself (RFC 7519). Nobody has checked it: it serves to refuse what is certainly another client's, and to find the account of a player who has one.</summary>
/// <param name="AccountId">Whose it is; null where it does not say.</param>
/// <param name="ClientId">Which client it was issued to; null where it does not say.</param>
internal readonly record struct AccessTokenClaims(string? AccountId, string? ClientId)
{
    private const int MaxLength = 16 << 10;

    public static AccessTokenClaims Read(string? token)
    {
        if (token is not { Length: > 0 and <= MaxLength } || token.Split('.') is not [_, { } payload, _])
        {
            return default;
        }

        try
        {
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            string? account = ImportedJson.Text(claims.RootElement, "account_id");
            string? client = ImportedJson.Text(claims.RootElement, "client_id");
            return new AccessTokenClaims(PsnArguments.IsAccountId(account) ? account : null, PsnText.IsWord(client) ? client : null);
        }
        catch (Exception opaque) when (opaque is JsonException or FormatException or InvalidOperationException)
        {
            // A token need not be readable, and its text goes no further.
            return default;
        }
    }
}
