namespace GameAuth.Storage;

/// <summary>A stored row that was opened with its envelope, for maintenance, which does not know the rows' names.</summary>
internal readonly record struct SealedRow(RowState State, byte[] Plain, RowKey? Real)
{
    public bool IsOpen => State is RowState.Found or RowState.Recovered;

    public static SealedRow Open(ITokenProtector protector, RowKey place, Row row)
    {
        if (!row.HasValue)
        {
            return new(row.State, [], null);
        }

        RowState state = protector.Unprotect(row.Value.Span, place, row.Version, out byte[] plain);
        if (state != RowState.Found || place == StoreKeyCheck.Place)
        {
            return new(state == RowState.Found ? row.State : state, plain, null);
        }

        state = RowEnvelope.Unwrap(plain, out RowKey real, out _);
        return state is RowState.Found or RowState.Recovered
            ? new(row.State == RowState.Recovered ? row.State : state, plain, real)
            : new(state, [], null);
    }

    /// <summary>Seals the same row with the current key, for this key and version. The mark that it was recovered is kept.</summary>
    public byte[] Seal(ITokenProtector protector, RowKey place, RowVersion version)
    {
        if (State == RowState.Recovered && Real is not null)
        {
            RowEnvelope.MarkRecovered(Plain);
        }

        return protector.Protect(Plain, place, version);
    }

    /// <summary>
    /// Whether another key than the current one seals what the store has of the row beside its current version. Of damaged bytes nobody knows (<paramref name="orDamage"/>): who
    /// passes over their checksum may open them.
    /// </summary>
    public static async ValueTask<bool> HasOlderKeyAsync(ITokenStore store, ITokenProtector protector, RowKey place, bool orDamage, CancellationToken cancellationToken) =>
        await store.ReadOlderAsync(place, cancellationToken).ConfigureAwait(false) is { } older
        && (older.IsEmpty ? orDamage : !protector.IsCurrent(older.Span));
}

/// <summary>Counts the rows of a store by state.</summary>
internal sealed class StoreCheck(ITokenStore store, ITokenProtector protector)
{
    public async Task<StoreReport> RunAsync(CancellationToken cancellationToken)
    {
        Row founding = await store.ReadAsync(StoreKeyCheck.Place, cancellationToken).ConfigureAwait(false);
        SealedRow opened = SealedRow.Open(protector, StoreKeyCheck.Place, founding);
        NameHashKey? names = opened.IsOpen && opened.Plain.Length == NameHashKey.Size ? new NameHashKey(opened.Plain, founding.Version) : null;
        RowState foundingState = opened.IsOpen && names is null ? RowState.Corrupt : opened.State;

        int[] states = new int[Enum.GetValues<RowState>().Length];
        int older = 0;
        int misplaced = 0;
        await foreach (StoredRow stored in store.ListAsync(partition: null, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Key == StoreKeyCheck.Place)
            {
                continue;
            }

            SealedRow row = stored.Key is { } place ? SealedRow.Open(protector, place, stored.Row) : new(stored.Row.State, [], null);
            states[(int)row.State]++;
            if (row.IsOpen)
            {
                bool isOlder = !protector.IsCurrent(stored.Row.Value.Span)
                    || await SealedRow.HasOlderKeyAsync(store, protector, stored.Key!.Value, orDamage: false, cancellationToken).ConfigureAwait(false);
                older += isOlder ? 1 : 0;
                misplaced += names?.Hide(row.Real!.Value) == stored.Key ? 0 : 1;
            }
        }

        // A store that has rows but lost its founding row is damaged, not empty.
        int rows = states.Sum();
        return new StoreReport(
            foundingState == RowState.Missing && rows > 0 ? RowState.Corrupt : foundingState, rows,
            states[(int)RowState.Found], states[(int)RowState.Recovered], states[(int)RowState.WrongKey] + states[(int)RowState.KeyUnavailable],
            states[(int)RowState.Corrupt], states[(int)RowState.NewerFormat], older, misplaced);
    }
}

/// <summary>
/// Seals rows again with the current key, by compare-and-swap, while applications use them. Each row has the id of its key, so a run that was cut off continues
/// where it stopped. A row is written until the current key seals the version before it too. The founding row is the last one: a process without the older key then fails for
/// the whole store and not row by row. Then the copies of damaged rows are deleted, since nobody can tell what opens them.
/// </summary>
internal sealed class StoreRewrap(ITokenStore store, ITokenProtector protector)
{
    private const int ProgressEvery = 64;

    public async Task<RewrapReport> RunAsync(IProgress<int>? progress, CancellationToken cancellationToken)
    {
        RewrapReport report = new(0, 0, 0, 0);
        await foreach (StoredRow stored in store.ListAsync(partition: null, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Key != StoreKeyCheck.Place)
            {
                report = stored.Key is { } place
                    ? await RewrapAsync(place, stored.Row, report, cancellationToken).ConfigureAwait(false)
                    : report with { NotOpened = report.NotOpened + 1 };
                int seen = report.Rewrapped + report.Current + report.NotOpened;
                if (seen % ProgressEvery == 0)
                {
                    progress?.Report(seen);
                }
            }
        }

        Row founding = await store.ReadAsync(StoreKeyCheck.Place, cancellationToken).ConfigureAwait(false);
        report = await RewrapAsync(StoreKeyCheck.Place, founding, report, cancellationToken).ConfigureAwait(false);
        return report.IsComplete ? report with { Discarded = await store.DiscardCopiesAsync(cancellationToken).ConfigureAwait(false) } : report;
    }

    private async ValueTask<RewrapReport> RewrapAsync(RowKey place, Row row, RewrapReport report, CancellationToken cancellationToken)
    {
        bool isRewrapped = false;
        while (row.State != RowState.Missing)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SealedRow opened = SealedRow.Open(protector, place, row);
            if (!opened.IsOpen)
            {
                return report with { NotOpened = report.NotOpened + 1 };
            }

            if (protector.IsCurrent(row.Value.Span) && !await SealedRow.HasOlderKeyAsync(store, protector, place, orDamage: true, cancellationToken).ConfigureAwait(false))
            {
                return isRewrapped ? report with { Rewrapped = report.Rewrapped + 1 } : report with { Current = report.Current + 1 };
            }

            RowVersion next = row.NextVersion();
            byte[] value = opened.Seal(protector, place, next);
            isRewrapped |= await store.TryWriteAsync(place, row.Version, next, value, cancellationToken).ConfigureAwait(false);
            row = await store.ReadAsync(place, cancellationToken).ConfigureAwait(false);
        }

        return report;
    }
}

/// <summary>Moves rows to the key under which they are looked for. Every row has its real name inside the seal. After a run that was cut off, run it again.</summary>
internal sealed class StoreRepair(ITokenStore store, ITokenProtector protector)
{
    public async Task<RepairReport> RunAsync(CancellationToken cancellationToken)
    {
        (NameHashKey? names, bool refounded) = await FindOrReplaceAsync(cancellationToken).ConfigureAwait(false);
        RepairReport report = new(refounded, 0, 0, 0);
        if (names is null)
        {
            return report;
        }

        await foreach (StoredRow stored in store.ListAsync(partition: null, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Key != StoreKeyCheck.Place)
            {
                report = await PlaceAsync(stored, names, report, cancellationToken).ConfigureAwait(false);
            }
        }

        return report;
    }

    private async Task<(NameHashKey? Names, bool Refounded)> FindOrReplaceAsync(CancellationToken cancellationToken)
    {
        StoreKeyCheck founding = new(store, protector);
        try
        {
            return (await founding.FindAsync(cancellationToken).ConfigureAwait(false), false);
        }
        catch (CredentialStoreException e) when (e.State == RowState.Corrupt)
        {
            return (await founding.ReplaceAsync(cancellationToken).ConfigureAwait(false), true);
        }
    }

    private async ValueTask<RepairReport> PlaceAsync(StoredRow stored, NameHashKey names, RepairReport report, CancellationToken cancellationToken)
    {
        SealedRow row = stored.Key is { } known ? SealedRow.Open(protector, known, stored.Row) : default;
        if (!row.IsOpen)
        {
            return report with { NotOpened = report.NotOpened + 1 };
        }

        RowKey from = stored.Key!.Value;
        RowKey to = names.Hide(row.Real!.Value);
        if (from == to)
        {
            return report;
        }

        // The version stays the same, so that tokens that were minted from this row stay valid.
        RowVersion version = stored.Row.Version;
        Row there = await store.ReadAsync(to, cancellationToken).ConfigureAwait(false);
        bool moved = there.State == RowState.Missing
            ? await store.TryWriteAsync(to, expected: null, version, row.Seal(protector, to, version), cancellationToken).ConfigureAwait(false)
            : there.HasValue && there.Version == version;
        if (!moved)
        {
            return report with { Superseded = report.Superseded + 1 };
        }

        await store.TryDeleteAsync(from, version, cancellationToken).ConfigureAwait(false);
        return report with { Moved = report.Moved + 1 };
    }
}
