namespace GameAuth.Hytale;

/// <summary>The names of the events that Hytale raises beside those of <see cref="AuthEventNames"/>; they change only with a major version.</summary>
public static class HytaleEventNames
{
    /// <summary>A game session was made (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionCreated = "hytale.session.created";

    /// <summary>A game session was renewed, or could not be (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionRefreshed = "hytale.session.refreshed";

    /// <summary>A game session was ended, or could not be (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionDeleted = "hytale.session.deleted";

    /// <summary>A profile was bound to an account's sessions (<see cref="HytaleProfileEvent"/>).</summary>
    public const string ProfileSelected = "hytale.profile.selected";

    /// <summary>Somebody was refused: a token that was presented is not good (<see cref="HytaleTokenRefusedEvent"/>).</summary>
    public const string AuthFailed = "hytale.auth.failed";
}
