namespace GameAuth.Server.PostgreSql;

/// <summary>What may be used once, and what is counted in windows.</summary>
internal sealed class Counters(PostgreSqlDatabase database, string schema)
{
    private readonly string _count = $"SELECT is_permitted, counted, window_ends_at, store_now FROM \"{schema}\".count_in_window($1, $2, $3, $4, $5)";

    // Of two callers at once the second waits for the first one's commit, and then finds the row taken.
    private readonly string _use = $"""
        INSERT INTO "{schema}".used AS u (key, ends_at)
        SELECT $1, t.store_now + $2 * INTERVAL '1 microsecond' FROM (SELECT COALESCE($3, clock_timestamp()) AS store_now) t
        ON CONFLICT (key) DO UPDATE SET ends_at = EXCLUDED.ends_at WHERE u.ends_at <= EXCLUDED.ends_at - $2 * INTERVAL '1 microsecond'
        """;

    public async ValueTask<bool> UseOnceAsync(ReadOnlyMemory<byte> key, TimeSpan life, CancellationToken cancellationToken) =>
        await database.ChangeAsync(new Statement(_use).Bytes(key).Span(life).Time(database.Now), cancellationToken).ConfigureAwait(false) == 1;

    public async ValueTask<WindowCount> CountAsync(ReadOnlyMemory<byte> key, WindowQuota quota, CancellationToken cancellationToken) =>
        (await database.ChangeAsync(
            new Statement(_count).Bytes(key).Number(quota.By).Number(quota.Limit).Span(quota.Window).Time(database.Now),
            static row => new WindowCount(row.GetBoolean(0), row.GetInt32(1), row.Time(2), row.Time(3)),
            cancellationToken).ConfigureAwait(false))[0];
}
