namespace GameAuth.Providers;

/// <summary>An <see cref="AccountSocket"/> with the loop that reads it: what every connection of a <see cref="ReconnectingSocket{TConnection}"/> has. For provider authors.</summary>
public abstract class SocketConnection : ISocketConnection
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;

    /// <summary>Takes the socket over; <see cref="BeginReading"/> comes last in the constructor, or after the messages that <see cref="Socket"/> is asked for by itself.</summary>
    /// <param name="socket">The open socket.</param>
    protected SocketConnection(AccountSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Socket = socket;
        Stopped = _stop.Token;
    }

    /// <inheritdoc/>
    public Task Lost => _reading;

    /// <summary>The socket.</summary>
    protected AccountSocket Socket { get; }

    /// <summary>Cancelled when the connection is let go and its server does not answer the goodbye: for what is sent, which must not hang on who asked for it.</summary>
    protected CancellationToken Stopped { get; }

    /// <summary>Closes the connection, politely and within 2 seconds.</summary>
    /// <returns>Done when nothing is read any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await Socket.CloseAsync().ConfigureAwait(false);
        try
        {
            await Lost.WaitAsync(CloseLimit, Socket.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        await Socket.DisposeAsync().ConfigureAwait(false);
        await Lost.ConfigureAwait(false);
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins to read, once; nothing else may receive from then on.</summary>
    protected void BeginReading()
    {
        // The context of whoever connects (an activity, say) must not live on in the connection.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Takes a message. The next one is read when it is done.</summary>
    /// <param name="message">The message, good until this is done.</param>
    /// <param name="cancellationToken">Set when the connection is stopped.</param>
    /// <returns>False to end the connection, since the message makes no sense.</returns>
    /// <exception cref="GameAuthException">The message can't be answered; the connection ends too.</exception>
    protected abstract ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Called when nothing is read any more. Does nothing by default.</summary>
    protected virtual void OnLost()
    {
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await Socket.ReceiveAsync(Stopped).ConfigureAwait(false) is { } message && await TakeAsync(message, Stopped).ConfigureAwait(false))
            {
                // One message after the other.
            }
        }
        catch (Exception lost) when (lost is GameAuthException or OperationCanceledException || Stopped.IsCancellationRequested)
        {
            // Whoever holds the connection sees that it has ended; what keeps the next one from being made is said then. One that is stopped may end by whatever the network says at that moment.
        }
        finally
        {
            OnLost();
        }
    }
}
