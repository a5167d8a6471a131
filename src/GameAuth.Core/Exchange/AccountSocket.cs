using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace GameAuth.Providers;

/// <summary>
/// A WebSocket (RFC 6455) that was opened with an account's token, or for an account whose token goes over it later. Its handshake goes the way of every call of the account: audience,
/// permit, ids, token and signature, certificates always checked, a refused token minted again once; it is not repeated after a failure, since whoever holds the socket has a plan for that.
/// </summary>
/// <remarks>For provider authors. Several threads may send; one may receive.</remarks>
public sealed class AccountSocket : IAsyncDisposable
{
    private const int Room = 4096;
    private const int KeptRoom = 32 << 10;
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket _socket;
    private readonly string _provider;
    private readonly AccountSocketCall _call;
    private readonly IRequestPacer _pacer;
    private readonly TimeProvider _time;
    [SuppressMessage("Usage", "CA2213", Justification = "Without a wait handle there is nothing to let go of, and who still waits must be able to.")]
    private readonly SemaphoreSlim _sending = new(1, 1);
    private ArrayBufferWriter<byte> _message = new(Room);

    private AccountSocket(ClientWebSocket socket, Exchange exchange, Account account, AccountSocketCall call)
    {
        _socket = socket;
        _provider = account.Id.Provider;
        _call = call;
        _pacer = exchange.Pacer;
        _time = account.Binding.Chain.Engine.Time;
    }

    /// <summary>Whether the message that was received last is binary. For the one who receives.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>The code that the server has closed the connection with (RFC 6455 section 7.4); null while it has not, and where it was lost.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    internal TimeProvider Time => _time;

    /// <summary>Opens a socket.</summary>
    /// <param name="exchange">The exchange of the account's provider, with its authenticator where the handshake carries the token.</param>
    /// <param name="account">Whose token, or whose socket.</param>
    /// <param name="call">Where, and how.</param>
    /// <param name="cancellationToken">Ends the handshake.</param>
    /// <returns>The open socket.</returns>
    /// <exception cref="ThrottledException">429, or 503 with <c>Retry-After</c>.</exception>
    /// <exception cref="ProviderException">The server was not reached, did not answer, or refuses the handshake; or what <see cref="AccountSocketCall.Refusal"/> says.</exception>
    /// <exception cref="IllegalStepException">The target is not of the token's audience; nothing was sent.</exception>
    /// <exception cref="GameAuthException">As <see cref="Account.GetTokenAsync"/>.</exception>
    public static async Task<AccountSocket> ConnectAsync(Exchange exchange, Account account, AccountSocketCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(call);
        ClientWebSocket socket = new();
        try
        {
            socket.Options.KeepAliveInterval = call.PingsByHostClock ? TimeSpan.Zero : call.KeepAliveInterval;
            socket.Options.KeepAliveTimeout = call.KeepAliveTimeout;
            if (call.Protocol is { } protocol)
            {
                socket.Options.AddSubProtocol(protocol);
            }

            await ShakeHandsAsync(socket, exchange, account, call, cancellationToken).ConfigureAwait(false);
            return new AccountSocket(socket, exchange, account, call);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a text message.</summary>
    /// <param name="message">UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait for those who send before; a message that has begun to go out and is cancelled takes the connection with it.</param>
    /// <returns>Done when it is handed to the network.</returns>
    /// <exception cref="ProviderException">The connection is lost (transient).</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsLoss(failure, cancellationToken))
        {
            throw Lost($"was lost ({failure.GetType().Name})");
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends a text message under the limits that it falls under, for a service that counts frames.</summary>
    /// <param name="message">UTF-8.</param>
    /// <param name="pace">The limits; a permit is taken first.</param>
    /// <param name="cancellationToken">As in <see cref="SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/>; the wait for the permit ends too.</param>
    /// <returns>Done when it is handed to the network.</returns>
    /// <exception cref="ThrottledException">There is no permit and the request fails fast; nothing was sent.</exception>
    /// <exception cref="ProviderException">The connection is lost (transient).</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> message, PaceRequest pace, CancellationToken cancellationToken)
    {
        using IPacePermit? permit = pace.IsNone ? null : await _pacer.AcquireAsync(pace, cancellationToken).ConfigureAwait(false);
        await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the next message, text or binary.</summary>
    /// <param name="cancellationToken">Ends the wait, and the connection with it.</param>
    /// <returns>The message, good until the next call; null when the server has closed the connection.</returns>
    /// <exception cref="ProviderException">The connection is lost, or a message is larger than <see cref="AccountSocketCall.MaxMessage"/> (both transient).</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_message.Capacity > KeptRoom)
        {
            // One large message must not hold its room for as long as the connection lasts.
            _message = new ArrayBufferWriter<byte>(Room);
        }

        _message.ResetWrittenCount();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_message.GetMemory(Room), cancellationToken).ConfigureAwait(false);
                if (part.MessageType is WebSocketMessageType.Close)
                {
                    return null;
                }

                _message.Advance(part.Count);
                if (_message.WrittenCount > _call.MaxMessage)
                {
                    throw Lost($"brings a message of more than {_call.MaxMessage} bytes");
                }

                if (part.EndOfMessage)
                {
                    IsBinary = part.MessageType is WebSocketMessageType.Binary;
                    return _message.WrittenMemory;
                }
            }
        }
        catch (Exception failure) when (IsLoss(failure, cancellationToken))
        {
            throw Lost($"was lost ({failure.GetType().Name})");
        }
    }

    /// <summary>Says that nothing more is sent. The server's answer is the null of <see cref="ReceiveAsync"/>. Never fails, and takes 2 seconds at most.</summary>
    /// <param name="cancellationToken">Ends it earlier.</param>
    /// <returns>Done when it was said, or could not be.</returns>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using CancellationTokenSource limit = new(CloseLimit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, either.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is OperationCanceledException || IsLoss(failure, CancellationToken.None))
        {
            // It is over either way.
        }
    }

    /// <summary>Ends the connection without a word, for a peer that no longer listens: who sends or receives hears of the loss at once. The socket is still to be disposed.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Closes the socket, politely where it is still open.</summary>
    /// <returns>Done when closed.</returns>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        _socket.Dispose();
    }

    private static async Task ShakeHandsAsync(ClientWebSocket socket, Exchange exchange, Account account, AccountSocketCall call, CancellationToken cancellationToken)
    {
        using SocketHandshake handshake = new(exchange, account, call);
        using HttpMessageInvoker way = new(handshake, disposeHandler: false);
        GameAuthException? failure = null;
        try
        {
            await socket.ConnectAsync(handshake.SocketAddress, way, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (handshake.Failure is GameAuthException)
        {
            // Without what the socket made of it, which may print what it was given.
            failure = (GameAuthException)handshake.Failure;
        }
        catch (WebSocketException)
        {
            failure = Unfit(account, call, "is no handshake of a WebSocket (RFC 6455 section 4.1)");
        }

        if (failure is not null)
        {
            throw failure;
        }

        if (call.Protocol is { } protocol && !string.Equals(socket.SubProtocol, protocol, StringComparison.Ordinal))
        {
            throw Unfit(account, call, $"does not agree to the protocol {protocol}");
        }
    }

    private static ProviderException Unfit(Account account, AccountSocketCall call, string what) =>
        new($"{account.Id.Provider}: the answer to step '{call.Step}' {what}.", status: null, code: null, isTransient: true)
        { Provider = account.Id.Provider, Step = call.Step };

    private static bool IsLoss(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && failure is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    private ProviderException Lost(string how) =>
        new($"{_provider}: the connection of step '{_call.Step}' {how}.", status: null, code: null, isTransient: true)
        { Provider = _provider, Step = _call.Step };
}
