using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>
/// Writes the events of sessions and administrators to the audit: in batches, off the path of requests, a second after they happened at the latest. Bounded: what a slow store does not take is dropped and
/// counted, and of refusals, which anybody can cause, so many in a second are kept. Safe for use from any thread.
/// </summary>
/// <remarks>It is a sink of the host, which the events need to be made, so that what needs events is asked for when the host has started.</remarks>
internal sealed partial class AuditWriter(IServiceProvider host, TimeProvider time, ILogger<AuditWriter> logger) : BackgroundService, IAuthEventSink
{
    /// <summary>How many events wait at most.</summary>
    public const int Capacity = 8192;

    /// <summary>How many refusals of one second are kept at a node.</summary>
    public const int RefusalsPerSecond = 50;

    // As many as a store takes: rows of one player are beside each other in its indexes, so that a page that is written for many of them costs each little.
    private const int BatchSize = SessionStoreLimits.AuditRows;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PepperInterval = TimeSpan.FromMinutes(1);

    private readonly Channel<AuthEvent> _waiting = Channel.CreateBounded<AuthEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly List<AuthEvent> _batch = [];
    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _gate = new();
    private readonly ILogger _logger = logger;
    private long _second;
    private int _refusals;
    private long _dropped;
    private long _pending;
    private bool _isFailing;
    private long _pepperedAt;

    /// <summary>How many events were dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>How many wait.</summary>
    public long Pending => Interlocked.Read(ref _pending);

    /// <inheritdoc/>
    public void OnEvent(AuthEvent happened)
    {
        if (happened is not (SessionEvent { IsAudited: false } or AdminEvent or EndpointEvent))
        {
            return;
        }

        bool isKept = happened is not (SessionEvent { Name: SessionEventNames.Refused } or EndpointEvent { IsRefused: true }) || IsRefusalKept();
        Interlocked.Increment(ref _pending);
        if (!isKept || !_waiting.Writer.TryWrite(happened))
        {
            Interlocked.Decrement(ref _pending);
            Drop(1);
        }
    }

    /// <summary>Writes what waits now.</summary>
    /// <exception cref="SessionStoreException">The store does not take it; it is tried again later.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (await WriteBatchAsync(cancellationToken).ConfigureAwait(false))
            {
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Writes what is left, while the host still waits for it.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await TryFlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        base.Dispose();
        _one.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _pepperedAt = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryFlushAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            if (time.GetElapsedTime(_pepperedAt) >= PepperInterval)
            {
                _pepperedAt = time.GetTimestamp();
                await host.GetRequiredService<AuditPeppers>().RefreshAsync(cancellationToken).ConfigureAwait(false);
            }

            _isFailing = false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
            {
                NotWritten(failure.GetType().Name);
            }

            _isFailing = true;
        }
        catch (OperationCanceledException)
        {
            // The host stops; what waits is written by the stop.
        }
    }

    private async ValueTask<bool> WriteBatchAsync(CancellationToken cancellationToken)
    {
        // The batch stays until it is written, so that a store that fails loses none.
        while (_batch.Count < BatchSize && _waiting.Reader.TryRead(out AuthEvent? happened))
        {
            _batch.Add(happened);
        }

        if (_batch.Count == 0)
        {
            return false;
        }

        AuditRow[] rows = [.. _batch.Select(host.GetRequiredService<AuditRows>().TryMake).OfType<AuditRow>()];
        TimeSpan keepFor = host.GetRequiredService<IOptions<GameAuthServerOptions>>().Value.AuditRetention;
        if (rows.Length > 0)
        {
            await host.GetRequiredService<ISessionStore>().AppendAuditAsync(rows, keepFor, cancellationToken).ConfigureAwait(false);
        }

        Drop(_batch.Count - rows.Length);
        AuthEvent[] written = [.. _batch];
        _batch.Clear();
        Interlocked.Add(ref _pending, -written.Length);
        await host.GetRequiredService<AlertWatch>().LookAsync(written, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void Drop(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (Interlocked.Increment(ref _dropped) is 1 or 1_000 or 1_000_000)
            {
                WasDropped(Dropped);
            }
        }
    }

    private bool IsRefusalKept()
    {
        long second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            (_second, _refusals) = second == _second ? (_second, _refusals + 1) : (second, 1);
            return _refusals <= RefusalsPerSecond;
        }
    }

    [LoggerMessage(2071, LogLevel.Warning, "{Count} events were left out of the audit since the start: more refusals than are kept, a session store that is slower than the events, or events of the application without a name. Look at the rate limit and at the store.")]
    private partial void WasDropped(long count);

    [LoggerMessage(2072, LogLevel.Error, "The audit could not be written ({Error}); it is tried again each second. Look at the session store.")]
    private partial void NotWritten(string error);
}
