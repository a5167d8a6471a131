namespace GameAuth.Providers;

/// <summary>An authorization request that the server is told of before the player is sent anywhere. Immutable; it prints without the state.</summary>
/// <param name="Redirect">The redirect address, character for character as the code exchange will repeat it.</param>
/// <param name="State">What the redirect has to bring back; the flow checks it.</param>
/// <param name="CodeChallenge">The PKCE challenge, whose method is <see cref="Pkce.Method"/>; null where the settings want none.</param>
/// <param name="Form">All fields of the request as the address would have had them: the body of a pushed authorization request (RFC 9126 section 2.1).</param>
public sealed record AuthorizationRequest(string Redirect, Secret State, string? CodeChallenge, OAuthForm Form);
