namespace GameAuth.Emulator.Hosting;

/// <summary>What all providers of one emulator share.</summary>
internal sealed record EmulatorCore(
    EmulatorClock Clock, EmulatorLog Log, FaultPlan Faults, SignInQueue SignIns, IReadOnlyList<EmulatedPlayer> Players)
{
    /// <summary>Guards what the providers remember; requests take effect one after the other.</summary>
    public Lock State { get; } = new();

    public T Locked<T>(Func<T> read)
    {
        lock (State) { return read(); }
    }

    public void Locked(Action change)
    {
        lock (State) { change(); }
    }
}

/// <summary>The server's own clock: the injected time plus a skew that a test may change while it runs.</summary>
internal sealed class EmulatorClock(TimeProvider time, TimeSpan skew)
{
    private long _skewTicks = skew.Ticks;

    public TimeProvider Time => time;

    public TimeSpan Skew
    {
        get => new(Volatile.Read(ref _skewTicks));
        set => Volatile.Write(ref _skewTicks, value.Ticks);
    }

    public DateTimeOffset Now => time.GetUtcNow() + Skew;
}

/// <summary>A vendor: a set of hosts, and the configuration that points the SDK at them.</summary>
/// <param name="section">The provider's name in configuration keys, such as <c>Xbox</c>.</param>
internal abstract class EmulatedProvider(string section) : IAsyncDisposable
{
    /// <summary>The provider's name on the command line.</summary>
    public string Name { get; } = section.ToLowerInvariant();

    public abstract IReadOnlyList<EmulatedHost> Hosts { get; }

    /// <summary>The step names that a fault may strike and an event may carry.</summary>
    public abstract IEnumerable<string> Steps { get; }

    /// <summary>Ends what the provider does by itself.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected abstract string ClientId { get; }

    /// <summary>What the SDK must know beside the client id and the addresses: keys below the provider's section.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Settings => [];

    public IEnumerable<KeyValuePair<string, string?>> Configuration =>
    [
        new($"GameAuth:{section}:ClientId", ClientId),
        .. Settings.Select(setting => new KeyValuePair<string, string?>($"GameAuth:{section}:{setting.Key}", setting.Value)),
        .. Hosts.Select(host => new KeyValuePair<string, string?>($"GameAuth:{section}:Endpoints:{host.Name}", host.BaseAddress.AbsoluteUri.TrimEnd('/'))),
    ];
}
