namespace GameAuth.Providers;

/// <summary>A token of any kind: what a <see cref="TokenSource{T}"/> mints. Implementations are immutable.</summary>
public interface IToken
{
    /// <summary>When it ends, by the provider's word (<c>expires_in</c>, <c>NotAfter</c>); null means "until it is refused".</summary>
    DateTimeOffset? ExpiresAt { get; }
}

/// <summary>A token that is the root of an account's chain and knows when the sign-in itself ends.</summary>
public interface IGrantToken : IToken
{
    /// <summary>When the player has to sign in again whatever is refreshed, by the provider's word; null where it has no such end or does not say.</summary>
    DateTimeOffset? SignInExpiresAt { get; }
}

/// <summary>Which token a request was authorized with, so that a refusal drops that one and no other.</summary>
/// <remarks>A value without storage of its own; <c>default</c> means that no token was used.</remarks>
public readonly record struct TokenUse
{
    private TokenUse(TokenSource source, IToken token, string? audience)
    {
        Source = source;
        Token = token;
        Audience = audience;
    }

    internal TokenSource? Source { get; }

    internal IToken? Token { get; }

    internal string? Audience { get; }

    /// <summary>Names the token that a request carries.</summary>
    /// <typeparam name="T">The token.</typeparam>
    /// <param name="source">Where it came from.</param>
    /// <param name="token">The token.</param>
    /// <param name="audience">The audience that it was asked for with.</param>
    /// <returns>The use.</returns>
    public static TokenUse Of<T>(TokenSource<T> source, T token, string? audience = null)
        where T : class, IToken
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(token);
        return new TokenUse(source, token, audience);
    }

    /// <summary>Never the token.</summary>
    /// <returns>The source's name.</returns>
    public override string ToString() => Source?.Name ?? "none";
}
