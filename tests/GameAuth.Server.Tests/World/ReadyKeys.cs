using System.Collections.Concurrent;
using GameAuth.Jose;

namespace GameAuth.Server.Tests.World;

/// <summary>RS256 keys as the server makes them, but made once for all tests of the process, since each takes a tenth of a second. No two of one world are the same.</summary>
public sealed class ReadyKeys : IJwsKeyFactory
{
    private static readonly ConcurrentDictionary<int, Lazy<byte[]>> Ready = new();

    private readonly RsaJwsKeyFactory _real = new();
    private int _made;

    public JwsAlgorithm Algorithm => JwsAlgorithm.Rs256;

    public int Made => _made;

    public byte[] Create() => [.. Ready.GetOrAdd(Interlocked.Increment(ref _made), _ => new Lazy<byte[]>(_real.Create)).Value];

    public IJwsSigner Open(ReadOnlySpan<byte> privateKey, string keyId) => _real.Open(privateKey, keyId);
}
