using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GameAuth.Hytale;

/// <summary>What a token must say beyond signature, issuer, times and a UUID as subject, which always hold. Immutable; change one with <c>with</c>.</summary>
/// <remarks>Facts: what the official server checks, and for the documented ones the token section of the gateway's documentation.</remarks>
public sealed record HytaleTokenProfile
{
    private static readonly (HytaleTokenClaims Claim, string Name)[] ClaimNames =
    [
        (HytaleTokenClaims.IssuedAt, "iat"),
        (HytaleTokenClaims.NotBefore, "nbf"),
        (HytaleTokenClaims.Username, "username"),
        (HytaleTokenClaims.ProfileId, "profile"),
        (HytaleTokenClaims.PreferredUsername, "preferred_username"),
        (HytaleTokenClaims.Email, "email"),
        (HytaleTokenClaims.SessionId, "session_id"),
        (HytaleTokenClaims.Certificate, "cnf"),
    ];

    private HytaleTokenProfile()
    {
    }

    /// <summary>Says who somebody is: it has a name. Any scope; see <see cref="PlayerIdentity"/>.</summary>
    public static HytaleTokenProfile Identity { get; } = new() { Name = "identity", Claims = HytaleTokenClaims.Username };

    /// <summary>An <see cref="Identity"/> of a player's client: it has the scope <see cref="HytaleScope.Client"/>.</summary>
    public static HytaleTokenProfile PlayerIdentity { get; } = Identity with { Name = "player identity", Scopes = [HytaleScope.Client] };

    /// <summary>A server's game session: it has the scope <see cref="HytaleScope.Server"/>.</summary>
    public static HytaleTokenProfile Session { get; } = new() { Name = "session", Scopes = [HytaleScope.Server], Claims = HytaleTokenClaims.IssuedAt };

    /// <summary>A session token as the gateway's documentation describes it: for <c>sessions</c>, with <c>iat</c> and <c>session_id</c>. Not what Hytale's own services are seen to issue.</summary>
    public static HytaleTokenProfile DocumentedSession { get; } =
        new() { Name = "documented session", Audience = "sessions", Claims = HytaleTokenClaims.IssuedAt | HytaleTokenClaims.SessionId };

    /// <summary>
    /// An identity token as the gateway's documentation describes it: for <c>identities</c>, with <c>preferred_username</c>; <c>email</c> may be absent, add it to
    /// <see cref="Claims"/> to ask for it. Not what Hytale's own services are seen to issue.
    /// </summary>
    public static HytaleTokenProfile DocumentedIdentity { get; } =
        new() { Name = "documented identity", Audience = "identities", Claims = HytaleTokenClaims.PreferredUsername };

    /// <summary>What it is called, in events: no secret.</summary>
    public required string Name { get; init; }

    /// <summary>The audience that <c>aud</c> must be or hold, compared by code points. Null asks for none.</summary>
    public string? Audience { get; init; }

    /// <summary>The scopes that must all be there.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init => field = [.. value];
    }
    = [];

    /// <summary>Scopes of which one must be there; none asks for none.</summary>
    public IReadOnlyList<string> AnyScope
    {
        get;
        init => field = [.. value];
    }
    = [];

    /// <summary>The claims that must be there, beside those that always must.</summary>
    public HytaleTokenClaims Claims { get; init; }

    /// <summary>The SHA-256 of the certificate that the peer has proven to hold, which <c>cnf</c> must name. Null compares none.</summary>
    /// <exception cref="ArgumentException">It has not 32 bytes.</exception>
    public ReadOnlyMemory<byte>? CertificateSha256
    {
        get;
        init => field = value is { Length: not SHA256.HashSizeInBytes }
            ? throw new ArgumentException("The SHA-256 of a certificate has 32 bytes.", nameof(value))
            : value is { } hash ? hash.ToArray() : null;
    }

    /// <summary>A token that lets its holder into one server: for that server's audience, and bound to the certificate that the holder has shown.</summary>
    /// <param name="audience">The server's own audience.</param>
    /// <param name="certificate">The peer's certificate, whose key the handshake of the connection has proven.</param>
    /// <returns>The profile, for this peer.</returns>
    public static HytaleTokenProfile ServerAccess(string audience, X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return ServerAccess(audience, certificate.GetCertHash(HashAlgorithmName.SHA256));
    }

    /// <summary>As <see cref="ServerAccess(string, X509Certificate)"/>, for a peer whose certificate is known by its hash.</summary>
    /// <param name="audience">The server's own audience.</param>
    /// <param name="certificateSha256">The SHA-256 of the certificate in DER: 32 bytes.</param>
    /// <returns>The profile, for this peer.</returns>
    public static HytaleTokenProfile ServerAccess(string audience, ReadOnlyMemory<byte> certificateSha256)
    {
        ArgumentException.ThrowIfNullOrEmpty(audience);
        return new() { Name = "server access", Audience = audience, Claims = HytaleTokenClaims.Certificate, CertificateSha256 = certificateSha256 };
    }

    /// <summary>Its name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>Whether a verified token says what this profile asks for. Nothing is allocated for one that does.</summary>
    internal HytaleTokenResult Check(HytaleToken token)
    {
        HytaleTokenClaims missing = Claims & ~token.Claims;
        if (missing is not HytaleTokenClaims.None)
        {
            return new HytaleTokenResult(HytaleTokenRefusal.MissingClaim, NameOf(missing));
        }

        if (Audience is { } audience && !token.HasAudience(audience))
        {
            return token.Audiences.Count > 0
                ? new HytaleTokenResult(HytaleTokenRefusal.WrongAudience, "aud")
                : new HytaleTokenResult(HytaleTokenRefusal.MissingClaim, "aud");
        }

        if (!HasScopes(token))
        {
            return new HytaleTokenResult(HytaleTokenRefusal.MissingScope, "scope");
        }

        return CertificateSha256 is not { } expected ? new HytaleTokenResult(token)
            : token.CertificateSha256 is not { } bound ? new HytaleTokenResult(HytaleTokenRefusal.MissingClaim, "cnf")
            : CryptographicOperations.FixedTimeEquals(bound.Span, expected.Span) ? new HytaleTokenResult(token)
            : new HytaleTokenResult(HytaleTokenRefusal.WrongCertificate, "cnf");
    }

    // A method of its own: what a lambda captures is allocated at the beginning of its method.
    private static string NameOf(HytaleTokenClaims missing) => Array.Find(ClaimNames, one => missing.HasFlag(one.Claim)).Name;

    private bool HasScopes(HytaleToken token)
    {
        for (int i = 0; i < Scopes.Count; i++)
        {
            if (!token.HasScope(Scopes[i]))
            {
                return false;
            }
        }

        bool hasOne = AnyScope.Count == 0;
        for (int i = 0; i < AnyScope.Count && !hasOne; i++)
        {
            hasOne = token.HasScope(AnyScope[i]);
        }

        return hasOne;
    }
}
