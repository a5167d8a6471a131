namespace GameAuth.Hytale;

/// <summary>How a game session stands.</summary>
public enum HytaleGameSessionState
{
    /// <summary>Its tokens are good, and are renewed in time.</summary>
    Live,

    /// <summary>Its tokens have ended and could not be renewed yet: the service is down or holds the account back. It is tried again.</summary>
    Interrupted,

    /// <summary>It was ended here.</summary>
    Ended,

    /// <summary>It is over and will not come back by itself: <see cref="HytaleGameSession.Failure"/> says why.</summary>
    Lost,
}
