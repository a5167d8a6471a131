using System.Diagnostics;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>The sample, as a user runs it over a database of his own.</summary>
public sealed class SampleTests : PostgreSqlTest
{
    [Fact]
    public async Task The_sample_runs_over_PostgreSQL_and_its_sessions_outlive_the_server()
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "SessionServer.dll"), "--postgres", Cluster.ConnectionString]) { RedirectStandardOutput = true };
        using Process sample = Process.Start(start)!;
        string said;
        try
        {
            said = await sample.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException)
        {
            sample.Kill(entireProcessTree: true);
            throw;
        }

        await sample.WaitForExitAsync();
        Assert.Contains("her session goes on", said, StringComparison.Ordinal);
        Assert.DoesNotContain("WRONG", said, StringComparison.Ordinal);
        Assert.EndsWith("All as it should be.", said.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(0, sample.ExitCode);
        Assert.NotEmpty(await Cluster.QueryAsync("SELECT subject FROM session_server_sample.families"));
    }
}
