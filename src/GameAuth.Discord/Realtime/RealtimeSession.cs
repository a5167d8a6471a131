using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>One connection: the first frame with the token, the challenge, then rooms and messages, and the next token on the open connection.</summary>
internal sealed class RealtimeSession : SocketConnection
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly RealtimeParts _parts;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<RealtimeFrame?>> _open = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    // One offer at a time: a challenge does not say which token it is for.
    [SuppressMessage("Usage", "CA2213", Justification = "Without a wait handle there is nothing to let go of, and who still waits must be able to.")]
    private readonly SemaphoreSlim _offering = new(1, 1);

    private DiscordGrant _grant;
    private (DiscordGrant Grant, TaskCompletionSource<RealtimeFrame?> Answer)? _offer;
    private BackendRefusal? _lastError;
    private RealtimeEnd? _end;
    private bool _isLost;
    private int _isRenewing;
    private long _number;

    private RealtimeSession(AccountSocket socket, RealtimeParts parts, DiscordGrant grant)
        : base(socket) => (_parts, _grant) = (parts, grant);

    /// <summary>How it ended; null while it stands.</summary>
    public RealtimeEnd? End => Volatile.Read(ref _end);

    /// <summary>The session whose access token it stands on.</summary>
    public DiscordGrant Grant => Volatile.Read(ref _grant);

    /// <summary>Opens a connection and proves who the player is.</summary>
    /// <returns>The connection; or how the server has ended it.</returns>
    /// <exception cref="GameAuthException">The server was not reached, refuses the handshake, or did not answer.</exception>
    public static async Task<(RealtimeSession? Session, RealtimeEnd? End)> OpenAsync(RealtimeParts parts, DiscordGrant grant, CancellationToken cancellationToken)
    {
        AccountSocket socket = await parts.ConnectAsync(cancellationToken).ConfigureAwait(false);
        RealtimeSession session = new(socket, parts, grant);
        using CancellationTokenSource limit = new(AnswerLimit, parts.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (await session.AuthenticateAsync(either.Token).ConfigureAwait(false))
            {
                session.BeginReading();
                return (session, null);
            }

            session._end = new RealtimeEnd(socket.CloseCode, session._lastError, grant);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            session._end = new RealtimeEnd(CloseCode: null, Refusal: null, grant);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await session.DisposeAsync().ConfigureAwait(false);
        return (null, session._end);
    }

    /// <summary>Asks for a room.</summary>
    /// <returns>The answer: <c>joined</c>, <c>left</c> or <c>error</c>; null where the connection was lost first.</returns>
    public async Task<RealtimeFrame?> AskAsync(string type, string room, Secret? ticket, CancellationToken cancellationToken)
    {
        string id = NextId();
        TaskCompletionSource<RealtimeFrame?> answer = NewAnswer();
        lock (_gate)
        {
            if (_isLost)
            {
                return null;
            }

            _open[id] = answer;
        }

        try
        {
            return await SendAsync(RealtimeFrames.Room(type, id, room, ticket), cancellationToken).ConfigureAwait(false)
                ? await answer.Task.WaitAsync(AnswerLimit, _parts.Time, cancellationToken).ConfigureAwait(false)
                : null;
        }
        catch (TimeoutException)
        {
            Socket.Abort();
            return null;
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    /// <summary>Sends a message of the application's, once.</summary>
    /// <exception cref="ProviderException">The connection is lost (transient).</exception>
    public async Task SendMessageAsync(JsonElement data, string? room, CancellationToken cancellationToken)
    {
        byte[] frame = RealtimeFrames.Message(NextId(), data, room);
        if (!await SendAsync(frame, cancellationToken).ConfigureAwait(false))
        {
            throw new ProviderException("discord: the connection was lost before the message went out.", status: null, code: null, isTransient: true)
            { Provider = DiscordDefaults.Provider, Step = DiscordStep.Message };
        }
    }

    /// <summary>Shows the server another access token of the player on the open connection.</summary>
    /// <returns>Whether the connection stands on it now.</returns>
    /// <remarks>A caller who gives up leaves it to its end: the server's challenge would be taken for that of the next one.</remarks>
    public async Task<bool> OfferAsync(DiscordGrant grant, CancellationToken cancellationToken)
    {
        try
        {
            return await OfferAsync(grant).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // It is being let go.
            return false;
        }
    }

    /// <summary>Lets it go without a word, so that another one is made.</summary>
    public void Abandon() => Socket.Abort();

    protected override async ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (RealtimeFrame.Read(message) is not { } frame)
        {
            DiscordLog.FrameUnread(_parts.Log, _parts.AccountName);
            return false;
        }

        switch (frame.Type)
        {
            case "challenge" when Offered is { } offered && frame.Nonce is { } nonce:
                await Socket.SendAsync(await AnswerAsync(frame, nonce, offered.Grant, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                break;
            case "renewed" when Offered is { } shown:
                Volatile.Write(ref _grant, shown.Grant);
                DiscordLog.SocketRenewed(_parts.Log, _parts.AccountName);
                shown.Answer.TrySetResult(frame);
                break;
            case "token_expires":
                BeginRenewing();
                break;
            case "joined" or "left" when frame.Id is { } id && _open.TryGetValue(id, out TaskCompletionSource<RealtimeFrame?>? asked):
                asked.TrySetResult(frame);
                break;
            case "error":
                TakeError(frame);
                break;
            default:
                _parts.OnNews(this, frame);
                break;
        }

        return true;
    }

    protected override void OnLost()
    {
        TaskCompletionSource<RealtimeFrame?>[] open;
        lock (_gate)
        {
            _isLost = true;
            open = [.. _open.Values, .. _offer is { } offer ? [offer.Answer] : (TaskCompletionSource<RealtimeFrame?>[])[]];
        }

        Volatile.Write(ref _end, new RealtimeEnd(Socket.CloseCode, _lastError, Grant));
        if (Socket.CloseCode is { } code)
        {
            DiscordLog.SocketClosed(_parts.Log, _parts.AccountName, code);
        }

        foreach (TaskCompletionSource<RealtimeFrame?> answer in open)
        {
            answer.TrySetResult(null);
        }
    }

    private (DiscordGrant Grant, TaskCompletionSource<RealtimeFrame?> Answer)? Offered
    {
        get
        {
            lock (_gate)
            {
                return _offer;
            }
        }
    }

    private static TaskCompletionSource<RealtimeFrame?> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string NextId() => Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);

    private async Task<bool> AuthenticateAsync(CancellationToken cancellationToken)
    {
        await Socket.SendAsync(RealtimeFrames.Token("authenticate", _grant.AccessToken), cancellationToken).ConfigureAwait(false);
        while (await Socket.ReceiveAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            if (RealtimeFrame.Read(message) is not { } frame)
            {
                throw new ProviderException($"discord: the answer to step '{DiscordStep.Realtime}' is no frame of a session server.", status: null, code: null, isTransient: true)
                { Provider = DiscordDefaults.Provider, Step = DiscordStep.Realtime };
            }

            switch (frame.Type)
            {
                case "challenge" when frame.Nonce is { } nonce:
                    await Socket.SendAsync(await AnswerAsync(frame, nonce, _grant, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                    break;
                case "authenticated":
                    return true;
                case "error":
                    _lastError = frame.Refusal;
                    break;
            }
        }

        return false;
    }

    private async Task<bool> OfferAsync(DiscordGrant grant)
    {
        await _offering.WaitAsync(Stopped).ConfigureAwait(false);
        try
        {
            if (grant.AccessToken.Equals(Grant.AccessToken))
            {
                return true;
            }

            TaskCompletionSource<RealtimeFrame?> answer = NewAnswer();
            lock (_gate)
            {
                if (_isLost)
                {
                    return false;
                }

                _offer = (grant, answer);
            }

            return await SendAsync(RealtimeFrames.Token("renew", grant.AccessToken), Stopped).ConfigureAwait(false)
                && await answer.Task.WaitAsync(AnswerLimit, _parts.Time, Stopped).ConfigureAwait(false) is { Type: "renewed" };
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_gate)
            {
                _offer = null;
            }

            _offering.Release();
        }
    }

    /// <summary>Where the session is bound to the key, a proof with the challenge's nonce and the token's hash; else a hash over both.</summary>
    private async ValueTask<byte[]> AnswerAsync(RealtimeFrame challenge, string nonce, DiscordGrant grant, CancellationToken cancellationToken) => challenge.Proof == "hash"
        ? RealtimeFrames.Proof("hash", Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{nonce}.{grant.AccessToken.Reveal()}"))))
        : RealtimeFrames.Proof("dpop", await _parts.ProveAsync(nonce, grant.AccessToken, cancellationToken).ConfigureAwait(false));

    private void TakeError(RealtimeFrame frame)
    {
        if (frame.Id is { } id)
        {
            if (_open.TryGetValue(id, out TaskCompletionSource<RealtimeFrame?>? asked))
            {
                asked.TrySetResult(frame);
            }
            else
            {
                _parts.OnNews(this, frame);
            }
        }
        else
        {
            _lastError = frame.Refusal;
            Offered?.Answer.TrySetResult(frame);
        }
    }

    /// <summary>Sends under the rate that the server allows. By the connection's token: a caller who gives up must not take it from the others.</summary>
    /// <returns>False where the connection is lost.</returns>
    private async Task<bool> SendAsync(byte[] frame, CancellationToken cancellationToken)
    {
        using IPacePermit permit = await _parts.PaceAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Socket.SendAsync(frame, Stopped).ConfigureAwait(false);
            return true;
        }
        catch (Exception lost) when (lost is ProviderException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void BeginRenewing()
    {
        if (Interlocked.Exchange(ref _isRenewing, 1) == 0)
        {
            _ = RenewAsync();
        }
    }

    /// <summary>Shows the next access token as soon as there is one. The chain refreshes it before its end by itself, so that this only looks.</summary>
    private async Task RenewAsync()
    {
        await Task.Yield();
        DiscordGrant ending = Grant;
        try
        {
            while (!Lost.IsCompleted && Grant.AccessToken.Equals(ending.AccessToken))
            {
                DiscordGrant next = await _parts.GetGrantAsync(Stopped).ConfigureAwait(false);
                if (!next.AccessToken.Equals(ending.AccessToken) && await OfferAsync(next, Stopped).ConfigureAwait(false))
                {
                    return;
                }

                await Task.Delay(Look, _parts.Time, Stopped).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is GameAuthException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection ends with its token, and whoever makes the next one says why there is none.
            DiscordLog.SocketNotRenewed(_parts.Log, _parts.AccountName, failure.GetType().Name);
        }
        finally
        {
            Volatile.Write(ref _isRenewing, 0);
        }
    }
}
