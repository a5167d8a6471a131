namespace GameAuth.Emulator.Hosting;

/// <summary>The server's own clock: the injected time plus a skew that a test may change while it runs.</summary>
internal sealed class EmulatorClock(TimeProvider time, TimeSpan skew)
{
    private long _skewTicks = skew.Ticks;

    public TimeProvider Time => time;

    public TimeSpan Skew
    {
        get => new(Volatile.Read(ref _skewTicks));
        set => Volatile.Write(ref _skewTicks, value.Ticks);
    }

    public DateTimeOffset Now => time.GetUtcNow() + Skew;
}
