using System.Text;

namespace GameAuth.Jose;

/// <summary>What the claims of a token must say. Immutable and safe for use from any thread.</summary>
/// <remarks>What is not set is not asked for, but the expiry always is unless <see cref="RequireExpiry"/> is false.</remarks>
public sealed class JwtRules
{
    private readonly byte[]? _issuer;
    private readonly byte[]? _audience;
    private readonly byte[][] _scopes = [];

    /// <summary>The issuer that <c>iss</c> must be, compared by code points. The default is null: any or none.</summary>
    public string? Issuer
    {
        get;
        init => (field, _issuer) = (value, value is null ? null : Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The audience that <c>aud</c> must be or hold. The default is null: any or none.</summary>
    public string? Audience
    {
        get;
        init => (field, _audience) = (value, value is null ? null : Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The scopes that must all be there. The default is none.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init => (field, _scopes) = ([.. value], [.. value.Select(Encoding.UTF8.GetBytes)]);
    }
    = [];

    /// <summary>By how much the issuer's clock may differ from this one, for <c>exp</c>, <c>nbf</c> and <c>iat</c> alike. The default is 60 seconds.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether a token without <c>exp</c> is refused. The default is true.</summary>
    public bool RequireExpiry { get; init; } = true;

    /// <summary>Whether a token without <c>sub</c>, or with an empty one, is refused. The default is false.</summary>
    public bool RequireSubject { get; init; }

    /// <summary>Judges claims at a time.</summary>
    /// <param name="claims">The claims of a token whose signature was verified.</param>
    /// <param name="now">The time.</param>
    /// <returns>The first rule that they break, or <see cref="JwsError.None"/>.</returns>
    public JwsError Check(scoped in JwtClaims claims, DateTimeOffset now)
    {
        JwsError error = CheckTimes(claims, now);
        if (error != JwsError.None)
        {
            return error;
        }

        if (_issuer is not null && !claims.Issuer.Is(_issuer))
        {
            return claims.Issuer.IsPresent ? JwsError.WrongIssuer : JwsError.MissingClaim;
        }

        if (_audience is not null && !claims.HasAudience(_audience))
        {
            return claims.HasAnyAudience ? JwsError.WrongAudience : JwsError.MissingClaim;
        }

        if (RequireSubject && claims.Subject.IsEmpty)
        {
            return JwsError.MissingClaim;
        }

        foreach (byte[] scope in _scopes)
        {
            if (!claims.HasScope(scope))
            {
                return JwsError.MissingScope;
            }
        }

        return JwsError.None;
    }

    // Differences of two times, since their sums may leave the range.
    private JwsError CheckTimes(scoped in JwtClaims claims, DateTimeOffset now) => claims switch
    {
        { ExpiresAt: null } when RequireExpiry => JwsError.MissingClaim,
        { ExpiresAt: { } end } when now - end >= ClockSkew => JwsError.Expired,
        { NotBefore: { } start } when start - now > ClockSkew => JwsError.NotYetValid,
        { IssuedAt: { } issued } when issued - now > ClockSkew => JwsError.IssuedInFuture,
        _ => JwsError.None,
    };
}
