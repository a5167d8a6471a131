namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>What the server did for refreshes, by its own statistics: the primary key is used, the table is not read through, and a step writes to no index.</summary>
public sealed class PlanTests : IAsyncLifetime
{
    private const int Steps = 100;
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    // New, since the statistics of a schema that was used before may come late.
    private readonly string _schema = Schemas.NewName();
    private Cluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await Cluster.SharedAsync();

    public Task DisposeAsync() => _cluster.QueryAsync($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE");

    [Fact]
    public async Task A_refresh_reads_by_the_primary_key_and_writes_to_no_index()
    {
        await _cluster.QueryAsync(PostgreSqlSchema.Script(_schema));
        await _cluster.QueryAsync($"""
            INSERT INTO "{_schema}".families (id, subject, provider, provider_subject, profile, client_id, claims, key_thumbprint, status, generation, acknowledged,
              created_at, rotated_at, idle_ends_at, ends_at, network_hash, user_agent_hash, first_answer)
            SELECT sha256(n::text::bytea), n::text::bytea, 'toy', n::text::bytea, 'web', 'game', '', '', 0, 0, -1, t, t, t + interval '1 hour', t + interval '1 day', '', '', ''
            FROM generate_series(1, 20000) n, (SELECT timestamptz '2030-01-01 00:00:00+00') c (t);
            """);
        await _cluster.QueryAsync($"VACUUM ANALYZE \"{_schema}\".families");
        Testing.FakeClock clock = new();
        await using (PostgreSqlSessionStore store = new(new PostgreSqlStoreOptions { ConnectionString = _cluster.ConnectionString, ListenConnectionString = "", Schema = _schema }, clock))
        {
            FamilyId id = new(System.Security.Cryptography.SHA256.HashData("7"u8));
            for (int generation = 0; generation < Steps; generation++)
            {
                Assert.NotNull((await store.FindFamilyAsync(id, default)).Family);
                FamilyStep step = new() { Id = id, From = generation, To = generation + 1, IdleLifetime = TimeSpan.FromHours(1) };
                Assert.True((await store.AdvanceFamilyAsync(step, default)).HasMoved);
                clock.Advance(TimeSpan.FromMinutes(1));
            }
        }

        // A session tells its statistics when it ends, if not before. Making the table and its indexes has read it through, a few times.
        long[] statistics = await StatisticsAsync();
        Assert.InRange(statistics[0], 0, Steps / 5);
        Assert.Equal(Steps, statistics[2]);
        Assert.InRange(statistics[3], Steps - 5, Steps);
    }

    /// <summary>Reads of the whole table, reads by the primary key, updates, and updates that wrote to no index.</summary>
    private async Task<long[]> StatisticsAsync()
    {
        using CancellationTokenSource limit = new(s_hang);
        while (true)
        {
            long[] values = [.. (await _cluster.QueryAsync($"""
                SELECT unnest(ARRAY[t.seq_scan, i.idx_scan, t.n_tup_upd, t.n_tup_hot_upd])
                FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid) WHERE t.schemaname = '{_schema}' AND i.indexrelname = 'families_pkey'
                """)).Cast<long>()];
            if (values[1] >= 2 * Steps && values[2] >= Steps)
            {
                return values;
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
