namespace GameAuth.Providers;

/// <summary>An authorization code and what must be presented with it. Immutable; it prints without secrets.</summary>
/// <param name="Code">The code of the redirect.</param>
/// <param name="Redirect">The redirect address, character for character as the authorization request had it (RFC 6749 section 4.1.3).</param>
/// <param name="Verifier">The PKCE verifier (RFC 7636 section 4.5); null where the request had no challenge.</param>
public sealed record AuthorizationCode(Secret Code, string Redirect, Secret? Verifier);
