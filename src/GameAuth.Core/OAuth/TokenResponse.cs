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
        RefreshToken = IsFilled(body.RefreshToken) ? body.RefreshToken : null;
        IdToken = IsFilled(body.IdToken) ? body.IdToken : null;
        TokenType = ServerText.Clean(body.TokenType, 64) is { Length: > 0 } type ? type : "Bearer";
        ExpiresIn = OAuthSeconds.Read(body.ExpiresIn);
        ExpiresAt = receivedAt + ExpiresIn;
        Scope = body.Scope;
        UserId = body.UserId;
        _more = body.More ?? [];
    }

    /// <summary>The access token, verbatim; never empty.</summary>
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

    internal static bool IsFilled(Secret? secret) => secret is not null && secret.Reveal().Length > 0;
}

/// <summary>What a token endpoint said: tokens or a refusal, never both.</summary>
public sealed class TokenResult
{
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

    /// <summary>Reads the answer of a token endpoint. A body with an <c>error</c> member is a refusal at any status.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The tokens or the refusal.</returns>
    /// <exception cref="ProviderException">The answer is neither, such as an HTML page or a success without <c>access_token</c>.</exception>
    public static TokenResult Read(ProviderResponse answer)
    {
        if (FindError(answer) is { } error)
        {
            return new TokenResult(null, error);
        }

        TokenBody body = answer.ReadJson(OAuthJson.Default.TokenBody);
        return TokenResponse.IsFilled(body.AccessToken)
            ? new TokenResult(new TokenResponse(body.AccessToken!, body, answer.ReceivedAt), null)
            : throw answer.Failure("has no access_token", isTransient: false);
    }

    /// <summary>Reads the refusal of an OAuth endpoint.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The refusal; null where the answer is a success without an <c>error</c> member.</returns>
    /// <exception cref="ProviderException">The status is a failure and the body is no refusal.</exception>
    public static OAuthError? FindError(ProviderResponse answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.TryReadJson(OAuthJson.Default.TokenBody, out TokenBody? body) && !string.IsNullOrEmpty(body.Error)
            ? new OAuthError(body, answer)
            : answer.IsSuccess ? null : throw answer.Failure("is a failure without an OAuth error");
    }
}

/// <summary>The members of a token endpoint's answer (RFC 6749 sections 5.1 and 5.2), success or error.</summary>
internal sealed class TokenBody
{
    public Secret? AccessToken { get; set; }

    public Secret? RefreshToken { get; set; }

    public Secret? IdToken { get; set; }

    public string? TokenType { get; set; }

    public long? ExpiresIn { get; set; }

    [JsonConverter(typeof(ScopeConverter))]
    public string? Scope { get; set; }

    public string? UserId { get; set; }

    // Some servers put an object under this name; what is no text is no OAuth error code.
    [JsonConverter(typeof(LenientTextConverter))]
    public string? Error { get; set; }

    [JsonConverter(typeof(LenientTextConverter))]
    public string? ErrorDescription { get; set; }

    [JsonConverter(typeof(LenientTextConverter))]
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

/// <summary>Reads a scope: words with spaces between them (RFC 6749 section 3.3), or a list of words.</summary>
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
            words.Add(WireStringConverter.ReadText(ref reader));
        }

        return string.Join(' ', words);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Reads text where it is text, and passes over an object or a list as if it were absent.</summary>
internal sealed class LenientTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return WireStringConverter.ReadText(ref reader);
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

    public static TimeSpan? Read(long? seconds) => seconds is { } value ? TimeSpan.FromSeconds(Math.Clamp(value, 0, Longest)) : null;

    public static TimeSpan? Read(string? seconds) =>
        decimal.TryParse(seconds, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? Read((long)decimal.Clamp(value, 0, Longest))
            : null;
}
