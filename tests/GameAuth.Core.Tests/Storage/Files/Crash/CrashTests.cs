using Xunit.Abstractions;

namespace GameAuth.Core.Tests.Storage.Crash;

/// <summary>After a crash at any event, in any state that the disk may then be in, a row is the last acknowledged version or the one in flight.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    // 1 is what every run does; a higher number looks at more states at each crash point.
    private static readonly int Depth = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_CRASH_DEPTH"), out int depth) && depth > 0 ? depth : 1;

    [Theory]
    [InlineData("first opening", 2000)]
    [InlineData("create", 350)]
    [InlineData("save", 900)]
    [InlineData("save again and again", 1900)]
    [InlineData("grow", 1000)]
    [InlineData("delete", 350)]
    [InlineData("create after delete", 800)]
    [InlineData("key rotation", 7000)]
    [InlineData("import", 300)]
    [InlineData("two rows interleaved", 9000)]
    [InlineData("quarantine and save", 1300)]
    [InlineData("quarantine and delete", 1000)]
    [InlineData("data cleared under an open store", 2400)]
    [InlineData("key file", 60)]
    public async Task No_crash_loses_or_forges_a_row(string scenario, int atLeast)
    {
        CrashReport report = await new CrashExplorer(CrashScenarios.All.Single(known => known.Name == scenario), Depth).RunAsync();
        output.WriteLine($"{scenario}: crash points={report.Moments} states={report.States} faults={report.Faults.Count}");
        Assert.True(report.Faults.Count == 0, string.Join(Environment.NewLine, report.Faults));
        Assert.InRange(report.States, atLeast, int.MaxValue);
    }
}
