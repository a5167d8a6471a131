namespace GameAuth.Providers;

/// <summary>Where an account came from, so that a second import of the same finds it.</summary>
/// <param name="Token">SHA-256 of the refresh token that was imported, in hex.</param>
/// <param name="Subject">The player, by the source's word alone.</param>
internal sealed record ImportMark(string Token, string? Subject);
