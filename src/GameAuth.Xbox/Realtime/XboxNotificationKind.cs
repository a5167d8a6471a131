namespace GameAuth.Xbox;

/// <summary>What a notification is.</summary>
public enum XboxNotificationKind
{
    /// <summary>Something has changed: an event of the service.</summary>
    Change,

    /// <summary>How things stood when the subscription was made; some services send it along.</summary>
    State,

    /// <summary>Events may have been missed: read everything again from the service. Changes that follow are new.</summary>
    Resync,
}
