namespace GameAuth.Server;

/// <summary>What the engine answers to an exchange or a refresh: tokens, or an error.</summary>
internal sealed record SessionAnswer
{
    private SessionAnswer(SessionTokens? tokens, AuthError? error) => (Tokens, Error) = (tokens, error);

    /// <summary>The tokens; null where it is an error.</summary>
    public SessionTokens? Tokens { get; }

    /// <summary>The error; null where there are tokens. It never asks for a cookie to be deleted: the browser may hold a newer one by now.</summary>
    public AuthError? Error { get; }

    public static SessionAnswer Granted(SessionTokens tokens) => new(tokens, error: null);

    public static SessionAnswer Refused(AuthError error) => new(tokens: null, error);
}

/// <summary>A pair of tokens. Prints without them.</summary>
internal sealed class SessionTokens
{
    /// <summary>The access token.</summary>
    public required AccessToken Access { get; init; }

    /// <summary>The refresh token: a secret.</summary>
    public required string Refresh { get; init; }

    /// <summary>How long the refresh token can be used at most: <c>Max-Age</c> of its cookie.</summary>
    public required TimeSpan RefreshLifetime { get; init; }

    /// <summary>The family: its profile says how the refresh token travels.</summary>
    public required SessionFamily Family { get; init; }

    /// <summary>The generation of both tokens.</summary>
    public required int Generation { get; init; }

    /// <summary>More members of the answer, of an exchange alone.</summary>
    public required IReadOnlyDictionary<string, string> Members { get; init; }

    /// <summary>Never the tokens.</summary>
    /// <returns>The family and the generation.</returns>
    public override string ToString() => $"[tokens of {Family.Id}, generation {Generation}]";
}

/// <summary>What is known of a request beside its body and its refresh token.</summary>
internal sealed record RequestSource
{
    /// <summary>Nothing is known.</summary>
    public static readonly RequestSource Unknown = new();

    /// <summary>The SHA-256 thumbprint (RFC 7638) of the key that the request has proven, 32 bytes; none without a proof.</summary>
    public ReadOnlyMemory<byte> KeyThumbprint { get; init; }

    /// <summary>The client's address as the application knows it, behind its proxies; null where it doesn't.</summary>
    public System.Net.IPAddress? Address { get; init; }

    /// <summary>The header <c>User-Agent</c>; null without one.</summary>
    public string? UserAgent { get; init; }

    /// <summary>How the refresh token came, which must be the way of its profile; null where that does not matter.</summary>
    public RefreshTokenDelivery? Delivery { get; init; }
}
