namespace GameAuth;

/// <summary>The phases of a sign-in, as a prompt hears of them.</summary>
public enum SignInPhase
{
    /// <summary>The player has not answered yet.</summary>
    Waiting,

    /// <summary>The provider asked for fewer polls (<c>slow_down</c>), or could not be reached: the interval has grown.</summary>
    Slowed,

    /// <summary>The player approved.</summary>
    Approved,

    /// <summary>The player said no.</summary>
    Declined,

    /// <summary>The challenge has expired and a new one follows.</summary>
    Renewing,

    /// <summary>The challenge has expired and none follows.</summary>
    Expired,
}
