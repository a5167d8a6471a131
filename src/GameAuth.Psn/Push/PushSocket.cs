using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Psn;

/// <summary>A player's push connection that mends itself.</summary>
internal sealed class PushSocket(PushConnector connector, PsnAccount account, PsnPushOptions options, PushChannel channel) : ReconnectingSocket<PushSession>(account, PsnStep.Push)
{
    /// <summary>The events of all its connections.</summary>
    public SocketFeed<PushSession, PsnPushEvent> Feed { get; } = new(static () => new PsnPushMissed(), dropped => PsnLog.PushOverflow(connector.Log, dropped));

    protected override async Task<PushSession> ConnectAsync(bool isFirst, CancellationToken cancellationToken)
    {
        AccountSocket socket = await connector.ConnectAsync(account, options, channel, isFirst, cancellationToken).ConfigureAwait(false);
        if (!isFirst)
        {
            Feed.PutMissed();
        }

        return new PushSession(socket, Feed, connector.Log);
    }
}

/// <summary>One connection.</summary>
internal sealed class PushSession : SocketConnection
{
    private readonly SocketFeed<PushSession, PsnPushEvent> _feed;
    private readonly ILogger _log;

    public PushSession(AccountSocket socket, SocketFeed<PushSession, PsnPushEvent> feed, ILogger log)
        : base(socket)
    {
        _feed = feed;
        _log = log;
        BeginReading();
    }

    protected override ValueTask<bool> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        (bool isFrame, PsnPushEvent? news) = PushFrame.Read(message);
        if (news is not null)
        {
            _feed.Put(news);
        }
        else if (!isFrame)
        {
            // One message has nothing to do with the next: a new connection would cost the service two requests and bring nothing.
            PsnLog.PushUnread(_log);
            _feed.PutMissed();
        }
        else
        {
            PsnLog.PushUnknown(_log);
        }

        return ValueTask.FromResult(true);
    }
}

/// <summary>Makes push connections.</summary>
internal sealed class PushConnector
{
    private const string Protocol = "np-pushpacket";

    private readonly PushHosts _hosts;
    private readonly PsnProvider _psn;
    private readonly PsnOptions _options;
    private readonly Func<RequestAuthenticator, Exchange> _exchange;
    private readonly PsnStamps _stamps;
    private readonly PushChannel _channel;

    public PushConnector(PsnProvider psn, PsnOptions options, PsnStamps stamps, Func<RequestAuthenticator, Exchange> exchange, ILogger log)
    {
        _psn = psn;
        _options = options;
        _exchange = exchange;
        _stamps = stamps;
        _hosts = new PushHosts(options.EndpointOf(PsnEndpoint.Push));
        _channel = ChannelOf(psn.Grants, static grant => grant.AccessToken);
        Log = log;
    }

    public ILogger Log { get; }

    /// <summary>The way of the account's own token.</summary>
    public Exchange Exchange => _channel.Exchange;

    public async Task<PsnPushConnection> OpenAsync(PsnAccount account, PsnPushOptions options, CancellationToken cancellationToken)
    {
        PushSocket socket = new(this, account, options, options.TokenSource is { } own ? ChannelOf(own, static token => token.Token) : _channel);
        await socket.OpenAsync(socket.Feed, cancellationToken).ConfigureAwait(false);
        return new PsnPushConnection(socket);
    }

    public async Task<AccountSocket> ConnectAsync(PsnAccount account, PsnPushOptions options, PushChannel channel, bool isFirst, CancellationToken cancellationToken)
    {
        Uri place = _hosts.AddressOf(options);
        ProviderCall ask = new(PsnStep.PushAddress, () => new HttpRequestMessage(HttpMethod.Get, place)) { Account = account, IsRepeatable = true };
        ProviderResponse answer = await channel.Exchange.SendAsync(ask, cancellationToken).ConfigureAwait(false);
        PushAddress address = answer.IsSuccess ? PushAddress.Read(answer, _hosts) : throw Refusal(answer);
        AccountSocketCall call = new(PsnStep.Push, address.Target)
        {
            Protocol = Protocol,
            Headers = HeadersOf(options, isFirst),
            KeepAliveInterval = address.KeepAliveInterval,
            KeepAliveTimeout = address.KeepAliveTimeout,
            PingsByHostClock = true,
            Refusal = Refusal,
        };
        AccountSocket socket = await AccountSocket.ConnectAsync(channel.Exchange, account, call, cancellationToken).ConfigureAwait(false);
        if (options.Protocol is PsnPushProtocol.Version30)
        {
            await SignInAsync(socket, account, channel, cancellationToken).ConfigureAwait(false);
        }

        return socket;
    }

    private async Task SignInAsync(AccountSocket socket, PsnAccount account, PushChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            string player = account.Subject ?? await _psn.IdOfAsync(account, cancellationToken).ConfigureAwait(false);
            Secret token = await channel.TokenAsync(account, cancellationToken).ConfigureAwait(false);
            await socket.SendAsync(PushFrame.SignIn(player, token), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await socket.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Dictionary<string, string> HeadersOf(PsnPushOptions options, bool isFirst) => new(StringComparer.Ordinal)
    {
        ["X-PSN-APP-TYPE"] = options.AppType,
        ["X-PSN-APP-VER"] = options.AppVersion ?? _options.AppVersion ?? PsnUserAgent.Version,
        ["X-PSN-OS-VER"] = options.OsVersion ?? Environment.OSVersion.Version.ToString(),
        ["X-PSN-PROTOCOL-VERSION"] = PushWords.Of(options.Protocol),
        ["X-PSN-KEEP-ALIVE-STATUS-TYPE"] = PushWords.Of(options.KeepAliveStatus),
        ["X-PSN-RECONNECTION"] = isFirst ? "false" : "true",
    };

    private PushChannel ChannelOf<T>(TokenSource<T> source, Func<T, Secret> text)
        where T : class, IToken => new(
        _exchange(new PushAuthenticator<T>(source, text, _hosts, _stamps)),
        async (account, cancellationToken) => text(await account.GetTokenAsync(source, cancellationToken: cancellationToken).ConfigureAwait(false)));

    private static ProviderException Refusal(ProviderResponse answer) => answer.Status is 400 or 403
        ? answer.Failure("refuses the connection; check AppType, and that the scope of the token is good for push (the documentation names what is known)", isTransient: false)
        : PsnErrors.OfApi(answer);
}

/// <summary>A token and its way to the hosts of push.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="TokenAsync">The token, for the message that repeats it.</param>
internal sealed record PushChannel(Exchange Exchange, Func<PsnAccount, CancellationToken, ValueTask<Secret>> TokenAsync);

/// <summary>Puts a token on requests to the hosts of push.</summary>
internal sealed class PushAuthenticator<T>(TokenSource<T> source, Func<T, Secret> text, PushHosts hosts, PsnStamps stamps) : PsnAuthenticator<T>(source, text, [], stamps)
    where T : class, IToken
{
    public override bool IsAudience(Uri target) => hosts.IsAudience(target);
}
