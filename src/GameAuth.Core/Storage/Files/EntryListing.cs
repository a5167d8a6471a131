using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GameAuth.Storage;

/// <summary>Lists rows, and reads ahead of whoever opens them: a few readers, each with a batch of files at a time, so that memory stays bounded.</summary>
internal sealed class EntryListing(EntryReader reader)
{
    private const int MostReaders = 4;

    private static readonly int s_readers = Math.Min(Environment.ProcessorCount, MostReaders);

    public async IAsyncEnumerable<StoredRow> ReadAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] names = reader.List(partition);
        int readers = Math.Min(s_readers, names.Length / EntryBatches.Rows);
        EntryBatches batches = new(reader, names);
        if (readers < 2)
        {
            await foreach (List<StoredRow> batch in batches.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (StoredRow row in batch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return row;
                }
            }

            yield break;
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<List<StoredRow>> ahead = Channel.CreateBounded<List<StoredRow>>(new BoundedChannelOptions(readers) { SingleReader = true });
        Task reading = ReadAheadAsync(batches, ahead.Writer, readers, stop);
        try
        {
            await foreach (List<StoredRow> batch in ahead.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (StoredRow row in batch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return row;
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            // The caller may leave halfway; no file is read for nobody, and nothing runs on after the listing.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    /// <summary>Never fails: what goes wrong comes out of the channel, after the rows that were read before it.</summary>
    private static async Task ReadAheadAsync(EntryBatches batches, ChannelWriter<List<StoredRow>> ahead, int readers, CancellationTokenSource stop)
    {
        Task[] tasks = new Task[readers];
        for (int i = 0; i < readers; i++)
        {
            tasks[i] = Task.Run(() => ReadAllAsync(batches, ahead, stop), CancellationToken.None);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        _ = ahead.TryComplete();
    }

    private static async Task ReadAllAsync(EntryBatches batches, ChannelWriter<List<StoredRow>> ahead, CancellationTokenSource stop)
    {
        try
        {
            await foreach (List<StoredRow> batch in batches.ReadAsync(stop.Token).ConfigureAwait(false))
            {
                await ahead.WriteAsync(batch, stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller's wish, or another reader's failure, which is told.
        }
        catch (ChannelClosedException)
        {
            // Another reader failed between our two steps.
        }
        catch (Exception e)
        {
            _ = ahead.TryComplete(e);
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
