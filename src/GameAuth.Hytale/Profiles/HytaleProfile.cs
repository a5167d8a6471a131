namespace GameAuth.Hytale;

/// <summary>A game profile of an account. Immutable. Its texts came from the service and have been cleaned.</summary>
/// <param name="Id">The profile's id.</param>
/// <param name="Username">The name in the game.</param>
/// <param name="Entitlements">What the profile may do, such as <c>game.base</c> or <c>sessions.unlimited_servers</c>; empty where the service does not say.</param>
public sealed record HytaleProfile(Guid Id, string Username, IReadOnlyList<string> Entitlements);
