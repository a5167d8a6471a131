namespace GameAuth.Storage;

/// <summary>A held lease; disposing it gives it back. Not thread-affine: it may be held across awaits.</summary>
public interface IStoreLease : IAsyncDisposable
{
    /// <summary>
    /// Cancelled when the lease is lost. A store whose leases can not be lost while their holder lives (a file lock) returns
    /// <see cref="CancellationToken.None"/>; then an intent found under the lease was left by a holder that is dead.
    /// </summary>
    CancellationToken Lost { get; }
}
