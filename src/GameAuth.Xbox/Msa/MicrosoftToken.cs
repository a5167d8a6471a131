namespace GameAuth.Xbox;

/// <summary>An access token of a Microsoft account. Immutable; it prints without the token.</summary>
/// <param name="AccessToken">The bare token: opaque, never to be parsed, without the prefix <c>t=</c> or <c>d=</c>.</param>
/// <param name="ExpiresAt">Its end by the clock of this machine; null where it is not known, and then the token is used until it is refused.</param>
public sealed record MicrosoftToken(Secret AccessToken, DateTimeOffset? ExpiresAt);
