namespace GameAuth.Hytale;

/// <summary>Claims that a token may have beside <c>iss</c>, <c>sub</c> and <c>exp</c>, which it always has.</summary>
[Flags]
public enum HytaleTokenClaims
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>When it was issued: <c>iat</c>.</summary>
    IssuedAt = 1,

    /// <summary>When it begins to be valid: <c>nbf</c>.</summary>
    NotBefore = 2,

    /// <summary>The player's name: <c>username</c>, or <c>username</c> of <c>profile</c>.</summary>
    Username = 4,

    /// <summary>The profile's id: <c>uuid</c> of <c>profile</c>.</summary>
    ProfileId = 8,

    /// <summary>The player's name as OpenID Connect calls it: <c>preferred_username</c>.</summary>
    PreferredUsername = 16,

    /// <summary>The owner's address: <c>email</c>.</summary>
    Email = 32,

    /// <summary>The session's id: <c>session_id</c>.</summary>
    SessionId = 64,

    /// <summary>The certificate that its holder proves with: <c>x5t#S256</c> of <c>cnf</c> (RFC 8705 section 3.1).</summary>
    Certificate = 128,
}
