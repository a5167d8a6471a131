using System.Text.Json;

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
