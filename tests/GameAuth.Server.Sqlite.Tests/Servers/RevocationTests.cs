using System.Globalization;
using System.Net;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Revoking;
using Xunit.Abstractions;

namespace GameAuth.Server.Sqlite.Tests.Servers;

/// <summary>Two server processes over one file: what is revoked at one is denied at the other within the bound, and no access token outlives its logout.</summary>
/// <remarks>GAMEAUTH_SERVER_REVOCATIONS says how many sessions are revoked; the default keeps the run short.</remarks>
public sealed class RevocationTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Sessions = int.Parse(Environment.GetEnvironmentVariable("GAMEAUTH_SERVER_REVOCATIONS") ?? "5", CultureInfo.InvariantCulture);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-revoke-");

    private string FilePath => Path.Combine(_directory.FullName, "sessions.db");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_revocation_at_one_process_is_kept_by_both()
    {
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(new HostSettings { Store = $"sqlite:{FilePath}", Keys = "eddsa" }, 2);
        await using HostProcess one = nodes[0];
        await using HostProcess other = nodes[1];
        RevocationResult result = await RevocationRace.RunAsync(one.Address, other.Address, Sessions);
        output.WriteLine($"{result}");
        Assert.Equal((Sessions, 0, 0), (result.Sessions, result.AcceptedHere, result.AcceptedLate));
        Assert.True(result.Tokens > Sessions && result.Asked > 10 * Sessions, $"{result}");
    }

    [Fact]
    public async Task While_the_file_can_not_be_read_both_processes_fail_closed_and_then_recover()
    {
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(new HostSettings { Store = $"sqlite:{FilePath}", Keys = "eddsa" }, 2);
        await using HostProcess one = nodes[0];
        await using HostProcess other = nodes[1];
        OutageResult result = await Outage.RunAsync(
            one.Address, other.Address,
            () => RunAsync("ALTER TABLE revocation RENAME TO away"),
            () => RunAsync("ALTER TABLE away RENAME TO revocation"));
        Assert.Equal([HttpStatusCode.ServiceUnavailable], result.Late);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.NoContent), (result.Logout, result.LogoutAfter));
    }

    private Task RunAsync(string script)
    {
        using Connection connection = Connection.Open(FilePath, TimeSpan.FromSeconds(30));
        connection.Execute(script);
        return Task.CompletedTask;
    }
}
