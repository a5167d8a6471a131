using GameAuth.Testing;

namespace GameAuth.Xbox.Tests;

/// <summary>Lets a pause that was announced pass, as soon as it has begun.</summary>
internal static class PassingTime
{
    // Known by its length: the other timers are time limits and watches, all longer. Counting timers would not do, since those come and go.
    public static async Task PassAsync(this FakeClock clock, TimeSpan pause)
    {
        TimeSpan longest = pause + TimeSpan.FromMilliseconds(1);
        TimeSpan? next;
        while ((next = clock.NextTimer) is null || next > longest)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        clock.Advance(next.Value);
    }
}
