namespace GameAuth.Providers;

/// <summary>Work for an account that outlives a call, such as a socket that stays open: it hears when the account is signed out or the host stops, and the stop waits for it.</summary>
/// <remarks>For provider authors. Safe for use from any thread.</remarks>
public sealed class AccountWork : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AccountState _state;
    private readonly ShutdownGate _drain;
    private readonly CancellationTokenSource _ended;
    private bool _disposed;

    private AccountWork(AccountState state, ShutdownGate drain)
    {
        _state = state;
        _drain = drain;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(drain.Stopping);
        Ended = _ended.Token;
        state.Gone += End;
        if (state.IsGone)
        {
            End();
        }
    }

    /// <summary>Cancelled when the account is signed out (elsewhere: within about 2 seconds), or when the host begins to stop. Then end the work and dispose this.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Begins some work.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="step">The name of the work, for errors.</param>
    /// <returns>The work. Dispose it when it is done: a stopping host waits for that, up to <see cref="TokenOptions.DrainTimeout"/>.</returns>
    /// <exception cref="SignInRequiredException">The account was signed out.</exception>
    /// <exception cref="IllegalStepException">The host is stopping.</exception>
    public static AccountWork Begin(Account account, string step)
    {
        ArgumentNullException.ThrowIfNull(account);
        AccountState state = account.Binding.State;
        if (state.IsGone)
        {
            throw state.MustSignIn(step);
        }

        ShutdownGate drain = account.Binding.Chain.Engine.Drain;
        drain.Enter(step);
        return new AccountWork(state, drain);
    }

    /// <summary>Says that the work is done.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _state.Gone -= End;
        _ended.Dispose();
        _drain.Exit();
    }

    private void End()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                // What hears of it runs on the pool: whoever signs out, or watches the store, does not wait for it.
                _ = _ended.CancelAsync();
            }
        }
    }
}
