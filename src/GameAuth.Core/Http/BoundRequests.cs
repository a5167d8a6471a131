using System.Collections.Concurrent;

namespace GameAuth.Providers;

/// <summary>
/// The requests that a bound client has authorized and that are on their way down the pipeline of its name, where the handler for
/// unbound clients stands too and lets them pass. Kept here and not in the request's options, which would cost five times the memory.
/// </summary>
internal sealed class BoundRequests
{
    private readonly ConcurrentDictionary<HttpRequestMessage, byte> _underWay = new(ReferenceEqualityComparer.Instance);

    public void Enter(HttpRequestMessage request) => _underWay.TryAdd(request, 0);

    public void Exit(HttpRequestMessage request) => _underWay.TryRemove(request, out _);

    public bool Contains(HttpRequestMessage request) => _underWay.ContainsKey(request);
}
