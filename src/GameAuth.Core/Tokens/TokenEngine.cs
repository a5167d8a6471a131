using System.Diagnostics.CodeAnalysis;
using GameAuth.Storage;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>What every chain of a host shares.</summary>
internal sealed class TokenEngine(TokenVault vault, SteadyClock clock, TokenOptions options, AuthTelemetry telemetry, ILogger log)
{
    public TokenVault Vault => vault;

    /// <summary>The clock of this machine: for what is stored or told, and for the time limits of work that is under way.</summary>
    public TimeProvider Time => clock.Wall;

    /// <summary>What is waited for in memory is a moment of this clock.</summary>
    public SteadyClock Clock => clock;

    public TokenOptions Options => options;

    public AuthTelemetry Telemetry => telemetry;

    public TokenLog Log { get; } = new(log);

    public ShutdownGate Drain { get; } = new(clock.Wall);

    /// <summary>This process, among those that share the store.</summary>
    public string InstanceId { get; } = $"{Environment.ProcessId:x}-{RowVersion.NewEpoch().Epoch:x16}";

    public CredentialStoreException CannotOpen(TokenCacheEntry entry, RowState state) => new(vault.Refusal(state).Message, state)
    { Provider = entry.Chain.Provider, Step = entry.Source.Name };

    public ProviderException Contended(TokenCacheEntry entry) => new(
        $"Another process has been busy with the step '{entry.Source.Name}' for longer than {options.LeaseWait.TotalSeconds:0} s; try again later.",
        status: null, code: null, isTransient: true)
    { Provider = entry.Chain.Provider, Step = entry.Source.Name };

    /// <summary>A token that had ended when it came.</summary>
    public static ProviderException OverOnArrival(TokenCacheEntry entry) => new(
        $"The step '{entry.Source.Name}' was answered with a token that had ended before it came; try again later, and check this machine's clock.",
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

    [LoggerMessage(EventId = 1002, Message = "{Step} of {Account}: the mint failed with {Error} ({Reason}); the stored tokens are kept.")]
    public partial void MintFailed(LogLevel level, string step, string account, string error, string reason);

    [LoggerMessage(1007, LogLevel.Information, "{Account}: the sign-in was renewed.")]
    public partial void Renewed(string account);

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

    /// <summary>Notes that a token was minted: the account is in use, a restriction is over, and the player has the name that the token says.</summary>
    Task MintedAsync(IToken token, CancellationToken cancellationToken);
}

/// <summary>Counts the mints on the wire and the work that outlives a call, so that a stopping host refuses new ones, tells the work, and waits for all.</summary>
internal sealed class ShutdownGate(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    [SuppressMessage("Usage", "CA2213", Justification = "Without a timer there is nothing to free, and who still looks at the token must be able to.")]
    private readonly CancellationTokenSource _abort = new();

    [SuppressMessage("Usage", "CA2213", Justification = "As above.")]
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _stopping;

    /// <summary>Cancelled when the wait is over and what is still on the wire is given up.</summary>
    public CancellationToken Aborted => _abort.Token;

    /// <summary>Cancelled when the host begins to stop.</summary>
    public CancellationToken Stopping => _stop.Token;

    public bool IsStopping => Volatile.Read(ref _stopping);

    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    public void Enter(string step)
    {
        lock (_gate)
        {
            if (_stopping)
            {
                throw new ObjectDisposedException("GameAuth", $"The host is stopping: the step '{step}' was not begun.");
            }

            _running++;
        }
    }

    public void Exit()
    {
        lock (_gate)
        {
            _running--;
            if (_stopping && _running == 0)
            {
                _empty.TrySetResult();
            }
        }
    }

    /// <summary>Refuses new mints, waits for those on the wire, and then gives them up.</summary>
    public async Task StopAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        // Told first: who is refused a mint because of the stop has heard of the stop.
        await _stop.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _stopping = true;
            if (_running == 0)
            {
                _empty.TrySetResult();
            }
        }

        try
        {
            await _empty.Task.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Their intents are saved, so the next start knows what was on the wire.
        }

        await _abort.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        Volatile.Write(ref _stopping, true);
        _ = _stop.CancelAsync();
        _ = _abort.CancelAsync();
    }
}
