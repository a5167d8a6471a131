using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameAuth.Providers;

/// <summary>The tokens of a token endpoint (RFC 6749 section 5.1). Immutable; it prints without tokens.</summary>
public sealed class TokenResponse
{
    private readonly Dictionary<string, JsonElement> _more;

    internal TokenResponse(Secret accessToken, TokenBody body, DateTimeOffset receivedAt)
    {
        AccessToken = accessToken;
        RefreshToken = ServerToken.OrNull(body.RefreshToken);
        IdToken = ServerToken.OrNull(body.IdToken);
        TokenType = ServerText.Clean(body.TokenType, 64) is { Length: > 0 } type ? type : "Bearer";
        ExpiresIn = OAuthSeconds.Read(body.ExpiresIn);
        ExpiresAt = receivedAt + ExpiresIn;
        Scope = body.Scope;
        UserId = body.UserId;
        _more = body.More ?? [];
    }

    /// <summary>The access token, verbatim; it fits into a header (<see cref="ServerToken"/>).</summary>
    public Secret AccessToken { get; }

    /// <summary>The refresh token, verbatim; null where the answer had none, which leaves an older one valid (RFC 6749 section 6).</summary>
    public Secret? RefreshToken { get; }

    /// <summary>The OpenID Connect id token; null where the answer had none.</summary>
    public Secret? IdToken { get; }

    /// <summary>How the access token is used; <c>Bearer</c> where the answer does not say.</summary>
    public string TokenType { get; }

    /// <summary>The lifetime of the access token; null where the answer does not say.</summary>
    public TimeSpan? ExpiresIn { get; }

    /// <summary>The end of the access token by the clock of this machine, counted from the arrival of the answer; null where the answer does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>The granted scope, words with spaces between them in the server's order; null means: as asked (RFC 6749 section 5.1).</summary>
    public string? Scope { get; }

    /// <summary>The provider's id of the player (<c>user_id</c>), where it sends one.</summary>
    public string? UserId { get; }

    /// <summary>Another member of the answer, as text.</summary>
    /// <param name="member">Its name, such as <c>foci</c>.</param>
    /// <returns>The text, or a number's or boolean's JSON; null where it is absent, null, an object or a list. It may be a secret.</returns>
    public string? FindText(string member) => _more.TryGetValue(member, out JsonElement value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        }
        : null;

    /// <summary>Another member of the answer, as a length of time in seconds, such as <c>refresh_token_expires_in</c>.</summary>
    /// <param name="member">Its name.</param>
    /// <returns>The time; null where it is absent or no number of seconds.</returns>
    public TimeSpan? FindSeconds(string member) => OAuthSeconds.Read(FindText(member));

    /// <summary>Not the tokens.</summary>
    /// <returns>The token type and the end of the access token.</returns>
    public override string ToString() => $"{TokenType} until {ExpiresAt:O}";
}

/// <summary>What a token endpoint said: tokens or a refusal, never both.</summary>
public sealed class TokenResult
{
    /// <summary>The code of the error about a success that has no access token at all.</summary>
    public const string NoToken = "no_access_token";

    private TokenResult(TokenResponse? tokens, OAuthError? error)
    {
        Tokens = tokens;
        Error = error;
    }

    /// <summary>The tokens; null when <see cref="Error"/> is not.</summary>
    public TokenResponse? Tokens { get; }

    /// <summary>The refusal; null when <see cref="Tokens"/> is not.</summary>
    public OAuthError? Error { get; }

    /// <summary>Whether tokens were granted.</summary>
    [MemberNotNullWhen(true, nameof(Tokens))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsGranted => Tokens is not null;

    /// <summary>
    /// Reads the answer of a token endpoint. A body with an <c>error</c> text is a refusal at any status. The access token is all that a grant needs: an odd member beside it counts as absent.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The tokens or the refusal.</returns>
    /// <exception cref="ProviderException">
    /// The answer is neither: a success without an access token that can be used (<see cref="NoToken"/> where it has none at all), or what <see cref="FindError"/> throws.
    /// </exception>
    public static TokenResult Read(ProviderResponse answer)
    {
        if (FindError(answer) is { } error)
        {
            return new TokenResult(null, error);
        }

        TokenBody body = answer.ReadJson(OAuthJson.Default.TokenBody);
        return ServerToken.IsUsable(body.AccessToken) ? new TokenResult(new TokenResponse(body.AccessToken, body, answer.ReceivedAt), null)
            : string.IsNullOrEmpty(body.AccessToken?.Reveal()) ? throw answer.Failure("has no access_token", NoToken, isTransient: false)
            : throw answer.Failure("has an access_token that fits into no header; nothing of it was stored", isTransient: false);
    }

    /// <summary>Reads the refusal of an OAuth endpoint.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The refusal; null where the answer is a success without an <c>error</c> text.</returns>
    /// <exception cref="ProviderException">
    /// The status is a failure and the body is no refusal. It is transient: a page or nothing is not the server's word, but that of something on the way.
    /// </exception>
    public static OAuthError? FindError(ProviderResponse answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.TryReadJson(OAuthJson.Default.TokenBody, out TokenBody? body) && !string.IsNullOrEmpty(body.Error) ? new OAuthError(body, answer)
            : answer.IsSuccess ? null
            : throw answer.Failure(
                "is a failure without an OAuth error, so not the sign-in server's word; check the network (a proxy, a firewall, a captive portal) and try again later", isTransient: true);
    }
}

/// <summary>The members of a token endpoint's answer (RFC 6749 sections 5.1 and 5.2), success or error.</summary>
internal sealed class TokenBody
{
    public Secret? AccessToken { get; set; }

    public Secret? RefreshToken { get; set; }

    public Secret? IdToken { get; set; }

    public string? TokenType { get; set; }

    // Text, since some servers write fractions.
    public string? ExpiresIn { get; set; }

    [JsonConverter(typeof(ScopeConverter))]
    public string? Scope { get; set; }

    public string? UserId { get; set; }

    // Some servers put an object, a number or false under this name; what is no text is no OAuth error code.
    [JsonConverter(typeof(ErrorCodeConverter))]
    public string? Error { get; set; }

    public string? ErrorDescription { get; set; }

    public string? ErrorUri { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}

/// <summary>How OAuth answers are read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(WireSecretConverter), typeof(WireStringConverter), typeof(WireInt64Converter)])]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(DeviceAuthorizationBody))]
internal sealed partial class OAuthJson : JsonSerializerContext;

/// <summary>Reads a scope: words with spaces between them (RFC 6749 section 3.3), or a list of words, without what is no word.</summary>
internal sealed class ScopeConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return WireStringConverter.ReadText(ref reader);
        }

        List<string> words = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                words.Add(reader.GetString()!);
            }

            reader.Skip();
        }

        return string.Join(' ', words);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Reads text where it is text, and passes over anything else as if it were absent.</summary>
internal sealed class ErrorCodeConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Lengths of time on the wire: whole seconds, bounded so that no sum overflows.</summary>
internal static class OAuthSeconds
{
    private const long Longest = 100L * 365 * 24 * 3600;

    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static TimeSpan? Read(string? seconds) => decimal.TryParse(seconds, Number, CultureInfo.InvariantCulture, out decimal value)
        ? TimeSpan.FromSeconds((long)decimal.Clamp(value, 0, Longest))
        : null;
}
