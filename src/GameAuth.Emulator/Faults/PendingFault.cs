namespace GameAuth.Emulator.Faults;

/// <summary>A fault with its counters: the requests that matched it, and those that it struck.</summary>
internal sealed class PendingFault(Fault fault)
{
    private int _seen;
    private int _struck;

    public Fault Fault => fault;

    public bool Sees(string step, string host)
    {
        if (fault.At != "*" && fault.At != step && fault.At != host) return false;
        return ++_seen >= fault.From;
    }

    /// <returns>Whether the fault is used up.</returns>
    public bool Strike() => ++_struck >= fault.Times;
}
