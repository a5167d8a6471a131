using System.Diagnostics;
using System.Reflection;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Refreshing;
using Npgsql;

namespace GameAuth.Benchmarks.Server;

/// <summary>A server in a process of its own, ours or a peer, with whoever asks it.</summary>
internal sealed class MeasuredServer(string name, IReadOnlyList<HostProcess> processes, IRefreshTarget target, string? directory = null) : IAsyncDisposable
{
    /// <summary>The schema that ours is measured in.</summary>
    private const string Schema = "gameauth_server_bench";

    private static readonly string Peers = typeof(MeasuredServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "PeersDirectory").Value!;

    public string Name => name;

    public IRefreshTarget Target => target;

    /// <summary>The user and system time of its processes; a database's own is not in it.</summary>
    public TimeSpan Work => processes.Aggregate(TimeSpan.Zero, static (sum, process) => sum + process.Work);

    /// <summary>The system's part of <see cref="Work"/>: sockets, files, flushes.</summary>
    public TimeSpan SystemWork => processes.Aggregate(TimeSpan.Zero, static (sum, process) => sum + process.SystemWork);

    /// <summary>Whether the npm peer is installed.</summary>
    public static bool HasNode => Directory.Exists(Path.Combine(Peers, "node_modules", "oidc-provider"));

    public static async Task<MeasuredServer> OfMemoryAsync(string keys) => Of($"GameAuth, memory, {keys}", [await HostProcess.StartAsync(new HostSettings { Keys = keys })]);

    /// <summary>Ours over a file beside the program, since <c>/tmp</c> is memory on many machines.</summary>
    public static async Task<MeasuredServer> OfSqliteAsync(string keys, int nodes = 1)
    {
        string directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"server-{Guid.NewGuid():N}")).FullName;
        HostSettings settings = new() { Store = $"sqlite:{Path.Combine(directory, "sessions.db")}", Keys = keys };
        return Of($"GameAuth, SQLite FULL, {keys}{Nodes(nodes)}", await HostProcess.StartNodesAsync(settings, nodes), directory);
    }

    public static async Task<MeasuredServer> OfPostgreSqlAsync(string connection, string keys, int nodes = 1)
    {
        string schema = $"{Schema}_{keys}";
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(connection))
        {
            await using NpgsqlCommand drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE");
            await drop.ExecuteNonQueryAsync();
        }

        return Of($"GameAuth, PostgreSQL, {keys}{Nodes(nodes)}", await HostProcess.StartNodesAsync(new HostSettings { Store = $"postgresql:{connection}", Schema = schema, Keys = keys }, nodes));
    }

    /// <summary>npm oidc-provider, whose store answers at once or so many milliseconds later.</summary>
    public static async Task<MeasuredServer> OfOidcProviderAsync(string algorithm, int delay = 0)
    {
        HostProcess process = await HostProcess.StartAsync(
            new ProcessStartInfo("node", ["oidc-provider-server.mjs", algorithm, $"{delay}"]) { WorkingDirectory = Peers });
        return new MeasuredServer($"oidc-provider 9.13.3, memory{(delay > 0 ? $" + {delay} ms" : "")}, {algorithm}", [process], new OidcProviderTarget(process.Address));
    }

    public static async Task<MeasuredServer> OfIdentityAsync()
    {
        HostProcess process = await HostProcess.StartAsync(new ProcessStartInfo(PeerProgram, ["identity"]));
        return new MeasuredServer("ASP.NET Core Identity /refresh, nothing kept", [process], new IdentityTarget(process.Address));
    }

    public static async Task<MeasuredServer> OfOpenIddictAsync(string connection)
    {
        HostProcess process = await HostProcess.StartAsync(new ProcessStartInfo(PeerProgram, ["openiddict", connection]));
        return new MeasuredServer("OpenIddict 7.8.0, PostgreSQL, RS256", [process], new OpenIddictTarget(process.Address));
    }

    public async ValueTask DisposeAsync()
    {
        target.Dispose();
        foreach (HostProcess process in processes)
        {
            await process.DisposeAsync();
        }

        if (directory is not null)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string PeerProgram => Path.Combine(AppContext.BaseDirectory, "GameAuth.Benchmarks.Peers" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    private static string Nodes(int nodes) => nodes == 1 ? "" : $", {nodes} processes";

    private static MeasuredServer Of(string name, IReadOnlyList<HostProcess> processes, string? directory = null) =>
        new(name, processes, new SessionServerTarget([.. processes.Select(static process => process.Address)]), directory);
}
