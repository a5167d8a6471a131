using System.Text.Json;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>A player's connection for live events that mends itself, with the subscriptions of the application. The service ends each connection after two hours; it is replaced before that.</summary>
internal sealed class RtaSocket(RtaConnector connector, XboxAccount account) : ReconnectingSocket<RtaSession>(account, RtaConnector.Step, Options)
{
    private static readonly ReconnectOptions Options = new() { RenewAfter = TimeSpan.FromMinutes(90), MaxSubscriptions = 1000 };

    /// <summary>Subscribes on the connection that stands, or on the next one that does.</summary>
    public async Task<XboxSubscription<T>> SubscribeAsync<T>(Uri resource, Func<JsonElement, IReadOnlyList<T>> read, CancellationToken cancellationToken)
    {
        RtaFeed<T> feed = new(resource, read, connector.Log);
        try
        {
            await SubscribeAsync(feed, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Should the service agree after all, the connection takes it back.
            feed.Close(error: null, drop: true);
            throw;
        }

        return new XboxSubscription<T>(this, feed);
    }

    public Task UnsubscribeAsync(RtaFeed feed)
    {
        Remove(feed);
        feed.Close(error: null, drop: true);
        return feed.Connection?.UnsubscribeAsync(feed) ?? Task.CompletedTask;
    }

    protected override Task<RtaSession> ConnectAsync(bool isFirst, CancellationToken cancellationToken) => connector.ConnectAsync(account, cancellationToken);
}

/// <summary>Makes the connections of real-time activity.</summary>
internal sealed class RtaConnector(Exchange exchange, XboxOptions options, bool allowLoopback, TimeProvider time, ILogger log)
{
    public const string Step = "real-time activity";

    private const string Protocol = "rta.xboxlive.com.V2";

    private readonly ServerUriPolicy _pages = MicrosoftPages.Policy(allowLoopback);

    public ILogger Log => log;

    public async Task<XboxRealTimeActivity> OpenAsync(XboxAccount account, CancellationToken cancellationToken)
    {
        RtaSocket socket = new(this, account);
        await socket.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new XboxRealTimeActivity(account, socket);
    }

    public async Task<RtaSession> ConnectAsync(XboxAccount account, CancellationToken cancellationToken)
    {
        AccountSocket socket = await AccountSocket.ConnectAsync(
            exchange,
            account,
            new AccountSocketCall(Step, new Uri(options.EndpointOf(XboxEndpoint.Rta), "/connect"))
            {
                Protocol = Protocol,
                Refusal = answer => XboxRefusal.Read(answer, _pages).ToException(),
            },
            cancellationToken).ConfigureAwait(false);
        return new RtaSession(socket, time, log);
    }
}
