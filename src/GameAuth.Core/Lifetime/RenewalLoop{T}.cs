namespace GameAuth.Providers;

/// <summary>Renews one <see cref="LeasedResource{T}"/> until it is over: in time, again after what may pass, and by another one where it can not be prolonged.</summary>
internal sealed class RenewalLoop<T>
    where T : class
{
    private static readonly RetryBackOff BackOff = new(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(5));

    /// <summary>A life that is shorter can not be kept alive: each renewal would be followed by the next at once, until the limits of the account are spent.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(1);

    private readonly LeasedResource<T> _resource;
    private NextRenewal? _next;
    private GameAuthException? _lastFailure;
    private int _failures;
    private int _shortLives;

    public RenewalLoop(LeasedResource<T> resource)
    {
        _resource = resource;
        Schedule();
    }

    private DateTimeOffset Now => _resource.Clock.Now;

    /// <summary>How long to leave a service alone after so many failures before this one.</summary>
    public static TimeSpan Pause(int failures) => BackOff.Pause(failures);

    /// <summary>Never throws.</summary>
    public async Task RunAsync()
    {
        CancellationToken over = _resource.Over;
        try
        {
            using CancellationTokenRegistration gone = _resource.Work!.Ended.Register(() => _resource.Lose(SignedOut()));
            while (!over.IsCancellationRequested)
            {
                try
                {
                    await StepAsync(over).ConfigureAwait(false);
                }
                catch (Exception unforeseen) when (!over.IsCancellationRequested)
                {
                    // A store of the application's may throw anything; the holder counts on it all the same.
                    _next = new NextRenewal(_next?.Mode ?? default, Now + Pause(_failures++));
                    _resource.Log.RenewalBroke(_resource.Step, _resource.AccountName, unforeseen.GetType().Name, _resource.Clock.ToWall(_next.Value.At));
                }
            }
        }
        catch (Exception) when (over.IsCancellationRequested)
        {
            // It was ended while it waited, or while something broke.
        }
    }

    private async Task StepAsync(CancellationToken over)
    {
        if (_resource.EndsAt is not { } end || _next is not { } next)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _resource.Clock.Wall, over).ConfigureAwait(false);
            return;
        }

        // It may end while a limit or a failing service holds the renewal back.
        bool endsFirst = _resource.State is ResourceState.Live && end < next.At;
        await _resource.Clock.DelayUntilAsync(endsFirst ? end : next.At, over).ConfigureAwait(false);
        if (endsFirst && _resource.EndsAt <= Now)
        {
            _resource.Log.Interrupted(_resource.Step, _resource.AccountName, _lastFailure?.GetType().Name ?? "none");
            _resource.Interrupt(_lastFailure);
            _next = next with { Mode = RenewalMode.Replace };
        }
        else if (next.At <= Now)
        {
            await RenewAsync(next.Mode).ConfigureAwait(false);
        }
    }

    private async Task RenewAsync(RenewalMode mode)
    {
        try
        {
            if (_resource.Account.IsSignedOut)
            {
                throw SignedOut();
            }

            T current = _resource.Current;
            T renewed = await (mode is RenewalMode.Refresh ? _resource.RefreshAsync(current) : _resource.ReplaceAsync(current)).ConfigureAwait(false);
            if (!await _resource.AdvanceAsync(renewed).ConfigureAwait(false))
            {
                await _resource.ReleaseQuietlyAsync(renewed).ConfigureAwait(false);
                return;
            }

            (_failures, _lastFailure) = (0, null);
            Schedule();
            _resource.OnRenewed(mode, failure: null);
        }
        catch (GameAuthException failure)
        {
            _lastFailure = failure;
            _next = _resource.Judge(failure, mode, ++_failures, Now);
            if (_next is { } again)
            {
                _resource.Log.NotRenewed(_resource.Step, _resource.AccountName, failure.GetType().Name, _resource.Clock.ToWall(again.At));
            }
            else
            {
                _resource.Lose(failure);
            }

            _resource.OnRenewed(mode, failure);
        }
    }

    private void Schedule()
    {
        if (_resource.EndsAt is not { } end)
        {
            _next = null;
            return;
        }

        DateTimeOffset now = Now;
        DateTimeOffset due = _resource.DueAt(now, end);
        _shortLives = end - now < ShortestLife ? _shortLives + 1 : 0;
        DateTimeOffset rested = _shortLives > 1 ? now + Pause(_shortLives - 2) : due;
        _next = new NextRenewal(RenewalMode.Refresh, rested > due ? rested : due);
    }

    private SignInRequiredException SignedOut() => _resource.Account.Binding.State.MustSignIn(_resource.Step);
}

/// <summary>How a <see cref="LeasedResource{T}"/> is renewed.</summary>
public enum RenewalMode
{
    /// <summary>The service prolongs it.</summary>
    Refresh,

    /// <summary>Another one takes its place, while it goes on to its own end.</summary>
    Replace,
}

/// <summary>When, and how, a renewal is tried next.</summary>
/// <param name="Mode">How.</param>
/// <param name="At">When, as a moment of <see cref="LeasedResource{T}.Clock"/>; one that has passed means at once.</param>
public readonly record struct NextRenewal(RenewalMode Mode, DateTimeOffset At);
