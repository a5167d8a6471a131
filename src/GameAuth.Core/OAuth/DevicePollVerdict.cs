namespace GameAuth.Providers;

/// <summary>What one poll for a device code said.</summary>
public enum DevicePollVerdict
{
    /// <summary>The player has not answered yet (<c>authorization_pending</c>).</summary>
    Pending,

    /// <summary>Fewer polls, please (<c>slow_down</c>): the interval grows by 5 s for good.</summary>
    SlowDown,

    /// <summary>No answer, a server's failure, or throttling: ask again later, with growing gaps.</summary>
    Unreachable,

    /// <summary>The player said yes.</summary>
    Approved,

    /// <summary>The player said no.</summary>
    Declined,

    /// <summary>The code has ended, or the server no longer knows it.</summary>
    Expired,

    /// <summary>The server refuses for another reason, and polling on would not help.</summary>
    Failed,
}
