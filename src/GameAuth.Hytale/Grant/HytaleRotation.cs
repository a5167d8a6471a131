using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>
/// Refreshes the grants of accounts that nobody uses before they end: a refresh token is good for 30 days, and one that is 23 days old is rotated. Only where the application
/// keeps accounts alive (<see cref="GameAuthOptions.KeepAlive"/>).
/// </summary>
internal sealed class HytaleRotation(Func<CancellationToken, IAsyncEnumerable<HytaleAccount>> list, HytaleGrants grants, HytaleOptions options, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(6);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>The part of its life that a refresh token has left when it is rotated.</summary>
    private TimeSpan Early => options.RefreshTokenLifetime * (7.0 / 30);

    /// <summary>Begins to look every few hours.</summary>
    public void Start() => _running = Task.Run(RunAsync, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        TimeSpan interval = Early / 4 < LongestInterval ? Early / 4 : LongestInterval;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await RotateAsync(_stop.Token).ConfigureAwait(false);
                await Task.Delay(interval, time, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RotateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (HytaleAccount account in list(cancellationToken).ConfigureAwait(false))
            {
                if (account.Status is AccountStatus.Active && account.SignInExpiresAt is { } end && end - time.GetUtcNow() <= Early)
                {
                    await RotateAsync(account, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (CredentialStoreException failure)
        {
            HytaleLog.NotRotated(log, failure.GetType().Name);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A store of the application's may throw anything; the accounts have weeks, and the next look may do.
            HytaleLog.RotationBroke(log, failure.GetType().Name);
        }
    }

    private async Task RotateAsync(HytaleAccount account, CancellationToken cancellationToken)
    {
        try
        {
            // The access token has ended weeks ago, so that asking for one spends the refresh token and brings the next.
            await account.GetTokenAsync(grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (GameAuthException failure)
        {
            HytaleLog.NotRotated(log, failure.GetType().Name);
        }
    }
}
