using System.Globalization;
using GameAuth.Providers;

namespace GameAuth.Xbox.Tests;

public class FieldParserTests
{
    [Theory]
    [InlineData("5", 5)]
    [InlineData("5.0", 5)]
    [InlineData("0", 0)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("2147483648", null)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("1,000", null)]
    [InlineData("many", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_number_of_things_is_one_that_makes_sense(string? text, int? number)
    {
        Assert.Equal(number, FieldParser.CountOrNull(text));
        Assert.Equal(number ?? 0, FieldParser.Count(text));
    }

    [Theory]
    [InlineData("15.5", 15.5)]
    [InlineData("1e2", 100.0)]
    [InlineData("NaN", null)]
    [InlineData("1e999", null)]
    [InlineData("15,5", null)]
    [InlineData(null, null)]
    public void A_measure_is_finite(string? text, double? number) => Assert.Equal(number, FieldParser.Number(text));

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("yes", false)]
    [InlineData(null, false)]
    public void A_flag_is_up_only_when_it_is_said(string? text, bool flag) => Assert.Equal(flag, FieldParser.Flag(text));

    [Theory]
    [InlineData("2015-10-26T18:11:03.6689508Z", "2015-10-26T18:11:03.6689508+00:00")]
    [InlineData("2015-10-26T18:11:03.668950899Z", "2015-10-26T18:11:03.6689508+00:00")]
    [InlineData("2015-10-26T20:11:03+02:00", "2015-10-26T18:11:03.0000000+00:00")]
    [InlineData("2015-10-26T18:11:03", "2015-10-26T18:11:03.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00.0000000Z", null)]
    [InlineData("0001-01-01T00:00:00", null)]
    [InlineData("0001-01-01T00:00:00+05:00", null)]
    [InlineData("26/10/2015", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_time_is_in_utc_and_never_is_null(string? text, string? time) => Assert.Equal(time, FieldParser.Date(text)?.ToString("O", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("Achieved", XboxAchievementState.Achieved)]
    [InlineData("INPROGRESS", XboxAchievementState.InProgress)]
    [InlineData("Halfway", XboxAchievementState.Unknown)]
    [InlineData("3", XboxAchievementState.Unknown)]
    [InlineData("NotStarted, Achieved", XboxAchievementState.Unknown)]
    [InlineData("", XboxAchievementState.Unknown)]
    [InlineData(null, XboxAchievementState.Unknown)]
    public void A_word_that_is_not_known_is_unknown(string? text, XboxAchievementState word) => Assert.Equal(word, FieldParser.Member<XboxAchievementState>(text));

    [Theory]
    [InlineData("00:30:00", 30)]
    [InlineData("00:00:00", null)]
    [InlineData("-00:30:00", null)]
    [InlineData("PT30M", null)]
    [InlineData(null, null)]
    public void A_duration_has_a_length(string? text, int? minutes) => Assert.Equal(minutes, FieldParser.Duration(text)?.TotalMinutes);

    [Fact]
    public void A_text_is_fit_to_be_shown_and_no_longer_than_a_page()
    {
        Assert.Equal("red", FieldParser.Text("\u001b[31mred\u202e\r\n"));
        Assert.Equal(2048, FieldParser.Text(new string('a', 100_000)).Length);
        Assert.Null(FieldParser.TextOrNull(" \u200b"));
    }
}
