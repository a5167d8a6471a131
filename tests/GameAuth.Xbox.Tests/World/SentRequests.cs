using System.Collections.Concurrent;

namespace GameAuth.Xbox.Tests;

/// <summary>Requests as they left, with their bodies.</summary>
internal sealed class SentRequests : ConcurrentQueue<(HttpRequestMessage Request, byte[] Body)>;
