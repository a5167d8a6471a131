namespace GameAuth.Jose.Tests;

public class JwksCacheLookupTests
{
    private readonly KeyService _service = new();

    [Fact]
    public async Task The_first_lookup_fetches_once_for_all()
    {
        TaskCompletionSource<JwksResponse> answer = new();
        _service.Answer = (_, _) => answer.Task;
        using JwksCache cache = _service.Cache();
        Assert.False(cache.TryGetKey("a", out _));
        Assert.Equal(0, _service.Fetches);
        Task<JwksLookup>[] lookups = [.. Enumerable.Range(0, 50).Select(_ => cache.GetKeyAsync("a").AsTask())];
        answer.SetResult(_service.Keys());
        Assert.All(await Task.WhenAll(lookups), static lookup => Assert.Equal(("a", JwsError.None), (lookup.Key?.KeyId, lookup.Error)));
        Assert.Equal(1, _service.Fetches);
        Assert.Equal(1, cache.Generation);
    }

    [Fact]
    public async Task A_known_key_is_there_without_a_task_and_without_bytes()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        Assert.True(cache.GetKeyAsync("a").IsCompletedSuccessfully);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool known = cache.TryGetKey("a", out _);
        ValueTask<JwksLookup> lookup = cache.GetKeyAsync("b");
        Assert.Equal((true, true, 0), (known, lookup.IsCompletedSuccessfully, GC.GetAllocatedBytesForCurrentThread() - before));
        Assert.Equal("b", (await lookup).Key?.KeyId);
    }

    [Fact]
    public async Task A_slow_fetch_keeps_no_known_key_waiting()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        TaskCompletionSource<JwksResponse> answer = new();
        using SemaphoreSlim entered = new(0);
        using ManualResetEventSlim release = new();
        _service.Answer = (_, _) =>
        {
            // Slow before it gives a task at all.
            entered.Release();
            release.Wait(CancellationToken.None);
            return answer.Task;
        };
        ValueTask<JwksLookup> unknown = cache.GetKeyAsync("z");
        Assert.True(await entered.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.False(unknown.IsCompleted);
        Assert.True(cache.GetKeyAsync("a").IsCompletedSuccessfully);
        release.Set();
        Assert.True(cache.GetKeyAsync("a").IsCompletedSuccessfully);
        Assert.False(unknown.IsCompleted);
        answer.SetResult(_service.Keys());
        Assert.Equal(JwsError.UnknownKey, (await unknown).Error);
    }

    [Fact]
    public async Task Ten_thousand_strangers_cause_one_fetch_per_cooldown_and_delay_no_known_key()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        int before = _service.Fetches;
        for (int i = 0; i < 10_000; i++)
        {
            Task<JwksLookup> stranger = cache.GetKeyAsync($"stranger {i}").AsTask();
            Assert.True(cache.GetKeyAsync("a").IsCompletedSuccessfully);
            Assert.Equal(JwsError.UnknownKey, (await stranger).Error);
        }

        Assert.Equal(1, _service.Fetches - before);

        // 30 s, 1 min, 2 min, 4 min, then 5 min each.
        foreach (int seconds in (int[])[30, 60, 120, 240, 300, 300])
        {
            int sofar = _service.Fetches;
            _service.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            await cache.GetKeyAsync($"early {seconds}");
            Assert.Equal(sofar, _service.Fetches);
            _service.Clock.Advance(TimeSpan.FromSeconds(0.1));
            await Task.WhenAll(Enumerable.Range(0, 500).Select(i => cache.GetKeyAsync($"late {seconds} {i}").AsTask()));
            Assert.Equal(sofar + 1, _service.Fetches);
        }

        Assert.True(cache.GetStatistics().CooldownRefusals >= 10_000);
        Assert.True(cache.TryGetKey("a", out _));
    }

    [Fact]
    public async Task After_a_quiet_time_the_cooldown_is_short_again()
    {
        using JwksCache cache = await _service.FilledCacheAsync(new JwksCacheOptions { Lifetime = TimeSpan.FromHours(12) });
        foreach (int seconds in (int[])[0, 30, 60])
        {
            _service.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await cache.GetKeyAsync($"stranger {seconds}");
        }

        _service.Clock.Advance(TimeSpan.FromMinutes(10));
        await cache.GetKeyAsync("one");
        int sofar = _service.Fetches;
        _service.Clock.Advance(TimeSpan.FromSeconds(30));
        await cache.GetKeyAsync("two");
        Assert.Equal(sofar + 1, _service.Fetches);
    }

    [Fact]
    public async Task After_keys_that_changed_the_cooldown_is_short_again()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        foreach (int seconds in (int[])[0, 30])
        {
            _service.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await cache.GetKeyAsync($"stranger {seconds}");
        }

        foreach (string id in (string[])["c", "d", "e"])
        {
            _service.Publish("a", id);
            _service.Clock.Advance(TimeSpan.FromSeconds(id == "c" ? 60 : 30));
            Assert.Equal((id, JwsError.None), (id, (await cache.GetKeyAsync(id)).Error));
        }
    }

    [Fact]
    public async Task An_id_that_was_not_brought_is_remembered_as_missing()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        await cache.GetKeyAsync("x");
        _service.Clock.Advance(TimeSpan.FromMinutes(4.9));
        await cache.GetKeyAsync("x");
        Assert.Equal((2, 1), (_service.Fetches, cache.GetStatistics().NegativeHits));
        _service.Clock.Advance(TimeSpan.FromMinutes(0.1));
        await cache.GetKeyAsync("x");
        Assert.Equal(3, _service.Fetches);
    }

    [Fact]
    public async Task The_memory_for_missing_ids_is_bounded()
    {
        MissingKeyIds missing = new(_service.Clock);
        for (int i = 0; i < 1000; i++)
        {
            missing.Add($"id {i}");
            missing.Add($"id {i}");
        }

        Assert.Equal(Enumerable.Range(1000 - MissingKeyIds.Capacity, MissingKeyIds.Capacity), Enumerable.Range(0, 1000).Where(i => missing.Contains($"id {i}")));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData("129")]
    public async Task An_id_that_no_key_can_have_fetches_nothing(string keyId)
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        ValueTask<JwksLookup> lookup = cache.GetKeyAsync(keyId.Length == 0 ? "" : new string('k', 129));
        Assert.True(lookup.IsCompletedSuccessfully);
        Assert.Equal(JwsError.UnknownKey, (await lookup).Error);
        Assert.True(cache.GetKeyAsync(default(JsonText)).IsCompletedSuccessfully);
        Assert.Equal(1, _service.Fetches);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled_alone()
    {
        TaskCompletionSource<JwksResponse> answer = new();
        _service.Answer = (_, _) => answer.Task;
        using JwksCache cache = _service.Cache();
        using CancellationTokenSource cancel = new();
        Task<JwksLookup> one = cache.GetKeyAsync("a", cancel.Token).AsTask();
        Task<JwksLookup> other = cache.GetKeyAsync("a").AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        answer.SetResult(_service.Keys());
        Assert.Equal(JwsError.None, (await other).Error);
    }
}
