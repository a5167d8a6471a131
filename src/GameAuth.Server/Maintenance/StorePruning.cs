using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>Deletes from the session store what has ended, in small batches with pauses between them, so that no request waits for it. One node at a time does it: the one that has the claim on the work.</summary>
internal sealed partial class StorePruning(ISessionStore store, TimeProvider time, ILogger<StorePruning> logger) : BackgroundService
{
    public const string Kind = "maintenance";

    public const string Id = "prune";

    /// <summary>The time between two rounds.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private const int BatchSize = 200;

    // What a round leaves is the next one's: at 200 rows each and a pause between them a round is far shorter than its claim.
    private const int MostBatches = 500;

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ILogger _logger = logger;

    /// <summary>Does a round, if it is due and no other node is at it.</summary>
    /// <returns>How many rows were deleted; -1 where it was not this node's.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken).ConfigureAwait(false) is not { } claimed)
        {
            return -1;
        }

        int deleted = 0;
        for (int i = 0; i < MostBatches; i++)
        {
            int batch = await store.PruneAsync(BatchSize, cancellationToken).ConfigureAwait(false);
            deleted += batch;
            if (batch < BatchSize)
            {
                break;
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }

        await store.SaveWorkAsync(claimed with { DueAt = time.GetUtcNow() + Interval }, cancellationToken).ConfigureAwait(false);
        return deleted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RunOnceAsync(stoppingToken).ConfigureAwait(false) is > 0 and int deleted)
                {
                    Pruned(deleted);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                NotPruned(failure.GetType().Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask<DueWork?> ClaimAsync(CancellationToken cancellationToken)
    {
        if (await store.FindWorkAsync(Kind, Id, cancellationToken).ConfigureAwait(false) is null)
        {
            // Where another node was first, its row is the one.
            await store.SaveWorkAsync(new DueWork { Kind = Kind, Id = Id, Version = 0, DueAt = time.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<DueWork> claimed = await store.ClaimDueAsync(Kind, 1, Claim, cancellationToken).ConfigureAwait(false);
        return claimed.Count == 0 ? null : claimed[0];
    }

    [LoggerMessage(2032, LogLevel.Debug, "{Count} rows that had ended were deleted from the session store.")]
    private partial void Pruned(int count);

    [LoggerMessage(2033, LogLevel.Warning, "The session store could not be pruned ({Error}); it is tried again in some minutes.")]
    private partial void NotPruned(string error);
}
