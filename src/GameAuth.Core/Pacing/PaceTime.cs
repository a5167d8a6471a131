namespace GameAuth.Providers;

/// <summary>The pacer's own time: ticks of the monotonic clock since it was made. Guarded by the engine's lock, but for <see cref="UtcNow"/>.</summary>
internal sealed class PaceTime(TimeProvider clock)
{
    private readonly long _origin = clock.GetTimestamp();
    private long _now;

    public DateTimeOffset UtcNow => clock.GetUtcNow();

    public long Now() => _now = Math.Max(_now, clock.GetElapsedTime(_origin).Ticks);

    public DateTimeOffset ToWall(long at, long now)
    {
        DateTimeOffset utcNow = UtcNow;
        return at <= now ? utcNow : utcNow.AddTicks(Math.Min(at - now, DateTimeOffset.MaxValue.UtcTicks - utcNow.UtcTicks));
    }
}
