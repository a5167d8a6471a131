namespace GameAuth.Providers;

/// <summary>The limits of a scope, or of each scope of a class. Immutable.</summary>
/// <remarks>Providers publish tables of rules; an application replaces one by adding its own under the same <see cref="Scope"/>.</remarks>
public sealed record PaceRule
{
    /// <summary>Creates a rule.</summary>
    /// <param name="scope">A scope (<c>hytale/device-code</c>), or a class of scopes that ends in <c>/*</c> (<c>xbox/profile/*</c>): each scope of the class has windows of its own.</param>
    /// <param name="windows">The windows, which all apply at once; none where only a spacing or a gap is wanted.</param>
    /// <exception cref="ArgumentException">The scope is empty or has an asterisk elsewhere, or a window is empty or longer than 31 days.</exception>
    public PaceRule(string scope, params PaceWindow[] windows)
    {
        ArgumentException.ThrowIfNullOrEmpty(scope);
        ArgumentNullException.ThrowIfNull(windows);
        int star = scope.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0 && (star != scope.Length - 1 || star == 0 || scope[star - 1] != '/'))
        {
            throw new ArgumentException($"The scope '{scope}' of a pace rule may have an asterisk only as its last segment, such as 'xbox/profile/*'.", nameof(scope));
        }

        if (!Array.TrueForAll(windows, static window => window.IsValid))
        {
            throw new ArgumentException($"Each window of the pace rule '{scope}' needs at least 1 permit and a period from 1 tick to 31 days.", nameof(windows));
        }

        Scope = scope;
        Windows = Array.AsReadOnly([.. windows]);
    }

    /// <summary>The scope or class of scopes. An exact rule goes before a class, and a longer class before a shorter one.</summary>
    public string Scope { get; }

    /// <summary>The windows that all apply at once.</summary>
    public IReadOnlyList<PaceWindow> Windows { get; }

    /// <summary>The least time between two requests, from start to start. Default zero; at most 31 days.</summary>
    public TimeSpan MinSpacing
    {
        get;
        init => field = new PaceGap(value, value).IsValid ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A spacing is from zero to 31 days.");
    }

    /// <summary>A random pause before the next request, counted from the end of the one before where its permit has been disposed by then, else from its start. Default none.</summary>
    public PaceGap Gap
    {
        get;
        init => field = value.IsValid ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A gap is a range within zero to 31 days.");
    }

    /// <summary>How long the first 429 that names no time holds the scope; the next in a row double it, up to 5 minutes. Default 5 s; at most 31 days.</summary>
    public TimeSpan HoldWithoutHint
    {
        get;
        init => field = new PaceGap(value, value).IsValid ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A hold is from zero to 31 days.");
    }

    = TimeSpan.FromSeconds(5);

    /// <summary>Whether windows and holds outlive the process and are shared by all processes on one store: for windows of an hour, or for rare requests. Default false.</summary>
    /// <remarks>Each such request costs a write of the store. Without a store the windows are the process's own.</remarks>
    public bool Persisted { get; init; }

    internal bool IsClass => Scope[^1] == '*';
}

/// <summary>A sliding window: at most so many permits in any stretch of time of this length, wherever it begins.</summary>
/// <param name="Permits">How many; at least 1.</param>
/// <param name="Period">The length; a permit leaves the window exactly one period after it was given. At most 31 days.</param>
public readonly record struct PaceWindow(int Permits, TimeSpan Period)
{
    internal static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(31);

    internal bool IsValid => Permits > 0 && Period > TimeSpan.Zero && Period <= LongestPeriod;

    /// <summary>The window in words.</summary>
    /// <returns>Such as <c>10 per 15 s</c>.</returns>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Permits} per {Period.TotalSeconds} s");
}

/// <summary>A random pause between two requests, drawn evenly from a range in whole milliseconds.</summary>
/// <param name="Shortest">The least pause; zero or more.</param>
/// <param name="Longest">The longest pause; at least <paramref name="Shortest"/>, at most 31 days.</param>
public readonly record struct PaceGap(TimeSpan Shortest, TimeSpan Longest)
{
    internal bool IsNone => Longest == TimeSpan.Zero;

    internal bool IsValid => Shortest >= TimeSpan.Zero && Longest >= Shortest && Longest <= PaceWindow.LongestPeriod;
}

/// <summary>Finds the rule of a scope without allocating: the exact one, else that of the longest class. Immutable.</summary>
internal sealed class PaceRuleTable
{
    private readonly Dictionary<string, PaceRule> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PaceRule>.AlternateLookup<ReadOnlySpan<char>> _classes;

    public PaceRuleTable(IEnumerable<PaceRule> rules)
    {
        Dictionary<string, PaceRule> classes = new(StringComparer.Ordinal);
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
