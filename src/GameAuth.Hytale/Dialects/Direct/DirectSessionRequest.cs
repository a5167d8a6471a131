namespace GameAuth.Hytale;

/// <summary>The body of <c>POST /game-session/new</c>.</summary>
/// <param name="Uuid">The profile.</param>
internal sealed record DirectSessionRequest(Guid Uuid);
