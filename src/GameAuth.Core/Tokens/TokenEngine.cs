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

/// <summary>The engine's log lines: names of steps and kinds of errors, never a token.</summary>
internal sealed partial class TokenLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(1001, LogLevel.Debug, "{Step} of {Account}: minted in {Milliseconds} ms (background: {Background}, asked the provider: {OnTheWire}).")]
    public partial void Minted(string step, string account, long milliseconds, bool background, bool onTheWire);

    [LoggerMessage(1002, LogLevel.Warning, "{Step} of {Account}: the mint failed with {Error} ({Reason}); the stored tokens are kept.")]
    public partial void MintFailed(string step, string account, string error, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "{Step}: an intent could not be taken back ({Error}); the token counts as in doubt.")]
    public partial void IntentNotWithdrawn(string step, string error);

    [LoggerMessage(1004, LogLevel.Warning, "The token store was copied from another machine; the accounts of {Provider} are {What}.")]
    public partial void ProfileCopied(string provider, string what);

    [LoggerMessage(1005, LogLevel.Debug, "Whether the accounts of {Provider} were copied from another machine can not be told now ({State}).")]
    public partial void MachineNotChecked(string provider, GameAuth.Storage.RowState state);

    [LoggerMessage(1006, LogLevel.Error, "{Step}: what listens to saved tokens failed with {Error}; the token is saved and handed out all the same.")]
    public partial void ListenerFailed(string step, string error);
}

/// <summary>What the chain of an account asks of and tells to the account: its stored status, so that no process knocks again with a dead token.</summary>
internal interface IGrantState
{
    AccountId Id { get; }

    /// <summary>Reads the stored status.</summary>
    /// <exception cref="SignInRequiredException">The stored word is that the player has to sign in, or the account is gone.</exception>
    ValueTask EnsureActiveAsync(string step, CancellationToken cancellationToken);

    /// <summary>Stores the provider's word that the player has to sign in.</summary>
    Task SignInRequiredAsync(SignInReason reason, CancellationToken cancellationToken);

    /// <summary>Stores the provider's word that the player is refused.</summary>
    Task RestrictedAsync(string code, CancellationToken cancellationToken);

    /// <summary>Notes that a token was minted: the account is in use, and a restriction is over.</summary>
    Task MintedAsync(IToken token, CancellationToken cancellationToken);
}
