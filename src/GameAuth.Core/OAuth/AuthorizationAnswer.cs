namespace GameAuth.Providers;

/// <summary>What a redirect that belongs to the sign-in says: a code, or why there is none.</summary>
internal sealed record AuthorizationAnswer(Secret? Code, GameAuthException? Failure);
