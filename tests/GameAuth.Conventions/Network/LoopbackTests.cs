using System.Diagnostics;

namespace GameAuth.Conventions.Network;

/// <summary>No test reaches a live service. The hosts are those that RFC 2606 and RFC 5737 keep for documents, should the guard be broken.</summary>
public class LoopbackTests
{
    [Theory]
    [InlineData("gameauth.invalid")]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:192.0.2.1")]
    public async Task Who_reaches_out_is_ended_before(string host)
    {
        (int code, string said, string complaint) = await RunAsync(host);
        Assert.Contains("A test was about to reach '", complaint, StringComparison.Ordinal);
        Assert.NotEqual(0, code);
        Assert.Empty(said);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.3.2.1")]
    [InlineData("::1")]
    public async Task Who_stays_may_go_on(string host)
    {
        (int code, _, string complaint) = await RunAsync(host);
        Assert.Equal((0, ""), (code, complaint));
    }

    private static async Task<(int Code, string Said, string Complaint)> RunAsync(string host)
    {
        ProcessStartInfo start = new(Path.ChangeExtension(typeof(LoopbackTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null), [host])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        Task<string> complaint = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await said, await complaint);
    }
}
