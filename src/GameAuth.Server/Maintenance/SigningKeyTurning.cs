using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server;

/// <summary>Reads the signing keys again and again, so that a node sees what another has changed, and makes and drops keys when their time has come.</summary>
internal sealed partial class SigningKeyTurning(SigningKeyRing ring, TimeProvider time, ILogger<SigningKeyTurning> logger) : BackgroundService
{
    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool isFailing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(SigningKeyRing.Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ring.RefreshAsync(stoppingToken).ConfigureAwait(false);
                isFailing = false;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!isFailing)
                {
                    NotRead(failure.GetType().Name);
                }

                isFailing = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(2031, LogLevel.Error, "The signing keys can not be read again ({Error}); those of before stay in use. Look at the token store.")]
    private partial void NotRead(string error);
}
