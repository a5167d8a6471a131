using GameAuth.Hytale;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Hytale;

/// <summary>What each node does beside requests: it looks each second for sessions that are due and takes them, forgets codes that have ended, and looks after the grants that are due.</summary>
internal sealed partial class GatewayWorker(
    GatewaySessions sessions, SessionRenewal renewal, DeviceCodes codes, GrantKeeper grants, GatewayAudit audit, GatewayUpstream upstream, TimeProvider time, ILogger<GatewayWorker> logger) : BackgroundService
{
    /// <summary>How many sessions are taken at once; a node that takes more of them than it can renew would let their claims end.</summary>
    private const int Batch = 32;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GrantTurn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    /// <exception cref="GameAuthConfigurationException">The registration speaks to a gateway.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        upstream.CheckDialect();
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Does what is due with sessions now.</summary>
    /// <returns>How many were due.</returns>
    public async Task<int> RenewDueAsync(CancellationToken stopping)
    {
        IReadOnlyList<Held<SessionRow>> due = await sessions.ClaimDueAsync(Batch, stopping).ConfigureAwait(false);
        await Task.WhenAll(due.Select(held => HandleAsync(held, stopping))).ConfigureAwait(false);
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long seldom = time.GetTimestamp();
        long grantTurn = seldom;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Turn, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                while (await RenewDueAsync(stoppingToken).ConfigureAwait(false) == Batch)
                {
                }

                if (time.GetElapsedTime(grantTurn) >= GrantTurn)
                {
                    grantTurn = time.GetTimestamp();
                    await grants.KeepDueAsync(Batch, stoppingToken).ConfigureAwait(false);
                }

                if (time.GetElapsedTime(seldom) >= Seldom)
                {
                    seldom = time.GetTimestamp();
                    await codes.ForgetAsync(Batch, stoppingToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Such as a store that is down: the next turn looks again.
                TurnFailed(failure.GetType().Name);
            }
        }
    }

    private async Task HandleAsync(Held<SessionRow> held, CancellationToken stopping)
    {
        try
        {
            SessionRow row = held.Value;
            HytaleAccount? account = await upstream.FindAsync(GatewaySessions.AccountOf(held), stopping).ConfigureAwait(false);
            if (row.IsEnding || account is null)
            {
                await renewal.EndAsync(held, account).ConfigureAwait(false);
            }
            else if (!row.IsTaken && row is { IsSpent: false, Failures: 0 })
            {
                // Its caller has not come for the tokens of an hour: the game server is gone.
                if (await renewal.MarkEndingAsync(held).ConfigureAwait(false) is { } ending)
                {
                    await renewal.EndAsync(ending, account).ConfigureAwait(false);
                    audit.Session(HytaleGatewayEventNames.SessionDeleted, account, HytaleSessionTokens.Import(row.Tokens), "abandoned");
                }
            }
            else if (await renewal.RenewAsync(held, account, forCaller: false).ConfigureAwait(false) is { } renewed)
            {
                audit.Session(HytaleGatewayEventNames.SessionRefreshed, account, HytaleSessionTokens.Import(renewed.Value.Tokens), "automatic");
            }
        }
        catch (Exception failure) when (failure is GameAuthException or SessionStoreException)
        {
            NotRenewed(failure.GetType().Name);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The claim ends, and another node has it.
        }
    }

    [LoggerMessage(2302, LogLevel.Warning, "A game session could not be renewed or ended now ({Error}); it is tried again.")]
    private partial void NotRenewed(string error);

    [LoggerMessage(2303, LogLevel.Warning, "The gateway could not look for what is due ({Error}); it looks again in a second.")]
    private partial void TurnFailed(string error);
}
