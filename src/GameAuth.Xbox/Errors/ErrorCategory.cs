namespace GameAuth.Xbox;

/// <summary>Which decision an error code asks for.</summary>
internal enum ErrorCategory
{
    /// <summary>The player or the device is refused.</summary>
    Restricted,

    /// <summary>The application is set up for another sandbox than it may use.</summary>
    Setup,

    /// <summary>It may work later, or with another parent token.</summary>
    Transient,
}
