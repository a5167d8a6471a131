using System.Security.Cryptography;
using Npgsql;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>How the schema comes about, and what is refused.</summary>
public sealed class SchemaTests : IAsyncLifetime
{
    private readonly string _schema = Schemas.NewName();
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Cluster.SharedAsync();

    public Task DisposeAsync() => _cluster.QueryAsync($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE; DROP ROLE IF EXISTS \"{_schema}\"; DROP ROLE IF EXISTS \"{_schema}_node\"");

    private PostgreSqlStoreOptions Options(string? role = null) => new()
    {
        ConnectionString = role is null ? _cluster.ConnectionString : new NpgsqlConnectionStringBuilder(_cluster.ConnectionString) { Username = role }.ConnectionString,
        ListenConnectionString = "",
        Schema = _schema,
    };

    private static async Task<SessionStoreException> RefusedAsync(PostgreSqlStoreOptions options)
    {
        await using PostgreSqlSessionStore store = new(options);
        return await Assert.ThrowsAsync<SessionStoreException>(async () => await store.OpenAsync(default));
    }

    private static async Task WorksAsync(PostgreSqlStoreOptions options)
    {
        await using PostgreSqlSessionStore store = new(options);
        Assert.True(await store.UseOnceAsync(RandomNumberGenerator.GetBytes(32), TimeSpan.FromMinutes(1), default));
        await store.EndAsync(new Revocation { Target = RevocationTarget.Everything, Value = "", Reason = EndReasons.Admin, KeepFor = TimeSpan.FromHours(1) }, default);
        Assert.Single((await store.ReadRevocationsAsync(0, 10, default)).Entries);
        await store.PruneAsync(10, default);
    }

    [Fact]
    public async Task Nodes_that_start_at_once_make_it_once()
    {
        PostgreSqlSessionStore[] nodes = [.. Enumerable.Range(0, 8).Select(_ => new PostgreSqlSessionStore(Options()))];
        await Task.WhenAll(nodes.Select(node => Task.Run(async () => await node.OpenAsync(default))));
        Assert.Equal([1, 2, 3], (await _cluster.QueryAsync($"SELECT version FROM \"{_schema}\".schema_versions ORDER BY version")).Cast<int>());
        foreach (PostgreSqlSessionStore node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_leave_to_migrate_a_start_fails_with_the_script_which_makes_it()
    {
        PostgreSqlStoreOptions options = Options();
        options.MigrateOnStart = false;
        SessionStoreException refused = await RefusedAsync(options);
        Assert.False(refused.IsTransient);
        string script = PostgreSqlSchema.Script(_schema);
        Assert.EndsWith(script, refused.Message, StringComparison.Ordinal);
        await _cluster.QueryAsync(script);
        await WorksAsync(options);
        Assert.Equal("BEGIN;\nCOMMIT;\n", PostgreSqlSchema.Script(_schema, PostgreSqlSchema.Version));
    }

    [Fact]
    public async Task An_older_schema_is_brought_up_to_date_from_where_it_is()
    {
        await _cluster.QueryAsync(PostgreSqlSchema.Script(_schema));
        await _cluster.QueryAsync($"DELETE FROM \"{_schema}\".schema_versions WHERE version > 1; DROP TABLE \"{_schema}\".rows, \"{_schema}\".leases, \"{_schema}\".room_places; DROP FUNCTION \"{_schema}\".take_place");
        await WorksAsync(Options());
        Assert.Equal([1, 2, 3], (await _cluster.QueryAsync($"SELECT version FROM \"{_schema}\".schema_versions ORDER BY version")).Cast<int>());
        Assert.Equal([0L], await _cluster.QueryAsync($"SELECT count(*) FROM \"{_schema}\".rows"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_left_as_it_is()
    {
        await _cluster.QueryAsync(PostgreSqlSchema.Script(_schema));
        await _cluster.QueryAsync($"INSERT INTO \"{_schema}\".schema_versions (version) VALUES (4)");
        SessionStoreException refused = await RefusedAsync(Options());
        Assert.False(refused.IsTransient);
        Assert.Contains("newer release", refused.Message, StringComparison.Ordinal);
        Assert.Equal([4], await _cluster.QueryAsync($"SELECT max(version) FROM \"{_schema}\".schema_versions"));
    }

    [Fact]
    public async Task A_role_that_owns_the_schema_and_may_make_none_is_enough()
    {
        await _cluster.QueryAsync($"CREATE ROLE \"{_schema}\" LOGIN; CREATE SCHEMA \"{_schema}\" AUTHORIZATION \"{_schema}\"");
        await WorksAsync(Options(_schema));
    }

    [Fact]
    public async Task A_role_needs_no_more_than_the_options_say()
    {
        await _cluster.QueryAsync(PostgreSqlSchema.Script(_schema));
        await _cluster.QueryAsync($"CREATE ROLE \"{_schema}_node\" LOGIN");
        SessionStoreException refused = await RefusedAsync(Options($"{_schema}_node"));
        Assert.False(refused.IsTransient);
        Assert.Contains("42501", refused.Message, StringComparison.Ordinal);
        await _cluster.QueryAsync($"""
            GRANT USAGE ON SCHEMA "{_schema}" TO "{_schema}_node";
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{_schema}" TO "{_schema}_node";
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{_schema}" TO "{_schema}_node";
            """);
        await WorksAsync(Options($"{_schema}_node"));
    }

    [Fact]
    public async Task A_role_whose_transactions_keep_one_snapshot_is_refused()
    {
        await _cluster.QueryAsync($"CREATE ROLE \"{_schema}\" LOGIN; ALTER ROLE \"{_schema}\" SET default_transaction_isolation = 'repeatable read'");
        Assert.Contains("default_transaction_isolation", (await RefusedAsync(Options(_schema))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a-b")]
    [InlineData("a\"; DROP SCHEMA public; --")]
    [InlineData("a2345678901234567890123456789012345678901")]
    public void A_schema_that_is_no_plain_name_is_refused(string schema) =>
        Assert.Throws<GameAuthConfigurationException>(() => new PostgreSqlSessionStore(new PostgreSqlStoreOptions { ConnectionString = "Host=localhost", Schema = schema }));

    [Fact]
    public async Task A_reserved_word_is_a_schema_too()
    {
        PostgreSqlStoreOptions options = Options();
        options.Schema = "user";
        await WorksAsync(options);
        await _cluster.QueryAsync("DROP SCHEMA \"user\" CASCADE");
    }
}
