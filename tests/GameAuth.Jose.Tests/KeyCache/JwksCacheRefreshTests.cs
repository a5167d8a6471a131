namespace GameAuth.Jose.Tests;

public class JwksCacheRefreshTests
{
    private readonly KeyService _service = new();

    [Theory]
    [InlineData(null, 60)]
    [InlineData(10, 10)]
    [InlineData(1, 5)]
    [InlineData(0, 5)]
    [InlineData(100_000, 720)]
    public async Task Keys_are_refreshed_in_the_background_before_they_are_old(int? maxAgeMinutes, int lifeMinutes)
    {
        _service.MaxAge = maxAgeMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;
        using JwksCache cache = await _service.FilledCacheAsync();
        _service.Clock.Advance(TimeSpan.FromMinutes(lifeMinutes * 0.69));
        Assert.True(cache.TryGetKey("a", out _));
        Assert.Equal(0, cache.GetStatistics().Fetches - 1);
        _service.Publish("a", "c");
        _service.Clock.Advance(TimeSpan.FromMinutes(lifeMinutes * 0.12));
        Assert.True(cache.GetKeyAsync("a").IsCompletedSuccessfully);
        await KeyService.UntilAsync(() => cache.Generation == 2);
        Assert.Equal((2, true, false), (_service.Fetches, cache.TryGetKey("c", out _), cache.TryGetKey("b", out _)));
    }

    [Fact]
    public async Task A_new_key_costs_no_failure()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        using CancellationTokenSource stop = new();
        string newest = "a";
        int failures = 0;
        int lookups = 0;
        Task[] users = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                string id = Volatile.Read(ref newest);
                byte[] text = "text"u8.ToArray();
                JwksLookup lookup = await cache.GetKeyAsync(id);
                if (lookup.Key?.Verify(text, KeyService.Signer(id).Sign(text)) != true)
                {
                    Interlocked.Increment(ref failures);
                }

                Interlocked.Increment(ref lookups);
                await Task.Yield();
            }
        }))];
        List<string> published = ["a"];
        foreach (string id in (string[])["c", "d", "e", "f"])
        {
            // The old ones stay: a user that was held up may still bring a token of theirs.
            int sofar = Volatile.Read(ref lookups);
            published.Add(id);
            _service.Publish([.. published]);
            Volatile.Write(ref newest, id);
            await KeyService.UntilAsync(() => Volatile.Read(ref lookups) > sofar + 50 && cache.TryGetKey(id, out _));
            _service.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        await stop.CancelAsync();
        await Task.WhenAll(users);
        Assert.Equal((0, 5, 5), (failures, _service.Fetches, cache.Generation));
    }

    [Fact]
    public async Task A_new_key_is_found_for_all_who_ask_while_it_is_fetched()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        TaskCompletionSource<JwksResponse> answer = new();
        _service.Answer = (_, _) => answer.Task;
        _service.Publish("a", "c");
        Task<JwksLookup>[] lookups = [.. Enumerable.Range(0, 100).Select(_ => cache.GetKeyAsync("c").AsTask())];
        answer.SetResult(_service.Keys());
        Assert.All(await Task.WhenAll(lookups), static lookup => Assert.Equal(JwsError.None, lookup.Error));
        Assert.Equal(2, _service.Fetches);
    }

    [Fact]
    public async Task An_unchanged_answer_keeps_the_generation_and_the_key_objects()
    {
        _service.EntityTag = "\"1\"";
        using JwksCache cache = await _service.FilledCacheAsync();
        Assert.True(cache.TryGetKey("a", out JsonWebKey? before));
        _service.Answer = static (request, _) => Task.FromResult(request.EntityTag == "\"1\"" ? JwksResponse.NotModified() : throw new InvalidOperationException());
        await cache.GetKeyAsync("x");
        Assert.Equal((1, 0), (cache.Generation, cache.GetStatistics().FailedFetches));
        Assert.Equal(TimeSpan.Zero, cache.GetStatistics().Age);
        _service.Answer = null;
        _service.Publish("a", "c");
        _service.Clock.Advance(TimeSpan.FromSeconds(30));
        await cache.GetKeyAsync("c");
        Assert.Equal(2, cache.Generation);
        Assert.True(cache.TryGetKey("a", out JsonWebKey? after));
        Assert.Same(before, after);
    }

    [Fact]
    public async Task The_same_keys_in_another_order_are_no_change()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        _service.Publish("b", "a");
        await cache.GetKeyAsync("x");
        Assert.Equal((2, 1), (_service.Fetches, cache.Generation));
    }

    [Fact]
    public async Task Another_key_under_the_same_id_is_another_generation()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        Assert.False(await cache.RefreshAfterBadSignatureAsync());
        Assert.Equal(1, _service.Fetches);
        _service.Answer = static (_, _) => Task.FromResult(JwksResponse.Keys(System.Text.Encoding.UTF8.GetBytes($"{{\"keys\":[{JsonWebKeySetTests.Key(77, "a")}]}}")));
        _service.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await cache.RefreshAfterBadSignatureAsync());
        Assert.False(await cache.RefreshAfterBadSignatureAsync());
        Assert.Equal((2, 2), (_service.Fetches, cache.Generation));
    }
}
