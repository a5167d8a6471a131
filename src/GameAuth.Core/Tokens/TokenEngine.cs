using GameAuth.Storage;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>What every chain of a host shares.</summary>
internal sealed class TokenEngine(TokenVault vault, TimeProvider time, TokenOptions options, AuthTelemetry telemetry, ILogger log)
{
    public TokenVault Vault => vault;

    public TimeProvider Time => time;

    public long UtcTicks => time.GetUtcNow().UtcTicks;

    public TokenOptions Options => options;

    public AuthTelemetry Telemetry => telemetry;

    public TokenLog Log { get; } = new(log);

    public ShutdownGate Drain { get; } = new(time);

    /// <summary>This process, among those that share the store.</summary>
    public string InstanceId { get; } = $"{Environment.ProcessId:x}-{RowVersion.NewEpoch().Epoch:x16}";

    public CredentialStoreException CannotOpen(TokenCacheEntry entry, RowState state) => new(vault.Refusal(state).Message, state)
    { Provider = entry.Chain.Provider, Step = entry.Source.Name };

    public ProviderException Contended(TokenCacheEntry entry) => new(
        $"Another process has been busy with the step '{entry.Source.Name}' for longer than {options.LeaseWait.TotalSeconds:0} s; try again later.",
        status: null, code: null, isTransient: true)
    { Provider = entry.Chain.Provider, Step = entry.Source.Name };

    /// <summary>Deletes the rows of a partition whose names are wanted, whatever their versions.</summary>
    public async Task DeleteAllAsync(string partition, Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        List<RowKey> keys = [];
        await foreach (VaultRow row in vault.ListAsync(partition, cancellationToken).ConfigureAwait(false))
        {
            if (row.Key is { } key && wanted(key.Name))
            {
                keys.Add(key);
            }
        }

        foreach (RowKey key in keys)
        {
            Row row = await vault.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            while (row.State is not (RowState.Missing or RowState.NewerFormat)
                && !await vault.TryDeleteAsync(key, row.Version, cancellationToken).ConfigureAwait(false))
            {
                row = await vault.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
