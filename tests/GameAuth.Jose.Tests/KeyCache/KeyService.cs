using System.Buffers;
using System.Text.Json;
using GameAuth.Jose.Tests.Oracles;
using GameAuth.Testing;

namespace GameAuth.Jose.Tests;

/// <summary>A service that publishes keys, in memory, and can be slow, broken or rotated.</summary>
internal sealed class KeyService
{
    private readonly List<JwksRequest> _requests = [];
    private volatile string[] _ids = ["a", "b"];

    public FakeClock Clock { get; } = new();

    /// <summary>How it answers; the default is with the keys as they are.</summary>
    public Func<JwksRequest, CancellationToken, Task<JwksResponse>>? Answer { get; set; }

    public TimeSpan? MaxAge { get; set; }

    public string? EntityTag { get; set; }

    public IReadOnlyList<JwksRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public int Fetches => Requests.Count;

    public JwksCache Cache(JwksCacheOptions? options = null) => new(FetchAsync, options, Clock);

    public async Task<JwksCache> FilledCacheAsync(JwksCacheOptions? options = null)
    {
        JwksCache cache = Cache(options);
        Assert.Equal(JwsError.None, (await cache.GetKeyAsync("a")).Error);
        Assert.Equal(1, Fetches);
        return cache;
    }

    public void Publish(params string[] ids) => _ids = ids;

    public JwksResponse Keys() => JwksResponse.Keys(Json(_ids), EntityTag, MaxAge);

    /// <summary>The key of an id; each id has its own.</summary>
    public static JsonWebKey Key(string id) => JsonWebKey.FromEd25519(Signer(id).Key, id);

    public static TestSigner Signer(string id) => new((byte)(100 + id[0]));

    /// <summary>Waits until a background refresh has ended; real time, but no sleep decides anything.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(1, limit.Token);
        }
    }

    private Task<JwksResponse> FetchAsync(JwksRequest request, CancellationToken cancellationToken)
    {
        lock (_requests)
        {
            _requests.Add(request);
        }

        return Answer is { } answer ? answer(request, cancellationToken) : Task.FromResult(Keys());
    }

    private static byte[] Json(string[] ids)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            JsonWebKeySet.Of(ids.Select(Key)).WriteTo(writer);
        }

        return json.WrittenSpan.ToArray();
    }
}
