using System.Text.RegularExpressions;

namespace GameAuth.Torture.Tests;

/// <summary>Small counts of every command; the full ones are run by hand (docs/torture.md).</summary>
public sealed partial class TortureTests
{
    [Fact]
    public async Task Our_store_keeps_its_promise_under_every_command()
    {
        (int code, string[] lines, string last) = await TortureProcess.RunAsync("all", "--small", "--seed", "1");
        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Contains("kill: kills=30 lost=0 wrong=0 orphans=0", lines);
        Assert.Contains("rotate: forced-relogins=0", lines);
        Assert.Contains(lines, static line => Explained().IsMatch(line));
        Assert.Contains("crowd: processes=8 good=8 refreshes=1 reuses=0", lines);
        Assert.Contains(lines, static line => line is "stop: stops=1 good=1 refreshes=1" || line.StartsWith("stop: skipped: ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("corrupt: cases=1000 lost=0 accepted-wrong=0 ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("diskfull: skipped: ", StringComparison.Ordinal)
            || (line.StartsWith("diskfull: disk=", StringComparison.Ordinal) && line.EndsWith(" rotated=saved growing=refused old=kept", StringComparison.Ordinal)));
        Assert.Matches("^held=[5-7] broken=0 skipped=[0-2]$", last);
    }

    [Fact]
    public async Task A_rewrap_that_was_killed_is_ended_by_the_next_and_the_old_key_opens_nothing()
    {
        (int code, string[] lines, string last) = await TortureProcess.RunAsync("kill", "--kills", "8", "--work", "rewrap", "--seed", "1");
        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Equal("kills=8 lost=0 wrong=0 orphans=0", last);
    }

    [Fact]
    public async Task A_plain_file_written_in_place_is_caught_losing()
    {
        (int code, string[] lines, string last) = await TortureProcess.RunAsync("kill", "--kills", "40", "--store", "json", "--work", "save", "--expect-loss");
        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Matches("^kills=40 lost=[1-9][0-9]* wrong=[0-9]+ orphans=0$", last);
    }

    [Fact]
    public async Task A_lock_around_the_cache_alone_is_caught_losing_the_sign_in()
    {
        (int code, string[] lines, string last) = await TortureProcess.RunAsync(
            "rotate", "--processes", "3", "--seconds", "4", "--store", "cache-lock", "--expect-loss");
        Assert.True(code == 0, string.Join('\n', lines));
        Assert.Matches("^forced-relogins=[1-9]", last);
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("kill", "--kills", "none")]
    [InlineData("kill", "--store", "paper")]
    [InlineData("kill", "--work", "sleep")]
    [InlineData("corrupt", "--store", "json")]
    [InlineData("rotate", "--frobnicate")]
    public async Task A_command_line_that_can_not_be_followed_is_refused_with_the_usage(params string[] arguments)
    {
        (int code, string[] lines, _) = await TortureProcess.RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.Contains(lines, static line => line.Contains("GameAuth.Torture <command>", StringComparison.Ordinal));
    }

    [GeneratedRegex("^rotate: forced-relogins=(?<all>[0-9]+) unknown-outcome=\\k<all> revoked=0 kills=[0-9]+ rotations=[1-9][0-9]*$")]
    private static partial Regex Explained();
}
