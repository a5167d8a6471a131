using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>
/// Tells the store which generations the API has seen in use, off the path of requests. Bounded: where the store is slow or down, what is too much is dropped and counted. What was dropped costs
/// a little: the token before it stays good a little longer for whoever proves the family's key. Safe for use from any thread.
/// </summary>
internal sealed partial class Acknowledgements(ISessionStore store, TimeProvider time, ILogger<Acknowledgements> logger) : BackgroundService
{
    /// <summary>How many wait at most.</summary>
    public const int Capacity = 8192;

    // A power of two; the last ones noted, by a hash of the family. One that is pushed out is told to the store again, which changes nothing.
    private const int Remembered = 8192;

    private const int Tellers = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Seen> _waiting = Channel.CreateBounded<Seen>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Seen?[] _noted = new Seen?[Remembered];
    private readonly ILogger _logger = logger;
    private long _dropped;
    private long _pending;

    /// <summary>How many were dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>How many were noted and are not in the store yet.</summary>
    public long Pending => Interlocked.Read(ref _pending);

    /// <summary>Notes that an access token of a generation was seen in use. Never waits.</summary>
    public void Note(FamilyId family, int generation)
    {
        ref Seen? noted = ref _noted[family.GetHashCode() & (Remembered - 1)];
        if (noted is { } known && known.Generation >= generation && known.Family == family)
        {
            return;
        }

        Seen seen = new(family, generation);
        Interlocked.Increment(ref _pending);
        if (_waiting.Writer.TryWrite(seen))
        {
            noted = seen;
            return;
        }

        Interlocked.Decrement(ref _pending);
        if (Interlocked.Increment(ref _dropped) is 1 or 1_000 or 1_000_000)
        {
            LogDropped(Dropped);
        }
    }

    /// <summary>Tells the store what waits, while the host gives time for it.</summary>
    /// <param name="cancellationToken">The host's patience.</param>
    /// <returns>Done when all is told or the patience has ended.</returns>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _stopping.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Several at once, since a database commits them together. Their order does not matter: the store keeps the highest.
            ParallelOptions several = new() { MaxDegreeOfParallelism = Tellers, CancellationToken = stoppingToken };
            await Parallel.ForEachAsync(_waiting.Reader.ReadAllAsync(stoppingToken), several, TellAsync).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is lost, as with a node that fails.
        }
    }

    private async ValueTask TellAsync(Seen seen, CancellationToken cancellationToken)
    {
        try
        {
            // While the host stops each is tried once: a store that is down keeps nobody.
            while (!await TryTellAsync(seen, cancellationToken).ConfigureAwait(false) && !_stopping.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private async ValueTask<bool> TryTellAsync(Seen seen, CancellationToken cancellationToken)
    {
        try
        {
            await store.AcknowledgeAsync(seen.Family, seen.Generation, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SessionStoreException e)
        {
            // Every request meets the same store and says it louder, so this is for those who look.
            LogFailed(e);
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A store with a fault of its own: asking again would keep the others waiting, and an exception here would end the host.
            LogGivenUp(e);
            return true;
        }
    }

    [LoggerMessage(1601, LogLevel.Warning, "{Count} acknowledgements of access tokens were dropped since the start: the session store is slower than the requests. Look at the store.")]
    private partial void LogDropped(long count);

    [LoggerMessage(1602, LogLevel.Debug, "The session store did not take an acknowledgement; it is told again in a second.")]
    private partial void LogFailed(Exception cause);

    [LoggerMessage(1603, LogLevel.Error, "The session store failed on an acknowledgement, which is dropped.")]
    private partial void LogGivenUp(Exception cause);

    private sealed record Seen(FamilyId Family, int Generation);
}
