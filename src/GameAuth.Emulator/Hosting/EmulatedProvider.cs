namespace GameAuth.Emulator.Hosting;

/// <summary>A vendor: a set of hosts, and the configuration keys that point the SDK at them.</summary>
internal abstract class EmulatedProvider
{
    /// <summary>The provider's id in configuration keys and on the command line, in lower case.</summary>
    public abstract string Name { get; }

    public abstract IReadOnlyList<EmulatedHost> Hosts { get; }

    /// <summary>The step names that a fault may strike and an event may carry.</summary>
    public abstract IEnumerable<string> Steps { get; }

    public abstract IEnumerable<KeyValuePair<string, string?>> Configuration { get; }
}
