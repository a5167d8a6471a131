namespace GameAuth.Providers;

/// <content>What makes limits tighter than the rules.</content>
internal sealed partial class PaceEngine
{
    /// <summary>Holds a scope; the hold is kept in the store where the scope is.</summary>
    public void Hold(string name, DateTimeOffset until)
    {
        if (HoldHere(name, until) is { IsShared: true } scope)
        {
            _shared?.Hold(scope, until);
        }
    }

    /// <summary>Holds a scope in this process.</summary>
    public RateLimitPartition? HoldHere(string name, DateTimeOffset until)
    {
        lock (_gate)
        {
            TimeSpan wait = until - UtcNow;
            if (wait <= TimeSpan.Zero)
            {
                return null;
            }

            var now = _time.Now();
            RateLimitPartition scope = _directory.GetOrAdd(name);
            scope.Hold(now + wait.Ticks);
            _queue.Unsettle(scope);
            Arm(now);
            return scope;
        }
    }

    /// <summary>Whether the limits have become tighter since the permit was given, so that asking the store is no use.</summary>
    public bool IsHeld(PacePermit permit)
    {
        lock (_gate)
        {
            var now = _time.Now();
            for (var i = 0; i < permit.Scopes.Count; i++)
            {
                if (permit.Scopes[i].HeldUntil > now)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Learn(string name, PaceWindow window)
    {
        lock (_gate)
        {
            var now = _time.Now();
            RateLimitPartition scope = _directory.GetOrAdd(name);
            scope.Learn().LearnWindow(window.Permits, window.Period.Ticks, now + Math.Max(_options.LearnedFor.Ticks, window.Period.Ticks), now);
            _queue.Unsettle(scope);
            Arm(now);
        }
    }

    public void Learn(PacePermit permit, RateLimitHints hints)
    {
        if (hints.SaysNothing && !PaceLearning.HasStrikes(permit))
        {
            return;
        }

        List<(string Name, TimeSpan Hold)> holds = [];
        lock (_gate)
        {
            var now = _time.Now();
            foreach (RateLimitPartition scope in _learning.Learn(permit, hints, now, holds))
            {
                _queue.Unsettle(scope);
            }

            Arm(now);
        }

        foreach ((string? name, TimeSpan hold) in holds)
        {
            Hold(name, UtcNow + hold + Jitter(hold));
        }
    }

    private TimeSpan Jitter(TimeSpan hold)
    {
        lock (_gate)
        {
            return TimeSpan.FromTicks((long)(Math.Min(hold.Ticks * _options.HoldJitter, 2 * TimeSpan.TicksPerSecond) * _random.NextDouble()));
        }
    }
}
