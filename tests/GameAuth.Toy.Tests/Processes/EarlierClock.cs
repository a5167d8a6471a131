namespace GameAuth.Toy.Tests.Processes;

/// <summary>The clock of somebody who signed in a day ago.</summary>
internal sealed class EarlierClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromDays(1);
}
