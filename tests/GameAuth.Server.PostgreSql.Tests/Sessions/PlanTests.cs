namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>What the server did for a refresh, by its own statistics: the primary key is used, no table is read through, and a step writes to no index.</summary>
public sealed class PlanTests : PostgreSqlTest
{
    private const int Steps = 100;

    [Fact]
    public async Task A_refresh_reads_by_the_primary_key_and_writes_to_no_index()
    {
        await Cluster.QueryAsync($"""
            INSERT INTO "{Schema}".families (id, subject, provider, provider_subject, profile, client_id, claims, key_thumbprint, status, generation, acknowledged,
              created_at, rotated_at, idle_ends_at, ends_at, network_hash, user_agent_hash, first_answer)
            SELECT sha256(n::text::bytea), n::text::bytea, 'toy', n::text::bytea, 'web', 'game', '', '', 0, 0, -1, t, t, t + interval '1 hour', t + interval '1 day', '', '', ''
            FROM generate_series(1, 20000) n, (SELECT timestamptz '2030-01-01 00:00:00+00') c (t);
            """);
        await Cluster.QueryAsync($"VACUUM ANALYZE \"{Schema}\".families");
        await Store.CreateFamilyAsync(NewFamily("a"), default);
        (long Whole, long ByKey, long Updates, long WithoutIndex) before = await StatisticsAsync();
        ISessionStore store = await Fixture.OpenAsync();
        for (int generation = 0; generation < Steps; generation++)
        {
            Assert.NotNull((await store.FindFamilyAsync(NewFamily("a").Id, default)).Family);
            Assert.True((await store.AdvanceFamilyAsync(Step("a", generation), default)).HasMoved);
            Fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (long Whole, long ByKey, long Updates, long WithoutIndex) after = await StatisticsAsync(untilByKey: before.ByKey + (2 * Steps));
        Assert.Equal(before.Whole, after.Whole);
        Assert.Equal(Steps, after.Updates - before.Updates);
        Assert.InRange(after.WithoutIndex - before.WithoutIndex, Steps - 5, Steps);
    }

    private async Task<(long Whole, long ByKey, long Updates, long WithoutIndex)> StatisticsAsync(long untilByKey = 0)
    {
        // A session tells its statistics when it ends, if not before.
        await Fixture.CloseAsync();
        using CancellationTokenSource limit = new(Hang);
        while (true)
        {
            object[] values = [.. (await Cluster.QueryAsync($"""
                SELECT unnest(ARRAY[t.seq_scan, i.idx_scan, t.n_tup_upd, t.n_tup_hot_upd])
                FROM pg_stat_user_tables t JOIN pg_stat_user_indexes i USING (relid) WHERE t.schemaname = '{Schema}' AND i.indexrelname = 'families_pkey'
                """))];
            if ((long)values[1] >= untilByKey)
            {
                return ((long)values[0], (long)values[1], (long)values[2], (long)values[3]);
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
