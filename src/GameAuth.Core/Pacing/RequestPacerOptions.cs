namespace GameAuth.Providers;

/// <summary>How a <see cref="RequestPacer"/> is set up. Read once, when it is made.</summary>
public sealed class RequestPacerOptions
{
    /// <summary>The rules; of two with the same <see cref="PaceRule.Scope"/> the later one holds, so add an application's after the providers'.</summary>
    public IList<PaceRule> Rules { get; } = [];

    /// <summary>How many requests may wait at once, all scopes together; one more is refused with <see cref="ThrottledException"/>. Default 10,000.</summary>
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>The longest hold that an answer's header can cause; what a server says beyond that is asked again then. Default 24 hours.</summary>
    public TimeSpan LongestLearnedHold { get; set; } = TimeSpan.FromHours(24);

    /// <summary>For how long a window that was learnt holds without being confirmed. Default 1 hour.</summary>
    public TimeSpan LearnedFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How much a learnt hold is stretched at random, as a part of it, so that many installations do not come back in the same instant. Default 0.05; at most 2 s are added.</summary>
    public double HoldJitter { get; set; } = 0.05;

    /// <summary>Makes gaps and jitter repeatable in tests; null draws a seed from the system's random generator. Default null.</summary>
    public int? Seed { get; set; }

    internal void Check()
    {
        Check(MaxWaiting >= 0, nameof(MaxWaiting), "zero or more");
        Check(HoldJitter is >= 0 and <= 1, nameof(HoldJitter), "from 0 to 1");
        Check(LongestLearnedHold >= TimeSpan.Zero && LongestLearnedHold <= RateLimitHints.Most, nameof(LongestLearnedHold), "from zero to 366 days");
        Check(LearnedFor >= TimeSpan.Zero && LearnedFor <= RateLimitHints.Most, nameof(LearnedFor), "from zero to 366 days");
    }

    private static void Check(bool isRight, string property, string range)
    {
        if (!isRight)
        {
            throw new GameAuthConfigurationException($"{nameof(RequestPacerOptions)}.{property} is out of its range; set it {range}.");
        }
    }
}
