namespace GameAuth.Storage;

/// <summary>Puts rows where they are looked for: every row carries its real name inside the seal. A run that was cut off is simply made again.</summary>
internal sealed class StoreRepair(ITokenStore store, ITokenProtector protector)
{
    public async Task<RepairReport> RunAsync(CancellationToken cancellationToken)
    {
        (NameKey? names, bool refounded) = await FoundAsync(cancellationToken).ConfigureAwait(false);
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

    private async Task<(NameKey? Names, bool Refounded)> FoundAsync(CancellationToken cancellationToken)
    {
        StoreKeyCheck founding = new(store, protector);
        try
        {
            return (await founding.FindAsync(cancellationToken).ConfigureAwait(false), false);
        }
        catch (CredentialStoreException e) when (e.State == RowState.Corrupt)
        {
            return (await founding.RefoundAsync(cancellationToken).ConfigureAwait(false), true);
        }
    }

    private async ValueTask<RepairReport> PlaceAsync(StoredRow stored, NameKey names, RepairReport report, CancellationToken cancellationToken)
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

        // The version goes along: what was minted from this row stays its descendant.
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
