namespace GameAuth.Emulator;

/// <summary>What the player does when asked to sign in.</summary>
public enum SignInDecision
{
    /// <summary>Approves.</summary>
    Approve,

    /// <summary>Declines.</summary>
    Decline,

    /// <summary>Never comes, so that the code expires.</summary>
    Never,

    /// <summary>Waits for a person on the emulated sign-in page, or for the test.</summary>
    Manual,
}
