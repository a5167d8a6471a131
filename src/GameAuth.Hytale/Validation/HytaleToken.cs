namespace GameAuth.Hytale;

/// <summary>What a verified token says. Immutable and safe for use from any thread; it does not hold the token itself. Names, scopes and audiences are as they came: a token whose name has characters that can't be seen is refused. Session id and address have been cleaned to be shown.</summary>
public sealed class HytaleToken
{
    internal HytaleToken()
    {
    }

    /// <summary>Whom it is about (<c>sub</c>): a profile, or an account in an identity token of the documented gateway.</summary>
    public required Guid Subject { get; init; }

    /// <summary>When it ends, by the issuer's clock (<c>exp</c>).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was issued (<c>iat</c>), if it says so.</summary>
    public DateTimeOffset? IssuedAt { get; internal init; }

    /// <summary>When it begins to be valid (<c>nbf</c>), if it says so.</summary>
    public DateTimeOffset? NotBefore { get; internal init; }

    /// <summary>The player's name: of <c>profile</c>, else <c>username</c>, else <c>preferred_username</c>; null where it has none.</summary>
    public string? Username { get; internal init; }

    /// <summary>The profile's id, where <c>profile</c> names it apart from the subject; else null.</summary>
    public Guid? ProfileId { get; internal init; }

    /// <summary>The player: <see cref="ProfileId"/> where there is one, else <see cref="Subject"/>.</summary>
    public Guid PlayerId => ProfileId ?? Subject;

    /// <summary>Its scopes, exactly as the token has them: they are compared, and what is cleaned could become equal to another. See <see cref="HytaleScope"/>.</summary>
    public IReadOnlyList<string> Scopes { get; internal init; } = [];

    /// <summary>Whom it is for (<c>aud</c>), given alone or in a list, exactly as the token has it. Clean it before you show it.</summary>
    public IReadOnlyList<string> Audiences { get; internal init; } = [];

    /// <summary>The session's id (<c>session_id</c>); Hytale's own services name none.</summary>
    public string? SessionId { get; internal init; }

    /// <summary>The owner's address (<c>email</c>); Hytale's own services name none. Personal: it is not printed.</summary>
    public string? Email { get; internal init; }

    /// <summary>Which claims it has.</summary>
    public HytaleTokenClaims Claims { get; internal init; }

    /// <summary>The SHA-256 of the certificate that its holder proves with; null where it is bound to none.</summary>
    public ReadOnlyMemory<byte>? CertificateSha256 { get; internal init; }

    /// <summary>Whether it has a scope.</summary>
    /// <param name="scope">One of <see cref="HytaleScope"/>, or another.</param>
    /// <returns>Whether it has it.</returns>
    public bool HasScope(string scope) => Contains(Scopes, scope);

    /// <summary>Whether it is for an audience.</summary>
    /// <param name="audience">The audience.</param>
    /// <returns>Whether it is.</returns>
    public bool HasAudience(string audience) => Contains(Audiences, audience);

    /// <summary>The subject and the end; no name, no address.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => $"{Subject} until {ExpiresAt:O}";

    // An enumerator of an interface would be the only allocation of a cached validation.
    private static bool Contains(IReadOnlyList<string> list, string text)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i], text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

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

/// <summary>The scopes that Hytale's session service puts into tokens (<c>scope</c>): what their holder is.</summary>
/// <remarks>Facts: seen in tokens of players and servers.</remarks>
public static class HytaleScope
{
    /// <summary>A player's client: <c>hytale:client</c>.</summary>
    public const string Client = "hytale:client";

    /// <summary>A server: <c>hytale:server</c>.</summary>
    public const string Server = "hytale:server";

    /// <summary>The editor: <c>hytale:editor</c>.</summary>
    public const string Editor = "hytale:editor";
}
