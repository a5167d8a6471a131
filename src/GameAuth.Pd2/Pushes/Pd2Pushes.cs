using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace GameAuth.Pd2;

/// <summary>Reads what the service pushes to a player: both kinds in one row, each push once. The service is known to send some twice.</summary>
internal static class Pd2Pushes
{
    public static async IAsyncEnumerable<Pd2Push> ReadAsync(Pd2Socket socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FeathersConnection connection = await socket.GetAsync(cancellationToken).ConfigureAwait(false);
        using FeathersEvents notifications = connection.Events("system/notification", "pushed");
        using FeathersEvents messages = connection.Events("social/message", "pushed");
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // One place: what waits is kept, bounded, by each subscription, which says so when it is too much.
        Channel<Pd2Push> merged = Channel.CreateBounded<Pd2Push>(1);
        Task[] pumps =
        [
            PumpAsync(notifications, static json => new Pd2Notification(json), merged.Writer, done.Token),
            PumpAsync(messages, static json => new Pd2Message(json), merged.Writer, done.Token),
        ];
        SeenPushes seen = new();
        try
        {
            await foreach (Pd2Push push in merged.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (seen.IsNew(push))
                {
                    yield return push;
                }
            }
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task PumpAsync(FeathersEvents events, Func<JsonElement, Pd2Push> read, ChannelWriter<Pd2Push> writer, CancellationToken cancellationToken)
    {
        Exception? end = null;
        try
        {
            await foreach (FeathersEvent one in events.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (one.IsGap || one.Data.ValueKind is JsonValueKind.Object)
                {
                    await writer.WriteAsync(one.IsGap ? new Pd2Gap() : read(one.Data), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader has left.
        }
        catch (Exception failure)
        {
            end = failure;
        }

        // Where one subscription has ended, the connection has.
        writer.TryComplete(end);
    }
}

/// <summary>The last pushes by their ids. For one reader.</summary>
internal sealed class SeenPushes
{
    private const int Most = 500;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Whether a push has not come before. One without an id is always new.</summary>
    public bool IsNew(Pd2Push push)
    {
        string? id = push switch
        {
            Pd2Notification notification => notification.Id,
            Pd2Message message => message.Id,
            _ => null,
        };
        if (id is null)
        {
            return true;
        }

        if (!_ids.Add(id))
        {
            return false;
        }

        _order.Enqueue(id);
        if (_order.Count > Most)
        {
            _ids.Remove(_order.Dequeue());
        }

        return true;
    }
}
