namespace GameAuth.Providers;

/// <summary>The scopes that have something to remember. Guarded by the engine's lock.</summary>
internal sealed class PaceDirectory(PaceRuleTable rules, Action<RateLimitPartition> onForgotten)
{
    private readonly Dictionary<string, RateLimitPartition> _byName = new(StringComparer.Ordinal);
    private readonly List<RateLimitPartition> _all = [];
    private int _hand;

    public int Count => _all.Count;

    /// <summary>The scope, if it has a rule or has learnt something; a name without either is not remembered.</summary>
    public RateLimitPartition? Find(string name)
    {
        if (_byName.TryGetValue(name, out RateLimitPartition? scope))
        {
            return scope;
        }

        return rules.Find(name) is { } rule ? Add(name, rule) : null;
    }

    public RateLimitPartition GetOrAdd(string name) => Find(name) ?? Add(name, rule: null);

    /// <summary>Looks at two scopes and forgets those that are idle: every look-up pays for as much as it can add, and no timer is needed.</summary>
    public void Sweep(long now)
    {
        for (var looks = 0; looks < 2 && _all.Count > 0; looks++)
        {
            _hand = _hand < _all.Count ? _hand : 0;
            RateLimitPartition scope = _all[_hand];
            if (!scope.IsIdle(now))
            {
                _hand++;
                continue;
            }

            _all[_hand] = _all[^1];
            _all.RemoveAt(_all.Count - 1);
            _byName.Remove(scope.Name);
            onForgotten(scope);
        }
    }

    private RateLimitPartition Add(string name, PaceRule? rule)
    {
        var scope = new RateLimitPartition(name, rule);
        _byName.Add(name, scope);
        _all.Add(scope);
        return scope;
    }
}
