using System.Text;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Canaries;
using GameAuth.Server.Tests.World;
using GameAuth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Sqlite.Tests.Servers;

/// <summary>No secret of a client is in the file, in a log at Trace, or in an event.</summary>
public sealed class CanaryTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-canary-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Nothing_that_was_used_is_in_the_file_in_a_log_or_in_an_event()
    {
        Canaries canaries = new();
        using LogRecorder logs = new();
        RecordingSink events = new();
        await using (WebApplication server = await SessionHost.StartAsync(
            new HostSettings { Store = $"sqlite:{Path.Combine(_directory.FullName, "sessions.db")}" },
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs)).AddGameAuth().AddEventSink(events),
            auth => auth.AddProvider("canary", _ => new CanaryVerifier(canaries), "native")))
        {
            using CanaryStory story = new(SessionHost.AddressOf(server), canaries);
            await story.RunAsync();

            // While the first answers are still kept, and what was deleted is in the log of the file.
            Check(canaries);
        }

        Check(canaries);
        Assert.InRange(canaries.Count, 60, 200);
        Assert.Contains("/api/auth/canary/exchange", logs.Text, StringComparison.Ordinal);
        Assert.Empty(canaries.FindIn(Encoding.UTF8.GetBytes(logs.Text)));
        string told = string.Join('\n', events.Events);
        Assert.Contains("session.reuse_detected", told, StringComparison.Ordinal);
        Assert.Empty(canaries.FindIn(Encoding.UTF8.GetBytes(told)));
    }

    private void Check(Canaries canaries)
    {
        byte[] all = [.. _directory.GetFiles().SelectMany(static file => Read(file.FullName))];
        Assert.True(all.AsSpan().IndexOf(Encoding.UTF8.GetBytes(CanaryVerifier.Player)) >= 0, "What is stored is looked at.");
        Assert.Empty(canaries.FindIn(all));
    }

    private static byte[] Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
