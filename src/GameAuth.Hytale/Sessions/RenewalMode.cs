namespace GameAuth.Hytale;

/// <summary>How a game session gets its next tokens.</summary>
internal enum RenewalMode
{
    /// <summary>The service prolongs it.</summary>
    Refresh,

    /// <summary>Another session is made for its profile, while its own tokens go on to their end.</summary>
    Replace,

    /// <summary>The same, after the old one was ended, which holds the account's last place.</summary>
    MakeRoom,
}
