using GameAuth.Providers;
using static GameAuth.Core.Tests.Pacing.PacerFixture;

namespace GameAuth.Core.Tests.Pacing;

public sealed class PaceRuleTests
{
    [Theory]
    [InlineData("xbox/profile/1", "xbox/profile/1")]
    [InlineData("xbox/profile/2", "xbox/profile/*")]
    [InlineData("xbox/profile/2/3", "xbox/profile/*")]
    [InlineData("xbox/social/2", "xbox/*")]
    [InlineData("xbox", null)]
    [InlineData("xboxes/1", null)]
    [InlineData("", null)]
    public void The_exact_rule_goes_before_the_longest_class(string scope, string? rule)
    {
        PaceRuleTable table = new([new("xbox/*"), new("xbox/profile/1"), new("xbox/profile/*")]);

        Assert.Equal(rule, table.Find(scope)?.Scope);
    }

    [Fact]
    public void The_later_of_two_rules_for_one_scope_holds()
    {
        using PacerFixture pacing = new(new PaceRule("s/*", Window(1, 60)), new PaceRule("s/*", Window(3, 60)));

        pacing.Take(3, "s/1");
        Assert.Equal(60.0, pacing.Estimate("s/1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("a*")]
    [InlineData("a/*/b")]
    public void A_scope_with_an_asterisk_in_the_wrong_place_is_refused(string scope) => Assert.Throws<ArgumentException>(() => new PaceRule(scope));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    [InlineData(1, 32 * 86400)]
    public void A_window_without_room_or_end_is_refused(int permits, double seconds)
    {
        Assert.Throws<ArgumentException>(() => new PaceRule("s", Window(permits, seconds)));
        using PacerFixture pacing = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => pacing.Pacer.Learn("s", Window(permits, seconds)));
    }

    [Fact]
    public void A_gap_that_ends_before_it_begins_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PaceRule("s") { Gap = new PaceGap(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)) });

    [Fact]
    public void A_negative_spacing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new PaceRule("s") { MinSpacing = TimeSpan.FromTicks(-1) });

    [Fact]
    public void An_option_out_of_range_names_itself_and_its_range()
    {
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => new RequestPacer(new RequestPacerOptions { HoldJitter = 2 }));

        Assert.Contains("RequestPacerOptions.HoldJitter", error.Message, StringComparison.Ordinal);
        Assert.Contains("from 0 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_reads_as_words() => Assert.Equal("10 per 1.5 s", Window(10, 1.5).ToString());
}
