namespace GameAuth.Emulator;

/// <summary>The tokens that the Hytale hosts give out.</summary>
public enum HytaleTokenKind
{
    /// <summary>The OAuth access token, an RS256 JWT (<c>hytale_access</c> in the log).</summary>
    Access,

    /// <summary>The rotating OAuth refresh token, opaque (<c>hytale_refresh</c>).</summary>
    Refresh,

    /// <summary>The session token, an EdDSA JWT (<c>hytale_session</c>).</summary>
    Session,

    /// <summary>The identity token, an EdDSA JWT (<c>hytale_identity</c>).</summary>
    Identity,

    /// <summary>The authorization grant of a server join, opaque and good once (<c>hytale_grant</c>).</summary>
    Grant,

    /// <summary>The access token of a server join, an EdDSA JWT (<c>hytale_server_access</c>).</summary>
    ServerAccess,
}
