using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>One connection: its sequence numbers, its subscription ids, and the loop that reads it.</summary>
internal sealed class RtaSession : ISocketConnection
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly AccountSocket _socket;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RtaRoutes _routes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;

    // One request at a time: an unsubscription that overtakes a subscription to the same resource would end that one too, where both have one id.
    [SuppressMessage("Usage", "CA2213", Justification = "Without a wait handle there is nothing to let go of, and who still waits must be able to.")]
    private readonly SemaphoreSlim _turn = new(1, 1);

    public RtaSession(AccountSocket socket, TimeProvider time, ILogger log)
    {
        _socket = socket;
        _time = time;
        _log = log;
        _stopped = _stop.Token;

        // The context of whoever connects (an activity, say) must not live on in the connection.
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        Lost = Task.Run(ReadAsync);
    }

    public Task Lost { get; }

    /// <summary>Subscribes; false when the connection was lost first.</summary>
    /// <exception cref="GameAuthException">The service refuses.</exception>
    public async Task<bool> SubscribeAsync(RtaFeed feed, CancellationToken cancellationToken)
    {
        RtaFrame? answer = await AskAsync(feed, number => RtaFrame.Subscribe(number, feed.Resource), cancellationToken).ConfigureAwait(false);
        return answer is null or { IsSubscribed: true } ? answer is not null : throw RtaRefusal.Of(answer, _time.GetUtcNow());
    }

    /// <summary>Unsubscribes, unless another feed has the same id. Never fails: a connection that is lost has no subscriptions.</summary>
    public async Task UnsubscribeAsync(RtaFeed feed)
    {
        using CancellationTokenSource limit = new(LeaveLimit, _time);
        try
        {
            await AskAsync(
                null, number => _routes.Remove(feed) is { } id ? RtaFrame.Unsubscribe(number, id) : null, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Its events are not passed on in any case.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.CloseAsync().ConfigureAwait(false);
        try
        {
            await Lost.WaitAsync(CloseLimit, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        await _socket.DisposeAsync().ConfigureAwait(false);
        await Lost.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<RtaFrame?> AskAsync(RtaFeed? feed, Func<long, byte[]?> compose, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (RtaRequest request, byte[]? message) = _routes.Open(feed, compose);
            if (message is not null)
            {
                // By the connection's token: a caller who gives up must not take it from the others.
                await _socket.SendAsync(message, _stopped).ConfigureAwait(false);
            }

            return await request.Answer.WaitAsync(AnswerLimit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            XboxLog.RtaUnanswered(_log, AnswerLimit);
            await _socket.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception lost) when (lost is ProviderException || (lost is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await _socket.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _socket.ReceiveAsync(_stopped).ConfigureAwait(false) is { } text)
            {
                if (RtaFrame.Read(text) is not { } frame)
                {
                    XboxLog.RtaDamaged(_log);
                    break;
                }

                await TakeAsync(frame).ConfigureAwait(false);
            }
        }
        catch (Exception lost) when (lost is ProviderException or OperationCanceledException)
        {
            // Whoever holds the connection sees that it has ended, and says so.
        }
        finally
        {
            _routes.Lose();
        }
    }

    private async ValueTask TakeAsync(RtaFrame frame)
    {
        switch (frame.Opcode)
        {
            case RtaOpcode.Subscribe or RtaOpcode.Unsubscribe:
                (bool known, byte[]? reply) = _routes.Answer(this, frame);
                if (reply is not null)
                {
                    await _socket.SendAsync(reply, _stopped).ConfigureAwait(false);
                }
                else if (!known)
                {
                    XboxLog.RtaStrayFrame(_log);
                }

                break;

            case RtaOpcode.Event:
                IReadOnlyList<RtaFeed> feeds = _routes.Of(frame.Id!);
                foreach (RtaFeed feed in feeds)
                {
                    feed.OnEvent(this, frame.Data);
                }

                if (feeds.Count == 0)
                {
                    XboxLog.RtaStrayFrame(_log);
                }

                break;

            case RtaOpcode.Resync:
                foreach (RtaFeed feed in _routes.All)
                {
                    feed.OnResync(this);
                }

                break;

            default:
                XboxLog.RtaUnknownFrame(_log, frame.Opcode);
                break;
        }
    }
}
