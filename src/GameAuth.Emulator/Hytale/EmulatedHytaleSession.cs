namespace GameAuth.Emulator;

/// <summary>An open game session as it is now.</summary>
/// <param name="Id">The id that the gateway names it by.</param>
/// <param name="Owner">The account's UUID.</param>
/// <param name="Profile">The profile's UUID.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="ExpiresAt">When it ends unless it is refreshed.</param>
/// <param name="Refreshes">How often it was refreshed.</param>
public sealed record EmulatedHytaleSession(string Id, string Owner, string Profile, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int Refreshes);
