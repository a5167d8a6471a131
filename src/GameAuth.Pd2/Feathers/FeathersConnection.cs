using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>
/// A Feathers application over Socket.IO: one connection that mends itself, signed in each time before a call leaves, and renewed before its login ends. Each call ends with its answer, or
/// with an error that says whether it was sent. Safe for use from any thread.
/// </summary>
/// <remarks><c>OpenAsync</c> connects and signs in. It has ended (<see cref="HasEnded"/>) after a failure that does not pass, at the account's sign-out, at the host's stop and when disposed; every call then throws why.</remarks>
internal sealed class FeathersConnection(Account account, Exchange exchange, FeathersSettings settings, SteadyClock clock, ILogger log) : IFeathers, IAsyncDisposable
{
    /// <summary>Whether it is over for good; a new one takes its place.</summary>
    public bool HasEnded => throw new NotImplementedException();

    public Task OpenAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<T?> CallAsync<T>(FeathersCall call, JsonTypeInfo<T> result, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Subscribes to an event, such as <c>pushed</c> of <c>social/message</c>, from now on and across reconnects.</summary>
    public FeathersEvents Events(string service, string name) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
