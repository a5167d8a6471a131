using System.Security.Cryptography;
using System.Text;
using GameAuth.Testing;
using Npgsql;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>A test with a schema of its own and a store over it.</summary>
public abstract class PostgreSqlTest : IAsyncLifetime
{
    /// <summary>Only a test that hangs meets this limit.</summary>
    protected static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private protected DirectFixture Fixture { get; } = new();

    private protected PostgreSqlSessionStore Store { get; private set; } = null!;

    private protected Cluster Cluster => Fixture.Cluster;

    private protected string Schema => Fixture.Schema;

    public virtual async Task InitializeAsync()
    {
        await Fixture.StartAsync();
        Store = (PostgreSqlSessionStore)await Fixture.OpenAsync();
    }

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    protected static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>The family that a node makes under this name.</summary>
    protected static NewFamily NewFamily(string name) => new()
    {
        Id = new FamilyId(Hash($"id {name}")),
        Subject = "player",
        Provider = "toy",
        ProviderSubject = "1001",
        Profile = "web",
        ClientId = "game",
        Lifetime = TimeSpan.FromDays(1),
        IdleLifetime = TimeSpan.FromHours(1),
        Nonce = Hash($"nonce {name}"),
        NonceLifetime = TimeSpan.FromMinutes(5),
    };

    protected static FamilyStep Step(string name, int from) => new() { Id = NewFamily(name).Id, From = from, To = from + 1, IdleLifetime = TimeSpan.FromHours(1) };

    protected static Revocation End(RevocationTarget target, string value) => new() { Target = target, Value = value, Reason = EndReasons.Admin, KeepFor = TimeSpan.FromHours(1) };

    protected static Revocation EndOf(string name) => End(RevocationTarget.Family, NewFamily(name).Id.ToString());

    /// <summary>A session of this test's own, for transactions that stay open.</summary>
    private protected async Task<NpgsqlConnection> ConnectAsync()
    {
        NpgsqlConnection connection = new(Cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private protected static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Whether a call of this test's stores waits for another transaction; false once it has ended without.</summary>
    private protected async Task<bool> WaitsForALockAsync(Task call)
    {
        using CancellationTokenSource limit = new(Hang);
        while (!call.IsCompleted)
        {
            if ((await Cluster.QueryAsync($"SELECT pid FROM pg_stat_activity WHERE application_name = '{Schema}' AND wait_event_type = 'Lock'")).Length > 0)
            {
                return true;
            }

            await Task.Delay(5, limit.Token);
        }

        return false;
    }

    /// <summary>A store over the schema whose clock is the database's.</summary>
    private protected PostgreSqlSessionStore NewStore(Func<PostgreSqlStoreOptions, PostgreSqlStoreOptions>? change = null, FakeClock? clock = null) =>
        new((change ?? (static options => options))(Fixture.Options()), clock);
}
