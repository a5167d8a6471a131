namespace GameAuth.Hytale;

/// <summary>When the next poll of one sign-in may go out, over all codes that it shows. Used by one flow at a time.</summary>
internal sealed class HytalePollPace(HytalePolling manner, TimeProvider time, Func<DateTimeOffset> permit)
{
    private const int Burst = 5;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RestOfWindow = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan Sustained = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstStep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(15);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private DateTimeOffset _last = time.GetUtcNow();
    private int _polls;

    /// <summary>How long a ramp goes on.</summary>
    public static TimeSpan RampEnd { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The later of what the rhythm and the pacer say.</summary>
    public DateTimeOffset Next()
    {
        DateTimeOffset wanted = _last + Step();
        DateTimeOffset allowed = permit();
        return wanted > allowed ? wanted : allowed;
    }

    /// <summary>A poll was answered, or lost.</summary>
    public void Polled()
    {
        _polls++;
        _last = time.GetUtcNow();
    }

    // The server's own interval is the flow's: this only stretches it.
    private TimeSpan Step() => manner switch
    {
        HytalePolling.Ramp => FirstStep + TimeSpan.FromSeconds(_polls) is var step && step < LongestStep ? step : LongestStep,
        HytalePolling.Spread when _polls >= Burst => time.GetUtcNow() - _start < Window ? RestOfWindow : Sustained,
        _ => TimeSpan.Zero,
    };
}
