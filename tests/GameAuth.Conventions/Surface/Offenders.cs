namespace GameAuth.Conventions.Surface;

/// <summary>Offenders on purpose, one for each rule of the public surface.</summary>
public static class Offenders
{
    public class Open
    {
        public virtual int Value => 1;
    }

    public abstract class Unnamed
    {
        public Task Start(CancellationToken cancellationToken) => Task.Delay(0, cancellationToken);
    }

    public abstract class Unawaited
    {
        public int CountAsync(CancellationToken cancellationToken) => cancellationToken.CanBeCanceled ? 1 : 0;
    }

    public abstract class Uncancelled
    {
        public ValueTask ReadAsync() => default;
    }

    public abstract class Reordered
    {
#pragma warning disable CA1068 // It is the offence itself.
        protected Task WriteAsync(CancellationToken cancellationToken, int value) => Task.Delay(value, cancellationToken);
#pragma warning restore CA1068
    }

    public sealed class Fine : IAsyncDisposable
    {
        public Task<int> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(cancellationToken.CanBeCanceled ? 1 : 0);

        public ValueTask DisposeAsync() => default;
    }
}
