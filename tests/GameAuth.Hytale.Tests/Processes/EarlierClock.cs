namespace GameAuth.Hytale.Tests.Processes;

/// <summary>The machine's clock, a day behind until it is set right: by it somebody has signed in yesterday. Its timers are the machine's, as those of the processes are.</summary>
internal sealed class EarlierClock : TimeProvider
{
    private long _behind = TimeSpan.FromDays(1).Ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(-Interlocked.Read(ref _behind));

    public void SetRight() => Interlocked.Exchange(ref _behind, 0);
}
