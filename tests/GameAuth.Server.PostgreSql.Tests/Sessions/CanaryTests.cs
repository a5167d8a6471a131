using System.Text;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Canaries;
using GameAuth.Server.Tests.World;
using GameAuth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>No secret of a client is in the tables, in a log at Trace (Npgsql's among them), or in an event.</summary>
public sealed class CanaryTests : PostgreSqlTest
{
    [Fact]
    public async Task Nothing_that_was_used_is_in_the_tables_in_a_log_or_in_an_event()
    {
        Canaries canaries = new();
        using LogRecorder logs = new();
        RecordingSink events = new();
        await using (WebApplication server = await SessionHost.StartAsync(
            new HostSettings { Store = $"postgresql:{Cluster.ConnectionString}", Schema = Schema },
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs)).AddGameAuth().AddEventSink(events),
            auth => auth.AddProvider("canary", _ => new CanaryVerifier(canaries), "native")))
        {
            using CanaryStory story = new(SessionHost.AddressOf(server), canaries);
            await story.RunAsync();
            byte[] dump = Encoding.UTF8.GetBytes(await DumpAsync());
            Assert.True(dump.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(CanaryVerifier.Player)))) >= 0, "What is stored is looked at.");
            Assert.Empty(canaries.FindIn(dump));
        }

        Assert.InRange(canaries.Count, 60, 200);
        Assert.Contains("/api/auth/canary/exchange", logs.Text, StringComparison.Ordinal);
        Assert.Empty(canaries.FindIn(Encoding.UTF8.GetBytes(logs.Text)));
        string told = string.Join('\n', events.Events);
        Assert.Contains("session.reuse_detected", told, StringComparison.Ordinal);
        Assert.Empty(canaries.FindIn(Encoding.UTF8.GetBytes(told)));
    }

    // Each row as text, which shows bytes as hexadecimal.
    private async Task<string> DumpAsync()
    {
        object[] tables = await Cluster.QueryAsync($"SELECT tablename::text FROM pg_tables WHERE schemaname = '{Schema}'");
        StringBuilder dump = new();
        foreach (string table in tables.Cast<string>())
        {
            foreach (string row in (await Cluster.QueryAsync($"SELECT one::text FROM \"{Schema}\".\"{table}\" AS one")).Cast<string>())
            {
                dump.AppendLine(row);
            }
        }

        return dump.ToString();
    }
}
