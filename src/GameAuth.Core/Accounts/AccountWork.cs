using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>
/// Work for an account that outlives a call, such as a socket that stays open or a game session: it hears when the account is signed out or the host stops, and both wait for it.
/// This is the one place by which what lives for an account is ended.
/// </summary>
/// <remarks>For provider authors. Safe for use from any thread.</remarks>
public sealed class AccountWork : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AccountBinding _binding;
    private readonly Func<Task>? _endAsync;
    private readonly CancellationTokenSource _ended;
    private bool _disposed;

    private AccountWork(AccountBinding binding, Func<Task>? endAsync)
    {
        _binding = binding;
        _endAsync = endAsync;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(Gate.Stopping);
        Ended = _ended.Token;
        binding.State.Gone += End;
        if (binding.State.IsGone)
        {
            End();
        }
    }

    /// <summary>Cancelled when the account is signed out (elsewhere: within about 2 seconds), or when the host begins to stop. Then end the work and dispose this.</summary>
    public CancellationToken Ended { get; }

    private ShutdownGate Gate => _binding.Chain.Engine.Drain;

    /// <summary>Begins some work.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="step">The name of the work, for errors.</param>
    /// <param name="endAsync">
    /// Ends the work at the service, for work that needs the account's tokens for that: awaited at a sign-out before the provider is told and the tokens are deleted, and at the host's
    /// stop before tokens are no longer minted. It has a time limit of its own, and does not throw. Null for work that <see cref="Ended"/> ends.
    /// </param>
    /// <returns>The work. Dispose it when it is done: a stopping host waits for that, up to <see cref="TokenOptions.DrainTimeout"/>.</returns>
    /// <exception cref="SignInRequiredException">The account was signed out.</exception>
    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    public static AccountWork Begin(Account account, string step, Func<Task>? endAsync = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        AccountBinding binding = account.Binding;
        if (binding.State.IsGone)
        {
            throw binding.State.MustSignIn(step);
        }

        binding.Directory.Works.ThrowIfStopping(account.Id, step);
        binding.Chain.Engine.Drain.Enter(step);
        AccountWork work = new(binding, endAsync);
        if (endAsync is not null && !binding.Directory.Works.TryAdd(work))
        {
            work.Dispose();
            throw AccountWorks.Stopping(account.Id, step);
        }

        return work;
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

        _binding.Directory.Works.Remove(this);
        _binding.State.Gone -= End;
        _ended.Dispose();
        Gate.Exit();
    }

    internal bool IsOf(AccountBinding binding) => _binding == binding;

    internal async Task EndAsync()
    {
        try
        {
            await _endAsync!().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Neither a sign-out nor a stop depends on it.
            _binding.Directory.Log.WorkNotEnded(_binding.Id.ToString(), failure.GetType().Name);
        }
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

/// <summary>The work of a registration's accounts that has to be ended with their tokens.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer there is nothing to free, and who still looks at the token must be able to.")]
internal sealed class AccountWorks
{
    private readonly Lock _gate = new();
    private readonly HashSet<AccountWork> _open = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _stopping;

    /// <summary>Cancelled when all work is about to be ended: for what only waits, such as a prompt, and holds nothing at the service.</summary>
    public CancellationToken Ending => _stop.Token;

    public bool TryAdd(AccountWork work)
    {
        lock (_gate)
        {
            return !_stopping && _open.Add(work);
        }
    }

    public void Remove(AccountWork work)
    {
        lock (_gate)
        {
            _open.Remove(work);
        }
    }

    /// <exception cref="ObjectDisposedException">The host is stopping.</exception>
    public void ThrowIfStopping(AccountId account, string step)
    {
        lock (_gate)
        {
            if (_stopping)
            {
                throw Stopping(account, step);
            }
        }
    }

    public static ObjectDisposedException Stopping(AccountId account, string step) =>
        new("GameAuth", $"{account.Provider}: the host is stopping: the step '{step}' was not begun.");

    /// <summary>Ends the work of an account that is about to be signed out.</summary>
    public Task EndAsync(AccountBinding binding) => EndAsync(work => work.IsOf(binding), stop: false);

    /// <summary>Ends all work, and lets none begin.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await EndAsync(static _ => true, stop: true).ConfigureAwait(false);
    }

    private Task EndAsync(Func<AccountWork, bool> wanted, bool stop)
    {
        AccountWork[] open;
        lock (_gate)
        {
            _stopping |= stop;
            open = [.. _open.Where(wanted)];
        }

        return Task.WhenAll(open.Select(static work => work.EndAsync()));
    }
}
