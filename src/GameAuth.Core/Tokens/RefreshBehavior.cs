namespace GameAuth.Providers;

/// <summary>What minting costs, and so what a crash in the middle of it means.</summary>
public enum RefreshBehavior
{
    /// <summary>Derived from its parents, as often as one likes: a lost race adopts the winner.</summary>
    Remint,

    /// <summary>
    /// The previous token is single use: an intent is saved by compare-and-swap before the wire, so that a crash in between is
    /// its own outcome (<see cref="SignInReason.RefreshOutcomeUnknown"/>). Without a previous token the player has to sign in.
    /// </summary>
    Rotating,

    /// <summary>The previous token is presented, and the server repeats its answer when it sees it again: safe to repeat, no intent.</summary>
    Replayable,
}
