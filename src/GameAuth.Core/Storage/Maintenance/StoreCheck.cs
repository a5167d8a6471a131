namespace GameAuth.Storage;

/// <summary>Counts the rows of a store by state.</summary>
internal sealed class StoreCheck(ITokenStore store, ITokenProtector protector)
{
    public async Task<StoreReport> RunAsync(CancellationToken cancellationToken)
    {
        Row founding = await store.ReadAsync(StoreKeyCheck.Place, cancellationToken).ConfigureAwait(false);
        SealedRow opened = SealedRow.Open(protector, StoreKeyCheck.Place, founding);
        NameKey? names = opened.IsOpen && opened.Plain.Length == NameKey.Size ? new NameKey(opened.Plain, founding.Version) : null;
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
                older += protector.IsCurrent(stored.Row.Value.Span) ? 0 : 1;
                misplaced += names?.Hide(row.Real!.Value) == stored.Key ? 0 : 1;
            }
        }

        // A store with rows and without the row that it was founded with is not an empty one.
        int rows = states.Sum();
        return new StoreReport(
            foundingState == RowState.Missing && rows > 0 ? RowState.Corrupt : foundingState, rows,
            states[(int)RowState.Found], states[(int)RowState.Recovered], states[(int)RowState.WrongKey] + states[(int)RowState.KeyUnavailable],
            states[(int)RowState.Corrupt], states[(int)RowState.NewerFormat], older, misplaced);
    }
}
