namespace GameAuth.Server;

/// <summary>Makes the access tokens of families. Safe for use from any thread.</summary>
internal interface IAccessTokenIssuer
{
    /// <summary>Makes a token with a <c>jti</c> and a <c>nonce</c> of its own. It never outlives the family.</summary>
    /// <param name="family">Whose token it is: subject, client, profile, claims. Its generation may be older than that of the token.</param>
    /// <param name="generation">The generation that the token is made for: the claim <c>gen</c>.</param>
    /// <param name="issuedAt">
    /// The claim <c>iat</c>: a time of the store at which the family lived. A revocation that comes while the token is made ends the family, and hits the token with it.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The token.</returns>
    ValueTask<AccessToken> IssueAsync(SessionFamily family, int generation, DateTimeOffset issuedAt, CancellationToken cancellationToken);
}

/// <summary>An access token that was made. Prints without its value.</summary>
/// <param name="Value">The token: a secret.</param>
/// <param name="Id">Its claim <c>jti</c>.</param>
/// <param name="Lifetime">How long it lives: <c>expires_in</c>.</param>
internal sealed record AccessToken(string Value, string Id, TimeSpan Lifetime)
{
    /// <summary>Never the token.</summary>
    /// <returns>The token's id.</returns>
    public override string ToString() => $"[access token {Id}]";
}
