namespace GameAuth.Xbox.Tests;

/// <summary>Ids that would lead an address elsewhere never become a part of one.</summary>
public class XboxArgumentsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("me")]
    [InlineData("1)/x")]
    [InlineData("-1")]
    [InlineData("1 ")]
    [InlineData("\u0661")]
    [InlineData("281460000000001028146")]
    public async Task What_is_no_xuid_is_refused_before_anything_is_sent(string xuid)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        XboxPlayerQuery query = new() { Xuid = xuid };
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Profiles.GetAsync(xuid));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Profiles.GetManyAsync(["1", xuid]));
        Assert.Throws<ArgumentException>(() => world.Me.Achievements.ListAsync(new() { Xuid = xuid }));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Achievements.GetAsync("a", "1", query));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Titles.GetHistoryAsync(new() { Xuid = xuid }));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Titles.GetAsync("1", query));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Presence.GetAsync(xuid));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Presence.GetManyAsync([xuid]));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.People.GetFriendsAsync(query));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.People.GetAsync(xuid));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.People.GetManyAsync([xuid]));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.People.GetSummaryAsync(xuid));
        Assert.Empty(world.Wire.Sent);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a%2fb")]
    [InlineData("")]
    public async Task What_is_no_id_is_refused_before_anything_is_sent(string id)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Achievements.GetAsync(id, "1"));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Achievements.GetAsync("a", id));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Titles.GetAsync(id));
        Assert.Throws<ArgumentException>(() => world.Me.Achievements.ListAsync(new() { TitleIds = ["1", id] }));
        Assert.Empty(world.Wire.Sent);
    }
}
