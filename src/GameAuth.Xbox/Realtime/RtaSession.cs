using System.Diagnostics.CodeAnalysis;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>One connection: its sequence numbers and its subscription ids.</summary>
internal sealed class RtaSession : SocketConnection
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RtaRoutes _routes = new();

    // One request at a time: an unsubscription that overtakes a subscription to the same resource would end that one too, where both have one id.
    [SuppressMessage("Usage", "CA2213", Justification = "Without a wait handle there is nothing to let go of, and who still waits must be able to.")]
    private readonly SemaphoreSlim _turn = new(1, 1);

    public RtaSession(AccountSocket socket, TimeProvider time, ILogger log)
        : base(socket)
    {
        _time = time;
        _log = log;
        BeginReading();
    }

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

    protected override async ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (RtaFrame.Read(message) is not { } frame)
        {
            XboxLog.RtaDamaged(_log);
            return false;
        }

        await TakeAsync(frame).ConfigureAwait(false);
        return true;
    }

    protected override void OnLost() => _routes.Lose();

    private async Task<RtaFrame?> AskAsync(RtaFeed? feed, Func<long, byte[]?> compose, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (RtaRequest request, byte[]? message) = _routes.Open(feed, compose);
            if (message is not null)
            {
                // By the connection's token: a caller who gives up must not take it from the others.
                await Socket.SendAsync(message, Stopped).ConfigureAwait(false);
            }

            return await request.Answer.WaitAsync(AnswerLimit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            XboxLog.RtaUnanswered(_log, AnswerLimit);
            await Socket.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception lost) when (lost is ProviderException || (lost is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await Socket.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        finally
        {
            _turn.Release();
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
                    await Socket.SendAsync(reply, Stopped).ConfigureAwait(false);
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
