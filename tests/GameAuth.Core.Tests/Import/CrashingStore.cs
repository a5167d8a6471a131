using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Tests.Import;

/// <summary>A store under a process that is killed at one of its changes: before it, or right after it.</summary>
internal sealed class CrashingStore(ITokenStore inner, int at, bool after) : StoreDecorator(inner)
{
    private int _changes;

    /// <summary>Whether the import was cut off at all.</summary>
    public bool Crashed => _changes > at;

    public override async ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        bool last = Step();
        bool done = !last || after ? await base.TryWriteAsync(key, expected, next, value, cancellationToken) : default;
        return last ? throw new CrashException() : done;
    }

    public override async ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        bool last = Step();
        bool done = !last || after ? await base.TryDeleteAsync(key, expected, cancellationToken) : default;
        return last ? throw new CrashException() : done;
    }

    // Whoever is dead changes nothing more.
    private bool Step() => _changes++ >= at;
}
