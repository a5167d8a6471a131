namespace GameAuth.Storage;

/// <summary>
/// Seals rows anew under compare-and-swap, beside whoever uses them. Each row says itself which key it is sealed with, so a run that was cut off goes on
/// where it stopped. The founding row is the last, so that a store without its older key says so as a whole and not row by row.
/// </summary>
internal sealed class StoreRewrap(ITokenStore store, ITokenProtector protector)
{
    private const int ProgressEvery = 64;

    public async Task<RewrapReport> RunAsync(IProgress<int>? progress, CancellationToken cancellationToken)
    {
        RewrapReport report = new(0, 0, 0);
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
        return await RewrapAsync(StoreKeyCheck.Place, founding, report, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RewrapReport> RewrapAsync(RowKey place, Row row, RewrapReport report, CancellationToken cancellationToken)
    {
        while (row.State != RowState.Missing)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SealedRow opened = SealedRow.Open(protector, place, row);
            if (!opened.IsOpen)
            {
                return report with { NotOpened = report.NotOpened + 1 };
            }

            if (protector.IsCurrent(row.Value.Span))
            {
                return report with { Current = report.Current + 1 };
            }

            RowVersion next = row.NextVersion();
            if (await store.TryWriteAsync(place, row.Version, next, opened.Seal(protector, place, next), cancellationToken).ConfigureAwait(false))
            {
                return report with { Rewrapped = report.Rewrapped + 1 };
            }

            row = await store.ReadAsync(place, cancellationToken).ConfigureAwait(false);
        }

        return report;
    }
}
