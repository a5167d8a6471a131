using System.Security.Claims;

namespace GameAuth.Server;

/// <summary>An access token of this server that was found right: what it says. Immutable; shared by all requests that present it.</summary>
public sealed class ValidatedToken
{
    internal ValidatedToken()
    {
    }

    /// <summary>The player, as the application knows him (<c>sub</c>).</summary>
    public required string Subject { get; init; }

    /// <summary>The session (<c>sid</c>).</summary>
    public required FamilyId Session { get; init; }

    /// <summary>The token's own id (<c>jti</c>).</summary>
    public required string Id { get; init; }

    /// <summary>The client that it was issued to (<c>client_id</c>).</summary>
    public required string ClientId { get; init; }

    /// <summary>Whom it is for (<c>aud</c>).</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>When it was issued (<c>iat</c>), by the clock of the session store.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it ends (<c>exp</c>).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Every claim, in its order, by the name that the token gives it; of a list each element.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>How often its session had been refreshed (<c>gen</c>).</summary>
    internal int Generation { get; init; }

    /// <summary>The thumbprint of the key that it is bound to (<c>cnf.jkt</c>, RFC 9449 section 6.1); null for a bearer token.</summary>
    internal string? KeyThumbprint { get; init; }

    /// <summary>The session's id as the token writes it.</summary>
    internal string SessionText { get; init; } = "";

    /// <summary>See <see cref="ProviderAccountHash"/>.</summary>
    internal string AccountHash { get; init; } = "";

    /// <summary>When its session began: what a revocation up to a time goes by.</summary>
    internal DateTimeOffset SignedInAt { get; init; }

    /// <summary>Finds a claim that the verifier of the provider added, such as <c>discord_id</c>, or one of the server's.</summary>
    /// <param name="name">The claim's name.</param>
    /// <returns>Its value, the first of a list; null where there is none.</returns>
    public string? FindClaim(string name)
    {
        foreach (Claim claim in Claims)
        {
            if (claim.Type == name)
            {
                return claim.Value;
            }
        }

        return null;
    }

    /// <summary>The session and the token's id, which are no secrets.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => $"[access token {Id} of session {SessionText}]";

    internal bool IsFor(string audience)
    {
        for (int i = 0; i < Audiences.Count; i++)
        {
            if (string.Equals(Audiences[i], audience, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
