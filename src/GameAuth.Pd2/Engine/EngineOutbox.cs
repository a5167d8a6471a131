using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>
/// The way out of a connection: one frame at a time, whole, in the order in which they came. Whoever brings a frame sends it, and those that others bring meanwhile; nobody waits for a
/// turn. Safe for use from any thread.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="failed">Told once when a frame can not be sent; the connection is lost.</param>
internal sealed class EngineOutbox(AccountSocket socket, Action<GameAuthException> failed)
{
    /// <summary>How many frames one caller sends before the others' go on without it.</summary>
    private const int Turn = 32;

    private readonly Lock _gate = new();
    private readonly Queue<EngineFrame> _waiting = [];
    private bool _isBusy;
    private bool _isClosed;

    /// <summary>Takes a frame over; one that comes too late is dropped.</summary>
    public void Post(EngineFrame frame)
    {
        bool isLate;
        bool begins = false;
        lock (_gate)
        {
            isLate = _isClosed;
            if (!isLate)
            {
                _waiting.Enqueue(frame);
                begins = !_isBusy;
                _isBusy = true;
            }
        }

        if (isLate)
        {
            Forget(frame);
        }
        else if (begins)
        {
            _ = SendAllAsync();
        }
    }

    /// <summary>Drops what has not been begun, and whatever comes from now on.</summary>
    public void Close()
    {
        EngineFrame[] waiting;
        lock (_gate)
        {
            _isClosed = true;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        Array.ForEach(waiting, Forget);
    }

    private static void Forget(EngineFrame frame)
    {
        frame.Drop();
        frame.Release();
    }

    /// <summary>Never fails.</summary>
    private async Task SendAllAsync()
    {
        for (int sent = 1; Next() is { } frame; sent++)
        {
            try
            {
                if (frame.TryBegin())
                {
                    // Without a token: a frame that has begun goes out whole, and a connection that hangs is aborted as one.
                    await socket.SendAsync(frame.Bytes, CancellationToken.None).ConfigureAwait(false);
                }
            }
            catch (GameAuthException lost)
            {
                failed(lost);
            }
            finally
            {
                frame.Release();
            }

            if (sent % Turn == 0)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }
    }

    private EngineFrame? Next()
    {
        lock (_gate)
        {
            _isBusy = _waiting.TryDequeue(out EngineFrame? next);
            return next;
        }
    }
}
