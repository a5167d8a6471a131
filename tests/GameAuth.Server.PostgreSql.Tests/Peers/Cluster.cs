using Npgsql;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>A PostgreSQL cluster of its own: on a Unix socket in a directory of its own, without TCP, with fsync on.</summary>
internal sealed class Cluster : IDisposable
{
    private const string Role = "gameauth";
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);
    private static readonly Lazy<Task<Cluster>> s_shared = new(StartAsync);
    private static readonly Lazy<Task<PgBouncer>> s_pooler = new(static async () => await PgBouncer.StartAsync((await SharedAsync()).Folder));

    private Supervised _server;

    private Cluster(string folder)
    {
        Folder = folder;
        _server = Run();
    }

    /// <summary>The directory of its socket.</summary>
    public string Folder { get; }

    /// <summary>How it is reached.</summary>
    public string ConnectionString => ConnectionStringAt(Folder);

    /// <summary>The cluster of all tests, which ends with their process.</summary>
    public static Task<Cluster> SharedAsync() => s_shared.Value;

    /// <summary>A pooler in transaction mode before the shared cluster.</summary>
    public static Task<PgBouncer> PoolerAsync() => s_pooler.Value;

    /// <summary>How a cluster is reached whose socket, or a pooler's before it, is in a directory.</summary>
    public static string ConnectionStringAt(string folder, int port = 5432) => new NpgsqlConnectionStringBuilder
    {
        Host = folder, Port = port, Username = Role, Database = "postgres", MaxPoolSize = 12, Timeout = 30, CommandTimeout = 60,
    }.ConnectionString;

    public static async Task<Cluster> StartAsync()
    {
        string folder = await Programs.NewDirectoryAsync("gameauth-pg-");
        await Programs.RunAsync(Programs.AsUser(
            Programs.Find("initdb")!, "-D", Path.Combine(folder, "data"), "-U", Role, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"));
        Cluster cluster = new(folder);
        await cluster.AnswersAsync();
        return cluster;
    }

    public Task StopAsync() => _server.StopAsync();

    public async Task RestartAsync()
    {
        _server = Run();
        await AnswersAsync();
    }

    public void Dispose() => _server.Dispose();

    /// <summary>Runs statements, and returns the first column of the rows of the first one.</summary>
    public async Task<object[]> QueryAsync(string sql)
    {
        await using NpgsqlConnection connection = new(ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<object> values = [];
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetValue(0));
        }

        return [.. values];
    }

    private Supervised Run() => new(
        Folder, "QUIT", Programs.Find("postgres")!, "-D", Path.Combine(Folder, "data"), "-k", Folder, "-c", "listen_addresses=", "-c", "fsync=on", "-c", "max_connections=200", "-c", "shared_buffers=64MB");

    private async Task AnswersAsync()
    {
        using CancellationTokenSource limit = new(s_limit);
        while (true)
        {
            try
            {
                await QueryAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (!_server.HasEnded)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }
}

/// <summary>Debian's PgBouncer in transaction mode, with fewer connections than the tests have callers.</summary>
internal sealed class PgBouncer : IDisposable
{
    private const int Port = 6432;
    private readonly Supervised _server;
    private readonly string _folder;

    private PgBouncer(string folder, Supervised server) => (_folder, _server) = (folder, server);

    public string ConnectionString => Cluster.ConnectionStringAt(_folder, Port);

    public static async Task<PgBouncer> StartAsync(string cluster)
    {
        string folder = await Programs.NewDirectoryAsync("gameauth-pool-");
        string users = Path.Combine(folder, "users");
        string configuration = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(users, "\"gameauth\" \"\"\n");
        await File.WriteAllTextAsync(configuration, $"""
            [databases]
            * = host={cluster} port=5432
            [pgbouncer]
            listen_addr =
            listen_port = {Port}
            unix_socket_dir = {folder}
            auth_type = trust
            auth_file = {users}
            pool_mode = transaction
            default_pool_size = 6
            max_client_conn = 500

            """);
        File.SetUnixFileMode(users, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        PgBouncer pooler = new(folder, new Supervised(folder, "TERM", Programs.Find("pgbouncer")!, configuration));
        string socket = Path.Combine(folder, $".s.PGSQL.{Port}");
        while (!File.Exists(socket))
        {
            Assert.False(pooler._server.HasEnded, "pgbouncer did not start");
            await Task.Delay(20);
        }

        return pooler;
    }

    public void Dispose() => _server.Dispose();
}
