namespace GameAuth.Providers;

/// <summary>How a <see cref="LeasedResource{T}"/> is renewed.</summary>
public enum RenewalMode
{
    /// <summary>The service prolongs it.</summary>
    Refresh,

    /// <summary>Another one takes its place, while it goes on to its own end.</summary>
    Replace,
}

/// <summary>When, and how, a renewal is tried next.</summary>
/// <param name="Mode">How.</param>
/// <param name="At">When; a time that has passed means at once.</param>
public readonly record struct NextRenewal(RenewalMode Mode, DateTimeOffset At);
