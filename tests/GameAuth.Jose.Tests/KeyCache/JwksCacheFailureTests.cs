using System.Text;

namespace GameAuth.Jose.Tests;

public class JwksCacheFailureTests
{
    private readonly KeyService _service = new();

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAA","kid":"a"}]}""")]
    [InlineData("""{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","kid":"a"}]}""")]
    [InlineData("""{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}""")]
    [InlineData("""{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":null}]}""")]
    public async Task A_bad_answer_replaces_nothing(string body)
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        _service.Answer = (_, _) => Task.FromResult(JwksResponse.Keys(Encoding.UTF8.GetBytes(body)));
        Assert.Equal(JwsError.UnknownKey, (await cache.GetKeyAsync("x")).Error);
        Assert.Equal((1, 1, 2), (cache.Generation, cache.GetStatistics().FailedFetches, cache.GetStatistics().KeyCount));
        Assert.True(cache.TryGetKey("a", out _));
    }

    [Fact]
    public async Task The_last_keys_are_believed_for_a_day_and_then_none()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        _service.Answer = static (_, _) => throw new HttpRequestException("down");
        _service.Clock.Advance(TimeSpan.FromHours(23.99));
        Assert.True(cache.GetKeyAsync("a").IsCompletedSuccessfully);
        _service.Clock.Advance(TimeSpan.FromHours(0.01));
        Assert.False(cache.TryGetKey("a", out _));
        await KeyService.UntilAsync(() => cache.GetStatistics().FailedFetches > 0);
        Assert.Equal(JwsError.KeysUnavailable, (await cache.GetKeyAsync("a")).Error);
        _service.Answer = null;
        _service.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(JwsError.None, (await cache.GetKeyAsync("a")).Error);
    }

    [Fact]
    public async Task A_service_that_fails_is_asked_ever_more_seldom()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        _service.Answer = static (_, _) => throw new HttpRequestException("down");
        _service.Clock.Advance(TimeSpan.FromHours(1));
        int failures = 0;
        foreach (int seconds in (int[])[0, 5, 10, 20, 40, 80, 160, 300, 300])
        {
            _service.Clock.Advance(TimeSpan.FromSeconds(Math.Max(0, seconds - 0.1)));
            Assert.True(seconds == 0 || cache.TryGetKey("a", out _));
            Assert.Equal(1 + failures, cache.GetStatistics().Fetches);
            _service.Clock.Advance(TimeSpan.FromSeconds(0.1));
            Assert.True(cache.TryGetKey("a", out _));
            failures++;
            await KeyService.UntilAsync(() => cache.GetStatistics().FailedFetches == failures);
        }
    }

    [Fact]
    public async Task While_there_are_no_keys_the_service_is_asked_each_half_minute_all_the_same()
    {
        _service.Answer = static (_, _) => throw new HttpRequestException("down");
        using JwksCache cache = _service.Cache();
        int expected = 0;
        foreach (int seconds in (int[])[0, 5, 10, 20, 30, 30, 30, 30])
        {
            _service.Clock.Advance(TimeSpan.FromSeconds(Math.Max(0, seconds - 0.1)));
            await Task.WhenAll(Enumerable.Range(0, seconds == 0 ? 0 : 50).Select(_ => cache.GetKeyAsync("a").AsTask()));
            Assert.Equal(expected, _service.Fetches);
            _service.Clock.Advance(TimeSpan.FromSeconds(0.1));
            Assert.Equal(JwsError.KeysUnavailable, (await cache.GetKeyAsync("a")).Error);
            Assert.Equal(++expected, _service.Fetches);
        }
    }

    [Fact]
    public async Task A_wait_that_grew_while_keys_were_believed_is_cut_short_when_they_no_longer_are()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        _service.Answer = static (_, _) => throw new HttpRequestException("down");
        int failures = 0;
        foreach (double minutes in (double[])[1409.5, 5, 5, 5, 5, 5, 5])
        {
            _service.Clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.True(cache.TryGetKey("a", out _));
            failures++;
            await KeyService.UntilAsync(() => cache.GetStatistics().FailedFetches == failures);
        }

        // The last failure closed the gate for 5 minutes; half a minute later nothing is believed any more.
        _service.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.True(cache.TryGetKey("a", out _));
        Assert.Equal(1 + failures, cache.GetStatistics().Fetches);
        _service.Answer = null;
        _service.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(JwsError.None, (await cache.GetKeyAsync("a")).Error);
    }

    [Fact]
    public async Task A_failed_fetch_tells_nothing_of_an_id()
    {
        using JwksCache cache = await _service.FilledCacheAsync();
        _service.Answer = static (_, _) => throw new HttpRequestException("down");
        Assert.Equal(JwsError.UnknownKey, (await cache.GetKeyAsync("c")).Error);
        _service.Answer = null;
        _service.Publish("a", "c");
        _service.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(JwsError.None, (await cache.GetKeyAsync("c")).Error);
    }

    [Fact]
    public async Task A_fetch_that_never_ends_is_given_up()
    {
        _service.Answer = static (_, _) => new TaskCompletionSource<JwksResponse>().Task;
        using JwksCache cache = _service.Cache();
        Task<JwksLookup> lookup = cache.GetKeyAsync("a").AsTask();
        await _service.Clock.RunUntilAsync(lookup, TimeSpan.FromSeconds(10));
        Assert.Equal(JwsError.KeysUnavailable, (await lookup).Error);
        _service.Answer = null;
        _service.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(JwsError.None, (await cache.GetKeyAsync("a")).Error);
    }

    [Fact]
    public async Task An_unchanged_answer_without_keys_is_a_failure()
    {
        _service.Answer = static (_, _) => Task.FromResult(JwksResponse.NotModified());
        using JwksCache cache = _service.Cache();
        Assert.Equal(JwsError.KeysUnavailable, (await cache.GetKeyAsync("a")).Error);
    }

    [Fact]
    public async Task After_its_end_the_cache_keeps_its_keys_and_asks_no_more()
    {
        JwksCache cache = await _service.FilledCacheAsync();
        cache.Dispose();
        Assert.True(cache.TryGetKey("a", out _));
        Assert.Equal(JwsError.UnknownKey, (await cache.GetKeyAsync("x")).Error);
        Assert.Equal(1, _service.Fetches);
    }

    [Fact]
    public void A_cache_may_be_disposed_twice()
    {
        JwksCache cache = _service.Cache();
        cache.Dispose();
        cache.Dispose();
    }

    [Fact]
    public async Task Without_keys_to_believe_the_cache_names_no_generation()
    {
        using JwksCache cache = _service.Cache();
        Assert.Equal(0, cache.Generation);
        await cache.GetKeyAsync("a");
        Assert.Equal(1, cache.Generation);
        _service.Answer = static (_, _) => throw new HttpRequestException("down");
        _service.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal((0, 1), (cache.Generation, cache.GetStatistics().Generation));
        _service.Answer = null;
        await cache.GetKeyAsync("a");
        Assert.Equal(1, cache.Generation);
    }

    [Fact]
    public void Times_without_sense_are_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => _service.Cache(new JwksCacheOptions { Cooldown = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => _service.Cache(new JwksCacheOptions { Cooldown = TimeSpan.FromHours(1) }));
        Assert.Throws<ArgumentException>(() => _service.Cache(new JwksCacheOptions { MinLifetime = TimeSpan.FromDays(1) }));
    }
}
