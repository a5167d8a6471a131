using FsCheck;
using FsCheck.Fluent;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.OAuth;

/// <summary>Any server, any limiter, any latency: what must hold of every poll.</summary>
public sealed class DevicePollScheduleProperties
{
    private static readonly DevicePollVerdict[] GoingOn = [DevicePollVerdict.Pending, DevicePollVerdict.SlowDown, DevicePollVerdict.Unreachable];

    private static Gen<Turn> Turns =>
        from verdict in Gen.Elements(GoingOn)
        from latency in Gen.Choose(0, 30_000)
        from retryAfter in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(0, 120_000)))
        from permit in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(0, 90_000)))
        select new Turn(verdict, Ms(latency), Ms(retryAfter), Ms(permit));

    private static Arbitrary<Run> Runs => (
        from lifetime in Gen.Choose(1, 1_800_000)
        from interval in Gen.Choose(0, 60_000)
        from turns in Turns.ListOf(200)
        select new Run(Ms(lifetime), Ms(interval), [.. turns])).ToArbitrary();

    [Fact]
    public void No_poll_is_less_than_the_interval_after_the_last_one() =>
        Holds((run, polls) => polls.All(poll => poll.At - poll.LastEnd >= poll.Interval));

    [Fact]
    public void No_poll_is_sooner_than_the_server_or_the_limiter_allows() =>
        Holds((run, polls) => polls.All(poll => poll.At >= poll.NotBefore));

    [Fact]
    public void No_poll_is_later_than_just_before_the_deadline() =>
        Holds((run, polls) => polls.All(poll => poll.At <= run.Lifetime - DevicePollSchedule.Margin));

    [Fact]
    public void The_interval_never_shrinks_and_grows_by_five_seconds_with_each_slow_down() =>
        Holds((run, polls) => polls.Zip(polls.Skip(1), (a, b) =>
            b.Interval == a.Interval + (a.Verdict == DevicePollVerdict.SlowDown ? DevicePollSchedule.SlowDownStep : TimeSpan.Zero)).All(ok => ok));

    [Fact]
    public void No_gap_is_longer_than_it_need_be() =>
        Holds((run, polls) => polls.All(poll => poll.At <= Longest(
            poll.NotBefore, poll.LastEnd + Longest(poll.Interval, DevicePollSchedule.LongestGap)) + poll.Interval));

    [Fact]
    public void Polling_ends() => Holds((run, polls) => polls.Count <= run.Lifetime / TimeSpan.FromMilliseconds(1) + 1);

    private static void Holds(Func<Run, List<Polled>, bool> property) =>
        Prop.ForAll(Runs, run => property(run, Play(run))).QuickCheckThrowOnFailure();

    private static List<Polled> Play(Run run)
    {
        List<Polled> polls = [];
        DevicePollSchedule clock = DevicePollSchedule.Start(TimeSpan.Zero, run.Lifetime, run.Interval);
        foreach (Turn turn in run.Turns)
        {
            TimeSpan permit = turn.Permit == TimeSpan.Zero ? TimeSpan.Zero : clock.LastPoll + turn.Permit;
            if (clock.NextPoll(permit) is not { } at)
            {
                break;
            }

            polls.Add(new Polled(at, clock.LastPoll, clock.Interval, Longest(clock.LastPoll + clock.RetryAfter, permit), turn.Verdict));
            clock = clock.After(turn.Verdict, at + turn.Latency, turn.RetryAfter);
        }

        return polls;
    }

    private static TimeSpan Longest(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private sealed record Turn(DevicePollVerdict Verdict, TimeSpan Latency, TimeSpan RetryAfter, TimeSpan Permit);

    private sealed record Run(TimeSpan Lifetime, TimeSpan Interval, IReadOnlyList<Turn> Turns);

    private sealed record Polled(TimeSpan At, TimeSpan LastEnd, TimeSpan Interval, TimeSpan NotBefore, DevicePollVerdict Verdict);
}
