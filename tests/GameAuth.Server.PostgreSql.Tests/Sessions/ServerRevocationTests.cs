using System.Diagnostics;
using System.Globalization;
using System.Net;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Refreshing;
using GameAuth.Server.Host.Revoking;
using Npgsql;
using Xunit.Abstractions;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Two server processes over one database: what is revoked at one is denied at the other within the bound, and no access token outlives its logout.</summary>
/// <remarks>GAMEAUTH_SERVER_REVOCATIONS says how many sessions are revoked; the default keeps the run short.</remarks>
public sealed class ServerRevocationTests(ITestOutputHelper output) : PostgreSqlTest
{
    private static readonly int s_sessions = int.Parse(Environment.GetEnvironmentVariable("GAMEAUTH_SERVER_REVOCATIONS") ?? "5", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_revocation_at_one_process_is_kept_by_both()
    {
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(Settings(Cluster.ConnectionString) with { Schema = Schema }, 2);
        await using HostProcess one = nodes[0];
        await using HostProcess other = nodes[1];
        RevocationResult result = await RevocationRace.RunAsync(one.Address, other.Address, s_sessions);
        output.WriteLine($"{result}");
        Assert.Equal((s_sessions, 0, 0), (result.Sessions, result.AcceptedHere, result.AcceptedLate));
        Assert.True(result.Tokens > s_sessions && result.Asked > 10 * s_sessions, $"{result}");
    }

    [Fact]
    public async Task While_the_database_is_away_both_processes_fail_closed_and_then_recover()
    {
        using Cluster cluster = await Cluster.StartAsync();
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(Settings(cluster.ConnectionString), 2);
        await using HostProcess one = nodes[0];
        await using HostProcess other = nodes[1];
        OutageResult result = await Outage.RunAsync(one.Address, other.Address, cluster.StopAsync, cluster.RestartAsync);
        Assert.Equal([HttpStatusCode.ServiceUnavailable], result.Late);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.NoContent), (result.Logout, result.LogoutAfter));
    }

    [Fact]
    public async Task A_process_that_hears_nothing_of_the_database_accepts_nothing_that_was_revoked_elsewhere()
    {
        NpgsqlConnectionStringBuilder direct = new(Cluster.ConnectionString);
        using MutedServer wire = new(direct.Host!, direct.Port);
        await using HostProcess one = await HostProcess.StartAsync(Settings(Cluster.ConnectionString) with { Schema = Schema });
        await using HostProcess other = await HostProcess.StartAsync(Settings(wire.ConnectionString) with { Schema = Schema, Issuer = new Uri(one.Address.GetLeftPart(UriPartial.Authority)) });
        using NodeClient here = new(one.Address);
        using NodeClient there = new(other.Address);
        Grant grant = await here.SignInAsync("partition");
        await there.AnswersAsync(grant.Access, HttpStatusCode.OK);

        // Its connections stay open and are silent, which is the worst that a network does.
        wire.Mute();
        Assert.Equal(HttpStatusCode.NoContent, await here.LogoutAsync(grant.Refresh));
        long answered = Stopwatch.GetTimestamp();
        List<HttpStatusCode> late = [];
        while (late.Count < 50)
        {
            bool isLate = Stopwatch.GetElapsedTime(answered) > RevocationRace.Bound;
            HttpStatusCode status = await there.CallAsync(grant.Access);
            if (isLate)
            {
                late.Add(status);
            }

            await Task.Delay(10);
        }

        Assert.All(late, static status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Equal(HttpStatusCode.Unauthorized, await here.CallAsync(grant.Access));
        wire.Mend();
        await there.AnswersAsync(grant.Access, HttpStatusCode.Unauthorized);
    }

    private static HostSettings Settings(string connectionString) => new() { Store = $"postgresql:{connectionString}", Keys = "eddsa" };
}
