namespace Tour;

/// <summary>The machine's clock, which the tour sets ahead to see tokens expire; the emulator and the application share it.</summary>
internal sealed class TourClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public void SetAhead(TimeSpan by) => _ahead += by;
}
