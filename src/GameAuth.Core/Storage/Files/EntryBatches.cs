using System.Runtime.CompilerServices;

namespace GameAuth.Storage;

/// <summary>The files of a listing, read in batches by any number of readers, each file by one of them.</summary>
internal sealed class EntryBatches(EntryReader reader, string[] names)
{
    /// <summary>The most rows of a batch.</summary>
    public const int Rows = 32;

    // A few large rows are a batch too, so that what is read ahead is bounded in bytes.
    private const int Bytes = 256 * 1024;

    private int _taken;

    /// <summary>Reads files that no other reader has taken, until none is left.</summary>
    public async IAsyncEnumerable<List<StoredRow>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredRow> rows = new(Rows);
        SeenPartition seen = new();
        int bytes = 0;
        for (int i = Take(); i < names.Length; i = Take())
        {
            cancellationToken.ThrowIfCancellationRequested();
            EntryFile entry = await reader.ReadAsync(names[i], EntryPlace.Listed(names[i], seen), cancellationToken).ConfigureAwait(false);
            if (entry.State == RowState.Missing)
            {
                continue;
            }

            Row row = entry.ToRow();
            rows.Add(new StoredRow(row.HasValue ? entry.Current.Key : null, row));
            bytes += row.Value.Length;
            if (rows.Count == Rows || bytes >= Bytes)
            {
                yield return rows;
                rows = new(Rows);
                bytes = 0;
            }
        }

        if (rows.Count > 0)
        {
            yield return rows;
        }
    }

    private int Take() => Interlocked.Increment(ref _taken) - 1;
}
