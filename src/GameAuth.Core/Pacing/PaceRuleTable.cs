namespace GameAuth.Providers;

/// <summary>Finds the rule of a scope without allocating: the exact one, else that of the longest class. Immutable.</summary>
internal sealed class PaceRuleTable
{
    private readonly Dictionary<string, PaceRule> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PaceRule>.AlternateLookup<ReadOnlySpan<char>> _classes;

    public PaceRuleTable(IEnumerable<PaceRule> rules)
    {
        var classes = new Dictionary<string, PaceRule>(StringComparer.Ordinal);
        foreach (PaceRule rule in rules)
        {
            if (rule.IsClass)
            {
                classes[rule.Scope[..^1]] = rule;
            }
            else
            {
                _exact[rule.Scope] = rule;
            }
        }

        _classes = classes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public PaceRule? Find(string scope)
    {
        if (_exact.TryGetValue(scope, out PaceRule? rule))
        {
            return rule;
        }

        if (_classes.Dictionary.Count == 0)
        {
            return null;
        }

        for (ReadOnlySpan<char> prefix = scope.AsSpan(); prefix.LastIndexOf('/') is >= 0 and var slash; prefix = prefix[..slash])
        {
            if (_classes.TryGetValue(prefix[..(slash + 1)], out rule))
            {
                return rule;
            }
        }

        return null;
    }
}
