using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Server;

/// <summary>Looks at what a node needs for each request.</summary>
internal sealed class SessionServerHealth(ISessionStore store, RevocationIndex revocations, SigningKeyRing keys, AuditWriter audit, TimeProvider time, IHostApplicationLifetime lifetime) : IHealthCheck
{
    private const int AuditBacklog = AuditWriter.Capacity / 2;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        bool isStoreUp = await CanReadAsync(cancellationToken).ConfigureAwait(false);
        bool canSign = keys.Loaded?.SignerAt(time.GetUtcNow()) is not null;
        Dictionary<string, object> data = new(StringComparer.Ordinal)
        {
            ["store"] = isStoreUp, ["revocations"] = revocations.IsConfirmed, ["position"] = revocations.Position, ["keys"] = canSign,
            ["draining"] = lifetime.ApplicationStopping.IsCancellationRequested, ["audit_pending"] = audit.Pending,
        };
        string? fault = lifetime.ApplicationStopping.IsCancellationRequested ? "The host is stopping."
            : !isStoreUp ? "The session store does not answer."
            : !revocations.IsConfirmed ? "The log of revocations was not read to its end within the bound."
            : !canSign ? "There is no key that signs."
            : null;
        return fault is not null ? new HealthCheckResult(context.Registration.FailureStatus, fault, exception: null, data)
            : audit.Pending > AuditBacklog ? HealthCheckResult.Degraded("The audit is written slower than events come.", exception: null, data)
            : HealthCheckResult.Healthy("The node serves.", data);
    }

    private async ValueTask<bool> CanReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.FindWorkAsync(StorePruning.Kind, StorePruning.Id, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }
}
