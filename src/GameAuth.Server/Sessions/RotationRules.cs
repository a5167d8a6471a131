namespace GameAuth.Server;

/// <summary>The rules of rotation: which refresh token gets which answer. A pure function.</summary>
/// <remarks>
/// RFC 9700 section 4.14.2 wants a replay to end the family, and lost replies and second tabs must not look like one. The successor is derived, so that a repeat yields the same token and
/// a family never has two chains. Whether the API has used the successor does not matter within the window: of two tabs that refresh 60 ms apart, the first has called the API already.
/// </remarks>
internal static class RotationRules
{
    /// <summary>Decides.</summary>
    /// <param name="family">The family as the store has it.</param>
    /// <param name="presented">The generation of the presented token, whose MAC is right.</param>
    /// <param name="isKeyProven">Whether the family is bound to a key and the caller has proven it now.</param>
    /// <param name="window">How long after a step its parent is still good.</param>
    /// <param name="now">The store's time.</param>
    public static RotationDecision Decide(SessionFamily family, int presented, bool isKeyProven, TimeSpan window, DateTimeOffset now)
    {
        if (!family.IsLive(now))
        {
            return RotationDecision.Refuse;
        }

        if (presented == family.Generation)
        {
            return RotationDecision.Advance;
        }

        if (presented > family.Generation)
        {
            return RotationDecision.AdvanceBeyond;
        }

        bool isParent = presented == family.Generation - 1;
        bool isWithinWindow = now - family.RotatedAt < window;
        bool isSuccessorUnused = family.AcknowledgedGeneration < family.Generation;
        return isParent && (isWithinWindow || (isKeyProven && isSuccessorUnused)) ? RotationDecision.RepeatSuccessor : RotationDecision.Reuse;
    }
}

/// <summary>What is done about a refresh token whose MAC is right.</summary>
internal enum RotationDecision
{
    /// <summary>The family moves on by compare-and-swap; the caller gets the successor.</summary>
    Advance,

    /// <summary>The caller gets the successor that exists; nothing is stored.</summary>
    RepeatSuccessor,

    /// <summary>The store was set back: the family goes on from the presented generation, by compare-and-swap; somebody is told.</summary>
    AdvanceBeyond,

    /// <summary>Somebody else has a copy: the family ends.</summary>
    Reuse,

    /// <summary>The family ended before, or has run out.</summary>
    Refuse,
}
