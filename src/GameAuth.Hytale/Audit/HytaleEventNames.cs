namespace GameAuth.Hytale;

/// <summary>The names of the events that Hytale raises beside those of <see cref="AuthEventNames"/>; they change only with a major version.</summary>
public static class HytaleEventNames
{
    /// <summary>A sign-in or an import brought a grant (<see cref="HytaleTokenEvent"/>).</summary>
    public const string TokenCreated = "hytale.token.created";

    /// <summary>The grant was refreshed and saved, or could not be (<see cref="HytaleTokenEvent"/>).</summary>
    public const string TokenRefreshed = "hytale.token.refreshed";

    /// <summary>The grant is deleted here, because its account is signed out (<see cref="HytaleTokenEvent"/>).</summary>
    public const string TokenDeleted = "hytale.token.deleted";

    /// <summary>A sign-in came to nothing, the grant is no longer taken, or an access token was refused (<see cref="HytaleTokenEvent"/>); or a token that somebody presented is not good (<see cref="HytaleTokenRefusedEvent"/>).</summary>
    public const string AuthFailed = "hytale.auth.failed";

    /// <summary>A game session was made, or could not be (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionCreated = "hytale.session.created";

    /// <summary>A game session was renewed, or could not be (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionRefreshed = "hytale.session.refreshed";

    /// <summary>A game session was ended, or could not be (<see cref="HytaleSessionEvent"/>).</summary>
    public const string SessionDeleted = "hytale.session.deleted";

    /// <summary>A profile was bound to an account's sessions, or could not be (<see cref="HytaleProfileEvent"/>).</summary>
    public const string ProfileSelected = "hytale.profile.selected";
}
