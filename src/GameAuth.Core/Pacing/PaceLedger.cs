using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Reserves places in windows that outlive the process and are shared by all processes on one store. Safe for use from any thread.</summary>
/// <remarks>
/// Times are of the wall clock, since nothing else is common to processes and survives a restart. Where it was set back, a time that lies in the future is moved back by as much as
/// this process has seen, and else counts as of now: so no window lasts longer than its period. A row that can't be read counts as
/// full, and is written so: the limit holds, and one period later the scope is usable again. Of a row that was recovered from its previous
/// version one permit may be missing, so one is added.
/// </remarks>
internal sealed class PaceLedger(IPaceRowStore rows, SteadyClock clock)
{
    private const int MostTries = 200;
    private const int MostSteps = 16;

    private readonly Lock _gate = new();
    private readonly List<long> _corrections = [clock.Correction];

    /// <summary>Reserves one place.</summary>
    /// <returns>Null when it is reserved, else the earliest time.</returns>
    public async ValueTask<DateTimeOffset?> ReserveAsync(RateLimitPartition scope, ulong stamp, CancellationToken cancellationToken)
    {
        DateTimeOffset? refused = null;
        await ChangeAsync(
            scope,
            (row, now, mustWrite) =>
            {
                long earliest = row.Earliest(now, scope.Windows);
                refused = earliest > now ? new DateTimeOffset(earliest, TimeSpan.Zero) : null;

                // A scope without windows has only a hold, and a permit leaves nothing in its row.
                bool isCounted = refused is null && scope.Windows.Any();
                if (isCounted)
                {
                    row.Add(now, stamp);
                }

                return isCounted || mustWrite;
            },
            cancellationToken).ConfigureAwait(false);
        return refused;
    }

    /// <summary>Gives a place back.</summary>
    public Task ReleaseAsync(RateLimitPartition scope, ulong stamp, CancellationToken cancellationToken) =>
        ChangeAsync(scope, (row, _, mustWrite) => row.Remove(stamp) || mustWrite, cancellationToken);

    /// <summary>Holds the scope in every process.</summary>
    public Task HoldAsync(RateLimitPartition scope, DateTimeOffset until, CancellationToken cancellationToken) => ChangeAsync(
        scope,
        (row, now, _) =>
        {
            row.Hold(now, until.UtcTicks);
            return true;
        },
        cancellationToken);

    /// <summary>Deletes the row if it says nothing any more.</summary>
    public async Task ForgetAsync(RateLimitPartition scope, CancellationToken cancellationToken)
    {
        Row read = await rows.ReadAsync(scope.Name, cancellationToken).ConfigureAwait(false);
        long now = clock.Wall.GetUtcNow().UtcTicks;
        if (read.State == RowState.Found && PaceRow.Parse(read.Value.Span) is { } row && !row.FitTo(now, StepsBack()) && !row.Trim(now, LongestPeriod(scope)))
        {
            await rows.TryDeleteAsync(scope.Name, read.Version, cancellationToken).ConfigureAwait(false);
        }
    }

    private static long LongestPeriod(RateLimitPartition scope) => scope.Windows.Select(static window => window.Period).DefaultIfEmpty().Max();

    private (PaceRow Row, bool MustWrite) Open(Row read, RateLimitPartition scope, long now)
    {
        if (read.State == RowState.Missing)
        {
            return (new PaceRow(), false);
        }

        if (read.HasValue && PaceRow.Parse(read.Value.Span) is { } row)
        {
            if (read.State == RowState.Recovered)
            {
                row.Add(now, stamp: 0);
            }

            return (row, row.FitTo(now, StepsBack()) || read.State == RowState.Recovered);
        }

        PaceRow full = new();
        for (int i = scope.Windows.Select(static window => window.Permits).DefaultIfEmpty().Max(); i > 0; i--)
        {
            full.Add(now, stamp: 0);
        }

        return (full, true);
    }

    /// <summary>How far the wall clock is behind what it was set to before, the shortest first.</summary>
    private long[] StepsBack()
    {
        long now = clock.Correction;
        lock (_gate)
        {
            if (_corrections[^1] != now)
            {
                _corrections.Add(now);
                _corrections.RemoveRange(0, Math.Max(0, _corrections.Count - MostSteps));
            }

            return [.. _corrections.Select(before => now - before).Where(static step => step > 0).Order()];
        }
    }

    private async Task ChangeAsync(RateLimitPartition scope, Func<PaceRow, long, bool, bool> change, CancellationToken cancellationToken)
    {
        RowState state = RowState.Missing;
        for (int tries = 0; tries < MostTries; tries++)
        {
            Row read = await rows.ReadAsync(scope.Name, cancellationToken).ConfigureAwait(false);
            state = read.State;
            if (state is RowState.NewerFormat or RowState.KeyUnavailable)
            {
                break;
            }

            // The clock is read after the row: whatever another process of this machine wrote lies in the past.
            long now = clock.Wall.GetUtcNow().UtcTicks;
            (PaceRow? row, bool mustWrite) = Open(read, scope, now);
            row.Trim(now, LongestPeriod(scope));
            if (!change(row, now, mustWrite))
            {
                return;
            }

            RowVersion? expected = read.Version == default ? null : read.Version;
            if (await rows.TryWriteAsync(scope.Name, expected, read.NextVersion(), row.ToBytes(), cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }

        throw new CredentialStoreException(
            $"The store did not let the pacer keep the windows of '{scope.Rule?.Scope}' (row state {state}), so nothing was sent. Check the store, or turn off {nameof(PaceRule)}.{nameof(PaceRule.Persisted)} for this rule.",
            state) { Step = "pacing" };
    }
}

/// <summary>The rows that hold shared windows: one per scope, of times and no secrets. As <see cref="ITokenStore"/>, safe for use from any thread and process.</summary>
internal interface IPaceRowStore
{
    ValueTask<Row> ReadAsync(string scope, CancellationToken cancellationToken);

    ValueTask<bool> TryWriteAsync(string scope, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    ValueTask<bool> TryDeleteAsync(string scope, RowVersion expected, CancellationToken cancellationToken);
}

/// <summary>Shared windows as plain rows of a store, in a partition of their own.</summary>
internal sealed class StorePaceRows(ITokenStore store) : IPaceRowStore
{
    private const string Partition = "pacing";

    public ValueTask<Row> ReadAsync(string scope, CancellationToken cancellationToken) => store.ReadAsync(new RowKey(Partition, scope), cancellationToken);

    public ValueTask<bool> TryWriteAsync(string scope, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        store.TryWriteAsync(new RowKey(Partition, scope), expected, next, value, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(string scope, RowVersion expected, CancellationToken cancellationToken) =>
        store.TryDeleteAsync(new RowKey(Partition, scope), expected, cancellationToken);
}

/// <summary>Shared windows as sealed rows: who asked how often is nobody's business either.</summary>
internal sealed class VaultPaceRows(TokenVault vault) : IPaceRowStore
{
    private const string Partition = "pacing";

    public ValueTask<Row> ReadAsync(string scope, CancellationToken cancellationToken) => vault.ReadAsync(new RowKey(Partition, scope), cancellationToken);

    public ValueTask<bool> TryWriteAsync(string scope, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        vault.TryWriteAsync(new RowKey(Partition, scope), expected, next, value, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(string scope, RowVersion expected, CancellationToken cancellationToken) =>
        vault.TryDeleteAsync(new RowKey(Partition, scope), expected, cancellationToken);
}
