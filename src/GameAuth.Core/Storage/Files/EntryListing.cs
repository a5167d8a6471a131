using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GameAuth.Storage;

/// <summary>Lists rows and reads ahead of the caller: a few readers have one batch of files each, so memory stays bounded.</summary>
internal sealed class EntryListing(EntryReader reader)
{
    private const int MaxReaders = 4;

    private static readonly int ReaderCount = Math.Min(Environment.ProcessorCount, MaxReaders);

    public async IAsyncEnumerable<StoredRow> ReadAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] names = reader.List(partition);
        EntryBatchReader batches = new(reader, names);
        int readers = Math.Min(ReaderCount, names.Length / EntryBatchReader.MaxRows);
        IAsyncEnumerable<List<StoredRow>> read = readers < 2 ? batches.ReadAsync(cancellationToken) : ReadAheadAsync(batches, readers, cancellationToken);
        await foreach (List<StoredRow> batch in read.ConfigureAwait(false))
        {
            foreach (StoredRow row in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row;
            }
        }
    }

    private static async IAsyncEnumerable<List<StoredRow>> ReadAheadAsync(EntryBatchReader batches, int readers, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<List<StoredRow>> channel = Channel.CreateBounded<List<StoredRow>>(new BoundedChannelOptions(readers) { SingleReader = true });
        Task reading = ReadAllAsync(batches, channel.Writer, readers, stop);
        try
        {
            await foreach (List<StoredRow> batch in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return batch;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            // The caller may stop early. The readers end with the listing.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Runs the readers. It never fails: an error comes out of the channel, after the rows that were read before it.</summary>
    private static async Task ReadAllAsync(EntryBatchReader batches, ChannelWriter<List<StoredRow>> channel, int readers, CancellationTokenSource stop)
    {
        Task[] tasks = new Task[readers];
        for (int i = 0; i < readers; i++)
        {
            tasks[i] = Task.Run(() => FillAsync(batches, channel, stop), CancellationToken.None);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        _ = channel.TryComplete();
    }

    private static async Task FillAsync(EntryBatchReader batches, ChannelWriter<List<StoredRow>> channel, CancellationTokenSource stop)
    {
        try
        {
            await foreach (List<StoredRow> batch in batches.ReadAsync(stop.Token).ConfigureAwait(false))
            {
                await channel.WriteAsync(batch, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller cancelled, or another reader failed and reported it.
        }
        catch (ChannelClosedException)
        {
            // Another reader failed meanwhile.
        }
        catch (Exception e)
        {
            _ = channel.TryComplete(e);
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>Reads the files of a listing in batches. Several readers may share one instance; each file is read by one of them.</summary>
internal sealed class EntryBatchReader(EntryReader reader, string[] names)
{
    public const int MaxRows = 32;

    // Bounds a batch of large rows, so that the read-ahead is bounded in bytes too.
    private const int MaxBytes = 256 * 1024;

    private int _next;

    /// <summary>Reads files that no other reader has taken, until none is left.</summary>
    public async IAsyncEnumerable<List<StoredRow>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoredRow> rows = new(MaxRows);
        PartitionCache partitions = new();
        int bytes = 0;
        for (int i = Take(); i < names.Length; i = Take())
        {
            cancellationToken.ThrowIfCancellationRequested();
            EntryFile entry = await reader.ReadAsync(names[i], ExpectedRow.Listed(names[i], partitions), cancellationToken).ConfigureAwait(false);
            if (entry.State == RowState.Missing)
            {
                continue;
            }

            Row row = entry.ToRow();
            rows.Add(new StoredRow(row.HasValue ? entry.Current.Key : null, row));
            bytes += row.Value.Length;
            if (rows.Count == MaxRows || bytes >= MaxBytes)
            {
                yield return rows;
                rows = new(MaxRows);
                bytes = 0;
            }
        }

        if (rows.Count > 0)
        {
            yield return rows;
        }
    }

    private int Take() => Interlocked.Increment(ref _next) - 1;
}
