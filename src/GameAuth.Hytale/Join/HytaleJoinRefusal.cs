namespace GameAuth.Hytale;

/// <summary>Why a player was not let in.</summary>
public enum HytaleJoinRefusal
{
    /// <summary>The player was not refused.</summary>
    None = 0,

    /// <summary>The identity token is not good; the result's token refusal says why. <see cref="HytaleTokenRefusal.KeysUnavailable"/> is not the player's fault.</summary>
    IdentityToken = 1,

    /// <summary>The identity token is somebody else's: its id is not the one that the client gave.</summary>
    OtherPlayer = 2,

    /// <summary>The identity token has another name than the client gave.</summary>
    OtherName = 3,

    /// <summary>The service gives no grant for this player to this server; the result's failure has its words.</summary>
    Grant = 4,

    /// <summary>The access token is not good: for another server, bound to another certificate, expired. The result's token refusal says why.</summary>
    AccessToken = 5,

    /// <summary>The access token is about somebody else than the identity token.</summary>
    OtherHolder = 6,

    /// <summary>The service does not take the grant that the client brought for the server; the result's failure has its words.</summary>
    ServerGrant = 7,
}
