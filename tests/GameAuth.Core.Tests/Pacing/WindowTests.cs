using GameAuth.Providers;
using static GameAuth.Core.Tests.Pacing.PacerFixture;

namespace GameAuth.Core.Tests.Pacing;

public sealed class WindowTests
{
    [Fact]
    public async Task Thirty_five_permits_under_two_windows_take_the_least_time_there_is()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(10, 1.5), Window(30, 6)));

        List<double> times = (await pacing.LetThroughAsync(pacing.AcquireMany(35, "s"))).ToList();

        Assert.Equal(6.0, times.Max());
        Assert.Equal([(0.0, 10), (1.5, 10), (3.0, 10), (6.0, 5)], times.GroupBy(at => at).Select(group => (group.Key, group.Count())));
    }

    [Fact]
    public async Task A_permit_leaves_its_window_exactly_one_period_later()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(2, 10)));
        pacing.Take(1, "s");
        pacing.AdvanceTo(4);
        pacing.Take(1, "s");

        Assert.Equal([10.0, 14.0], await pacing.LetThroughAsync(pacing.AcquireMany(2, "s")));
    }

    [Fact]
    public async Task Every_scope_of_a_request_must_have_room()
    {
        using PacerFixture pacing = new(new PaceRule("ip", Window(3, 60)), new PaceRule("user/*", Window(1, 10)));
        pacing.Take(1, "user/a", "ip");
        pacing.Take(1, "user/b", "ip");

        Assert.Equal(10.0, await pacing.LetThroughAsync(pacing.AcquireAsync("user/a", "ip")));
        Assert.Equal(60.0, await pacing.LetThroughAsync(pacing.AcquireAsync("user/c", "ip")));
    }

    [Fact]
    public async Task A_refused_request_burns_nothing_in_the_scopes_that_had_room()
    {
        using PacerFixture pacing = new(new PaceRule("ip", Window(2, 60)), new PaceRule("user/*", Window(1, 10)));
        pacing.Take(1, "user/a", "ip");

        await Assert.ThrowsAsync<ThrottledException>(() => pacing.AcquireAsync(For("user/a", "ip") with { FailFast = true }));

        pacing.Take(1, "user/b", "ip");
    }

    [Fact]
    public async Task A_spacing_counts_from_start_to_start()
    {
        using PacerFixture pacing = new(new PaceRule("s") { MinSpacing = TimeSpan.FromSeconds(30) });

        Assert.Equal([0.0, 30.0, 60.0], await pacing.LetThroughAsync(pacing.AcquireMany(3, "s")));
    }

    [Fact]
    public async Task A_gap_is_drawn_from_its_range_and_repeats_with_the_seed()
    {
        PaceRule rule = new("s") { Gap = new PaceGap(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1500)) };
        using PacerFixture pacing = new(rule);
        using PacerFixture again = new(rule);

        List<double> times = (await pacing.LetThroughAsync(pacing.AcquireMany(200, "s"))).ToList();

        List<double> gaps = times.Zip(times.Skip(1), (a, b) => Math.Round(b - a, 3)).ToList();
        Assert.All(gaps, gap => Assert.InRange(gap, 0.5, 1.5));
        Assert.InRange(gaps.Distinct().Count(), 100, 200);
        Assert.Equal(times, await again.LetThroughAsync(again.AcquireMany(200, "s")));
    }

    [Fact]
    public async Task A_gap_counts_from_the_end_of_the_request_before_it()
    {
        using PacerFixture pacing = new(new PaceRule("s") { Gap = new PaceGap(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) });
        IPacePermit first = await pacing.AcquireAsync("s");
        pacing.AdvanceTo(0.7);
        first.Dispose();

        Assert.Equal(1.7, await pacing.LetThroughAsync(pacing.AcquireAsync("s")));
    }

    [Fact]
    public async Task Each_scope_of_a_class_has_windows_of_its_own()
    {
        using PacerFixture pacing = new(new PaceRule("xbox/profile/*", Window(1, 15)));
        pacing.Take(1, "xbox/profile/1");
        pacing.Take(1, "xbox/profile/2");

        Assert.Equal(15.0, await pacing.LetThroughAsync(pacing.AcquireAsync("xbox/profile/1")));
    }

    [Fact]
    public void Scopes_without_a_rule_need_no_wait_and_are_not_remembered()
    {
        using PacerFixture pacing = new(new PaceRule("known/*", Window(1, 1)));

        pacing.Take(1000, "unknown/1");
        pacing.Take(1000);

        Assert.Equal(0, pacing.Engine.Count().Scopes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_stretch_of_time_holds_more_than_its_window_allows(int block)
    {
        for (int seed = block * 1000; seed < (block * 1000) + 60; seed++)
        {
            await new RandomTraffic(seed).RunAsync();
        }
    }
}
