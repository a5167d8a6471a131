using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

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
