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

    /// <summary>Where its first process listens.</summary>
    public Uri Address => processes[0].Address;

    /// <summary>The user and system time of its processes; a database's own is not in it.</summary>
    public TimeSpan Work => processes.Aggregate(TimeSpan.Zero, static (sum, process) => sum + process.Work);

    /// <summary>The system's part of <see cref="Work"/>: sockets, files, flushes.</summary>
    public TimeSpan SystemWork => processes.Aggregate(TimeSpan.Zero, static (sum, process) => sum + process.SystemWork);

    /// <summary>Whether the npm peer is installed.</summary>
    public static bool HasNode => Directory.Exists(Path.Combine(Peers, "node_modules", "oidc-provider"));

    public static async Task<MeasuredServer> OfMemoryAsync(string keys) => Of($"GameAuth, memory, {keys}", [await HostProcess.StartAsync(new HostSettings { Keys = keys })]);

    /// <summary>
    /// Ours over a file beside the program's directory, since <c>/tmp</c> is memory on many machines. Not in it: a host watches what is below its content root for changes of its settings, and each write of
    /// the database would be told to that watch.
    /// </summary>
    public static async Task<MeasuredServer> OfSqliteAsync(string keys, int nodes = 1, bool hasAudit = true, Uri? discord = null)
    {
        string directory = NewDirectory();
        HostSettings settings = new() { Store = $"sqlite:{Path.Combine(directory, "sessions.db")}", Keys = keys, HasAudit = hasAudit, Discord = discord };
        return Of($"GameAuth, SQLite FULL, {keys}{Audit(hasAudit)}{Nodes(nodes)}", await HostProcess.StartNodesAsync(settings, nodes), directory);
    }

    public static async Task<MeasuredServer> OfPostgreSqlAsync(string connection, string keys, int nodes = 1, bool hasAudit = true, Uri? discord = null)
    {
        string schema = $"{Schema}_{keys}{(hasAudit ? "" : "_no_audit")}";
        await using (NpgsqlDataSource source = NpgsqlDataSource.Create(connection))
        {
            await using NpgsqlCommand drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE");
            await drop.ExecuteNonQueryAsync();
        }

        HostSettings settings = new() { Store = $"postgresql:{connection}", Schema = schema, Keys = keys, HasAudit = hasAudit, Discord = discord };
        return Of($"GameAuth, PostgreSQL, {keys}{Audit(hasAudit)}{Nodes(nodes)}", await HostProcess.StartNodesAsync(settings, nodes));
    }

    /// <summary>npm oidc-provider, whose store answers at once or so many milliseconds later.</summary>
    public static async Task<MeasuredServer> OfOidcProviderAsync(string algorithm, int delay = 0)
    {
        HostProcess process = await HostProcess.StartAsync(
            new ProcessStartInfo("node", ["oidc-provider-server.mjs", algorithm, $"{delay}"]) { WorkingDirectory = Peers });
        return new MeasuredServer($"oidc-provider 9.13.3, memory{(delay > 0 ? $" + {delay} ms" : "")}, {algorithm}", [process], new OidcProviderTarget(process.Address));
    }

    /// <summary>A bare API for sign-ins at Discord, over a file or, with a connection string, over PostgreSQL. It is asked by address: it knows no refresh.</summary>
    public static async Task<MeasuredServer> OfBareExchangeAsync(Uri discord, string? connection)
    {
        string? directory = connection is null ? NewDirectory() : null;
        string store = directory is null ? $"postgresql:{connection}" : $"sqlite:{Path.Combine(directory, "bare.db")}";
        HostProcess process = await HostProcess.StartAsync(new ProcessStartInfo(PeerProgram, ["exchange", discord.OriginalString, SessionHost.DiscordApplication, store]));
        return new MeasuredServer($"bare minimal API, {(directory is null ? "PostgreSQL" : "SQLite FULL")}", [process], new SessionServerTarget([process.Address]), directory);
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

    private static string NewDirectory() => Directory.CreateDirectory(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", $"server-{Guid.NewGuid():N}"))).FullName;

    private static string Audit(bool hasAudit) => hasAudit ? "" : ", no audit";

    private static string Nodes(int nodes) => nodes == 1 ? "" : $", {nodes} processes";

    private static MeasuredServer Of(string name, IReadOnlyList<HostProcess> processes, string? directory = null) =>
        new(name, processes, new SessionServerTarget([.. processes.Select(static process => process.Address)]), directory);
}
