using System.Text;
using GameAuth.Testing;

namespace GameAuth.Jose.Tests;

public class JwsResultCacheTests
{
    private readonly FakeClock _clock = new();
    private readonly JwsResultCache<string> _cache;

    public JwsResultCacheTests() => _cache = new JwsResultCache<string>(64, _clock);

    [Fact]
    public void It_is_found_by_the_whole_token()
    {
        byte[] token = Make.Token("{}");
        _cache.Set(token, 1, null, "ada");
        Assert.True(_cache.TryGet(token, 1, out string? value));
        Assert.Equal("ada", value);
        for (int i = 0; i < token.Length; i++)
        {
            token[i] ^= 1;
            Assert.False(_cache.TryGet(token, 1, out _));
            token[i] ^= 1;
        }

        Assert.False(_cache.TryGet(token.AsSpan(1), 1, out _));
        Assert.False(_cache.TryGet(token.AsSpan(0, token.Length - 1), 1, out _));
        Assert.False(_cache.TryGet([.. token, 0], 1, out _));
    }

    [Fact]
    public void It_dies_after_a_minute()
    {
        _cache.Set("token"u8, 1, _clock.GetUtcNow().AddHours(1), "ada");
        _clock.Advance(TimeSpan.FromSeconds(59.9));
        Assert.True(_cache.TryGet("token"u8, 1, out _));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(_cache.TryGet("token"u8, 1, out _));
    }

    [Fact]
    public void It_dies_with_its_token()
    {
        _cache.Set("token"u8, 1, _clock.GetUtcNow().AddSeconds(5), "ada");
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.True(_cache.TryGet("token"u8, 1, out _));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(_cache.TryGet("token"u8, 1, out _));
        _cache.Set("token"u8, 1, _clock.GetUtcNow(), "ada");
        Assert.False(_cache.TryGet("token"u8, 1, out _));
    }

    [Fact]
    public void It_dies_with_its_token_while_the_machine_sleeps_and_does_not_live_longer_under_a_clock_set_back()
    {
        _cache.Set("asleep"u8, 1, _clock.GetUtcNow().AddHours(1), "ada");
        _clock.ShiftWallClock(TimeSpan.FromHours(1.5));
        Assert.False(_cache.TryGet("asleep"u8, 1, out _));
        _cache.Set("back"u8, 1, _clock.GetUtcNow().AddSeconds(30), "ada");
        _clock.ShiftWallClock(TimeSpan.FromHours(-3));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False(_cache.TryGet("back"u8, 1, out _));
    }

    [Fact]
    public void It_dies_with_the_keys_that_verified_it()
    {
        _cache.Set("token"u8, 1, null, "ada");
        Assert.False(_cache.TryGet("token"u8, 2, out _));
        _cache.Set("token"u8, 2, null, "bob");
        Assert.True(_cache.TryGet("token"u8, 2, out string? value));
        Assert.Equal("bob", value);
        Assert.False(_cache.TryGet("token"u8, 1, out _));
    }

    [Fact]
    public void Without_keys_nothing_is_kept_or_found()
    {
        _cache.Set("token"u8, 0, null, "ada");
        Assert.False(_cache.TryGet("token"u8, 0, out _));
        _cache.Set("token"u8, 1, null, "ada");
        Assert.False(_cache.TryGet("token"u8, 0, out _));
        Assert.True(_cache.TryGet("token"u8, 1, out _));
    }

    [Fact]
    public void It_is_bounded_and_keeps_the_newest()
    {
        byte[][] tokens = [.. Enumerable.Range(0, 5000).Select(static i => Encoding.UTF8.GetBytes($"token {i}"))];
        foreach (byte[] token in tokens)
        {
            _cache.Set(token, 1, null, "ada");
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(_cache.TryGet(token, 1, out _));
        }

        Assert.InRange(tokens.Count(token => _cache.TryGet(token, 1, out _)), 16, 64);
    }

    [Fact]
    public void A_place_goes_first_to_what_is_dead_by_its_keys()
    {
        JwsResultCache<string> small = new(1, _clock);
        for (int i = 0; i < 4; i++)
        {
            small.Set([(byte)i], i == 2 ? 1 : 2, null, "ada");
        }

        small.Set("new"u8, 2, null, "bob");
        Assert.Equal([true, true, false, true], Enumerable.Range(0, 4).Select(i => small.TryGet([(byte)i], 2, out _)));
        Assert.False(small.TryGet([2], 1, out _));
        Assert.True(small.TryGet("new"u8, 2, out _));
    }

    [Fact]
    public void Looking_it_up_allocates_nothing()
    {
        JwsResultCache<string> cache = new();
        byte[] token = Make.Token("{}");
        cache.Set(token, 1, null, "ada");
        cache.TryGet(token, 1, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool found = cache.TryGet(token, 1, out _);
        Assert.Equal((true, 0), (found, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1048577)]
    public void A_capacity_without_sense_is_a_mistake_of_the_caller(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new JwsResultCache<string>(capacity));
}
