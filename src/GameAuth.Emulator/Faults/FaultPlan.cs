namespace GameAuth.Emulator;

/// <summary>The faults to come. One fault at most strikes a request: the oldest that is due. Thread safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly List<PendingFault> _faults = [];
    private readonly IReadOnlySet<string> _places;

    internal FaultPlan(IReadOnlySet<string> places) => _places = places;

    /// <summary>How many faults still wait to strike, those that strike for ever included.</summary>
    public int Waiting
    {
        get { lock (_gate) { return _faults.Count; } }
    }

    /// <summary>Adds a fault.</summary>
    /// <param name="fault">What goes wrong, and where.</param>
    /// <exception cref="EmulatorException">The fault names a step or host that no emulated provider has, or makes no sense.</exception>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (ProblemOf(fault, _places) is { } problem) { throw new EmulatorException(problem); }
        lock (_gate) { _faults.Add(new PendingFault(fault)); }
    }

    /// <summary>Takes all waiting faults back.</summary>
    public void Clear()
    {
        lock (_gate) { _faults.Clear(); }
    }

    /// <summary>What makes no sense about a fault; null when it does.</summary>
    internal static string? ProblemOf(Fault fault, IReadOnlySet<string> places)
    {
        if (!places.Contains(fault.At))
        {
            return $"The fault names '{fault.At}', which is no step or host of this emulator. Use one of: {string.Join(", ", places.Order(StringComparer.Ordinal))}.";
        }

        if (fault.From < 1 || fault.Times < 1) { return $"The fault at '{fault.At}' never strikes: from and times count from 1."; }
        if (fault.RateLimit is { TypeMember: "" } or { Period.Ticks: < 0 })
        {
            return $"The rate limit at '{fault.At}' has a negative period, or no name for its type.";
        }

        return fault.Delay < TimeSpan.Zero || fault.HugeBytes < 1 || fault.Status is < 200 or > 599
            ? $"The fault at '{fault.At}' has a negative delay, no size, or a status outside 200 to 599."
            : null;
    }

    internal Fault? Take(string step, string host)
    {
        lock (_gate)
        {
            // Every fault counts the requests that match it, also those that an older fault strikes.
            PendingFault? due = _faults.FindAll(fault => fault.Sees(step, host)) is [PendingFault oldest, ..] ? oldest : null;
            if (due?.Strike() == true) { _faults.Remove(due); }
            return due?.Fault;
        }
    }
}

/// <summary>A fault with its counters: the requests that matched it, and those that it struck.</summary>
internal sealed class PendingFault(Fault fault)
{
    private int _seen;
    private int _struck;

    public Fault Fault => fault;

    public bool Sees(string step, string host)
    {
        if (fault.At != "*" && fault.At != step && fault.At != host) { return false; }
        return ++_seen >= fault.From;
    }

    /// <returns>Whether the fault is used up.</returns>
    public bool Strike() => ++_struck >= fault.Times;
}
