namespace GameAuth.Server.StoreContract;

/// <summary>What is used once, and what is counted in a window.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class OnceAndCountContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private static readonly byte[] Key = Hash("key");

    private async Task<(bool IsPermitted, int Count)> CountAsync(WindowQuota quota)
    {
        WindowCount count = await Store.CountAsync(Key, quota, default);
        Assert.Equal(Now, count.Now);
        return (count.IsPermitted, count.Count);
    }

    [Fact]
    public async Task A_key_is_used_once_until_its_life_has_ended()
    {
        Assert.True(await Store.UseOnceAsync(Key, Minute, default));
        Assert.False(await Store.UseOnceAsync(Key, Minute, default));
        Assert.False(await (await Fixture.OpenAsync()).UseOnceAsync(Key, Minute, default));
        Fixture.Clock.Advance(Minute - Second);
        Assert.False(await Store.UseOnceAsync(Key, Minute, default));
        Fixture.Clock.Advance(Second);
        Assert.True(await Store.UseOnceAsync(Key, Minute, default));
        Fixture.Clock.Advance(Minute - Second);
        Assert.False(await Store.UseOnceAsync(Key, Minute, default));
    }

    [Fact]
    public async Task A_refused_use_does_not_make_the_life_longer()
    {
        Assert.True(await Store.UseOnceAsync(Key, Minute, default));
        Assert.False(await Store.UseOnceAsync(Key, Hour, default));
        Fixture.Clock.Advance(Minute);
        Assert.True(await Store.UseOnceAsync(Key, Minute, default));
    }

    [Fact]
    public async Task Other_keys_are_free()
    {
        Assert.True(await Store.UseOnceAsync(Key, Minute, default));
        byte[] last = [.. Key];
        last[31] ^= 1;
        Assert.True(await Store.UseOnceAsync(last, Minute, default));
        Assert.True(await Store.UseOnceAsync(new byte[32], Minute, default));
    }

    [Fact]
    public async Task A_count_is_permitted_up_to_the_limit_and_the_window_begins_with_the_first()
    {
        Fixture.Clock.Advance(Second);
        DateTimeOffset end = Now + Minute;
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(new WindowCount(true, i, end, Now), await Store.CountAsync(Key, new WindowQuota(3, Minute), default));
            Fixture.Clock.Advance(Second);
        }

        Assert.Equal(new WindowCount(false, 3, end, Now), await Store.CountAsync(Key, new WindowQuota(3, Minute), default));
        Fixture.Clock.Advance(end - Now - Second);
        Assert.False((await Store.CountAsync(Key, new WindowQuota(3, Minute), default)).IsPermitted);
        Fixture.Clock.Advance(Second);
        Assert.Equal(new WindowCount(true, 1, Now + Minute, Now), await Store.CountAsync(Key, new WindowQuota(3, Minute), default));
    }

    [Fact]
    public async Task What_is_not_permitted_is_not_counted()
    {
        Assert.Equal((true, 4), await CountAsync(new WindowQuota(10, Minute, By: 4)));
        Assert.Equal((false, 4), await CountAsync(new WindowQuota(10, Minute, By: 7)));
        Assert.Equal((true, 10), await CountAsync(new WindowQuota(10, Minute, By: 6)));
        Assert.Equal((false, 10), await CountAsync(new WindowQuota(10, Minute)));
        Assert.Equal((false, 10), await CountAsync(new WindowQuota(int.MaxValue, Minute, By: int.MaxValue)));
    }

    [Fact]
    public async Task What_is_not_permitted_begins_no_window()
    {
        Assert.Equal((false, 0), await CountAsync(new WindowQuota(1, Minute, By: 2)));
        Fixture.Clock.Advance(Second);
        Assert.Equal(new WindowCount(true, 1, Now + Minute, Now), await Store.CountAsync(Key, new WindowQuota(1, Minute), default));
        Fixture.Clock.Advance(Minute);
        Assert.Equal((false, 0), await CountAsync(new WindowQuota(1, Minute, By: 2)));
        Fixture.Clock.Advance(Second);
        Assert.Equal(new WindowCount(true, 1, Now + Minute, Now), await Store.CountAsync(Key, new WindowQuota(1, Minute), default));
    }

    [Fact]
    public async Task Each_call_says_its_limit_and_the_first_says_the_window()
    {
        DateTimeOffset end = Now + Minute;
        await Store.CountAsync(Key, new WindowQuota(5, Minute, By: 3), default);
        Assert.Equal(new WindowCount(false, 3, end, Now), await Store.CountAsync(Key, new WindowQuota(2, Hour), default));
        Assert.Equal(new WindowCount(true, 4, end, Now), await Store.CountAsync(Key, new WindowQuota(4, Hour), default));
    }

    [Fact]
    public async Task Keys_are_counted_apart()
    {
        await Store.CountAsync(Key, new WindowQuota(1, Minute), default);
        Assert.True((await Store.CountAsync(Hash("another"), new WindowQuota(1, Minute), default)).IsPermitted);
        Assert.True(await Store.UseOnceAsync(Key, Minute, default));
        Assert.False((await (await Fixture.OpenAsync()).CountAsync(Key, new WindowQuota(1, Minute), default)).IsPermitted);
    }

    [Fact]
    public async Task What_is_outside_the_limits_is_refused()
    {
        foreach (TimeSpan life in (TimeSpan[])[TimeSpan.Zero, -Second, TimeSpan.MaxValue])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.UseOnceAsync(Key, life, default));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CountAsync(Key, new WindowQuota(1, life), default));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.UseOnceAsync(new byte[31], Minute, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CountAsync(new byte[33], new WindowQuota(1, Minute), default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CountAsync(Key, new WindowQuota(0, Minute), default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CountAsync(Key, new WindowQuota(1, Minute, By: 0), default));
        Assert.True(await Store.UseOnceAsync(Key, Minute, default));
        Assert.True((await Store.CountAsync(Key, new WindowQuota(1, Minute), default)).IsPermitted);
    }
}
