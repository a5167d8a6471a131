using BenchmarkDotNet.Attributes;
using GameAuth.Jose;

namespace GameAuth.Benchmarks;

/// <summary>What a token costs apart from its signature: strict reading, and finding it again.</summary>
public class ReadTokenBenchmark
{
    private readonly SessionToken _token = new(7);
    private readonly SessionToken _long = new(7, ",\"entitlements\":[\"game.base\",\"game.extra\",\"game.more\"],\"language\":\"en-GB\",\"ip\":\"192.0.2.77\",\"device\":\"" + new string('d', 60) + "\"");
    private readonly JwsResultCache<object> _cache = new();
    private readonly byte[] _scratch = new byte[1024];

    [GlobalSetup]
    public void Fill()
    {
        for (int i = 0; i < 500; i++)
        {
            _cache.Set(new SessionToken(i).Bytes, 1, null, this);
        }

        _cache.Set(_token.Bytes, 1, null, this);
        if (_long.Bytes.Length < 690)
        {
            throw new InvalidOperationException($"The long token has {_long.Bytes.Length} bytes.");
        }
    }

    [Benchmark(Baseline = true, Description = "strict read, header and claims, 470 B")]
    public JwsError Read() => Read(_token);

    [Benchmark(Description = "strict read, header and claims, 700 B")]
    public JwsError ReadLong() => Read(_long);

    [Benchmark(Description = "result cache, hit")]
    public bool Cached() => _cache.TryGet(_token.Bytes, 1, out _) || Renew();

    // Once a minute the entry has to die.
    private bool Renew()
    {
        _cache.Set(_token.Bytes, 1, null, this);
        return false;
    }

    private JwsError Read(SessionToken token)
    {
        JwsError error = CompactJws.TryRead(token.Bytes, _scratch, out CompactJws jws);
        return error == JwsError.None ? JwtClaims.TryRead(jws.Payload, out _) : error;
    }
}
