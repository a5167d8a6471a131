using GameAuth.Providers;

namespace GameAuth.Core.Tests.Pacing;

public sealed class SlidingWindowLogTests
{
    [Fact]
    public void The_earliest_time_is_the_one_that_trying_every_tick_finds()
    {
        Random random = new(42);
        for (int round = 0; round < 3000; round++)
        {
            (SlidingWindowLog log, List<long> times) = RandomLog(random);
            (int permits, int period, int from) = (random.Next(1, 6), random.Next(1, 25), random.Next(0, 60));

            long earliest = log.Earliest(from, permits, period);

            Assert.Equal(FirstThatFits(times, from, permits, period), earliest);
        }
    }

    [Fact]
    public void Bookings_are_counted_and_cleared_apart_from_what_is_spent()
    {
        SlidingWindowLog log = new();
        log.Spend(1);
        log.Spend(3);
        log.Book(10);
        log.Book(7);
        log.Spend(5);

        Assert.Equal((0, 1, 2), (log.BookedBefore(7), log.BookedBefore(8), log.BookedBefore(11)));
        log.ClearBookings();
        Assert.Equal((0, 21L), (log.BookedBefore(100), log.Earliest(6, 3, 20)));
    }

    [Fact]
    public void A_trimmed_log_is_empty_and_keeps_its_room()
    {
        SlidingWindowLog log = new();
        for (int i = 0; i < 10_000; i++)
        {
            log.Trim(i - 10);
            log.Spend(i);
        }

        Assert.False(log.IsEmpty);
        log.Trim(10_000);
        Assert.True(log.IsEmpty);
    }

    [Fact]
    public void What_was_never_spent_can_not_be_taken_out()
    {
        SlidingWindowLog log = new();
        log.Spend(5);
        log.GiveBack(4);
        Assert.False(log.IsEmpty);
        log.GiveBack(5);
        Assert.True(log.IsEmpty);
    }

    private static (SlidingWindowLog Log, List<long> Times) RandomLog(Random random)
    {
        SlidingWindowLog log = new();
        List<long> times = new();
        long spent = 0;
        for (int i = random.Next(12); i > 0; i--)
        {
            log.Spend(spent += random.Next(6));
            times.Add(spent);
        }

        for (int i = random.Next(6); i > 0; i--)
        {
            long booked = spent + 1 + random.Next(40);
            log.Book(booked);
            times.Add(booked);
        }

        return (log, times);
    }

    private static long FirstThatFits(List<long> times, long from, int permits, long period)
    {
        for (long at = from; ; at++)
        {
            long[] all = [.. times.Append(at).Order()];
            if (!Enumerable.Range(0, all.Length).Any(i => i + permits < all.Length && all[i + permits] - all[i] < period && all[i] <= at && all[i + permits] >= at))
            {
                return at;
            }
        }
    }
}
