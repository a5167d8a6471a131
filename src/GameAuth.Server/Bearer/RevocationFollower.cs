using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>Reads the log of revocations into this node's index, woken by the store and by its own clock. Safe for use from any thread.</summary>
internal sealed partial class RevocationFollower(
    ISessionStore store, RevocationIndex index, OpenConnections connections, IOptions<GameAuthServerOptions> options, TimeProvider time, ILogger<RevocationFollower> logger)
    : BackgroundService
{
    private const int PageSize = 1000;

    private readonly SemaphoreSlim _one = new(1);
    private readonly ILogger _logger = logger;
    private bool _isBehind;
    private bool _wasNews;

    /// <summary>How long it waits between two readings: several fit into the bound, so that one that is lost costs nothing.</summary>
    private TimeSpan Interval => options.Value.RevocationBound / 4;

    /// <summary>Reads the log to its end now, such as after an end that this node has caused.</summary>
    /// <exception cref="SessionStoreException">The store can not be read.</exception>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                long timestamp = time.GetTimestamp();
                DateTimeOffset at = time.GetUtcNow();
                RevocationPage page = await store.ReadRevocationsAsync(index.Position, PageSize, cancellationToken).ConfigureAwait(false);
                bool isSetBack = index.Take(page);
                if (page.Entries.Count > 0)
                {
                    _wasNews = true;
                    connections.CloseRevoked();
                }

                if (isSetBack)
                {
                    SetBack();
                }
                else if (page.Entries.Count < PageSize)
                {
                    index.Confirm(timestamp, at);
                    return;
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // So that the first request finds a node that knows; one whose store is down starts all the same, and answers 503.
        await TryCatchUpAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        base.Dispose();
        _one.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            long timestamp = time.GetTimestamp();
            _wasNews = false;
            await WaitAsync(stoppingToken).ConfigureAwait(false);
            await TryCatchUpAsync(stoppingToken).ConfigureAwait(false);

            // A store may return early for nothing; that must not become a loop without a pause.
            if (!_wasNews && !_isBehind && time.GetElapsedTime(timestamp) < Interval)
            {
                await Task.Delay(Interval / 10, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // A store that can't be waited on now is asked again after the same time.
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        if (!_isBehind)
        {
            try
            {
                await store.WaitForRevocationsAsync(index.Position, Interval, stoppingToken).ConfigureAwait(false);
                return;
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The reading that follows says it.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>As <see cref="CatchUpAsync"/>, within the bound and without a failure: what could not be read is read by the next one.</summary>
    public async Task TryCatchUpAsync(CancellationToken cancellationToken)
    {
        // A connection that is silent for ever must not keep the node from a new one.
        using CancellationTokenSource limit = new(options.Value.RevocationBound * 2, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await CatchUpAsync(either.Token).ConfigureAwait(false);
            if (_isBehind)
            {
                _isBehind = false;
                Recovered();
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: a node that can't read does not know who was revoked, and tries again.
            if (!_isBehind)
            {
                _isBehind = true;
                Behind(failure.GetType().Name);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    [LoggerMessage(2011, LogLevel.Error, "The log of revocations can not be read ({Error}). Access tokens are answered with 503 until it can; look at the session store.")]
    private partial void Behind(string error);

    [LoggerMessage(2012, LogLevel.Information, "The log of revocations can be read again.")]
    private partial void Recovered();

    [LoggerMessage(2013, LogLevel.Warning, "The log of revocations is shorter than it was: the session store was set back. It is read from its beginning.")]
    private partial void SetBack();
}
