namespace GameAuth.Xbox.Tests;

/// <summary>Which calls say a language, and which.</summary>
public class LanguageTests
{
    public static TheoryData<string> Calls => [.. ServiceCalls.All.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_for_texts_says_the_language_of_the_registration(string call)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(static options => options.Language = "de-DE", "{}");
        await Assert.ThrowsAnyAsync<ProviderException>(() => ServiceCalls.All[call](world.Me, default));
        bool hasTexts = !call.Contains("profile", StringComparison.Ordinal) && !call.Contains("social", StringComparison.Ordinal);
        Assert.Equal(hasTexts ? "de-DE" : null, world.Wire.Sent.Single().Headers.GetValueOrDefault("Accept-Language"));
    }

    [Fact]
    public async Task The_default_is_american_english()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("""{"titles":[]}""");
        await world.Me.Titles.GetHistoryAsync();
        Assert.Equal("en-US", world.Wire.Sent.Single().Headers["Accept-Language"]);
    }

    [Fact]
    public async Task A_call_may_name_a_language_of_its_own()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(
            """{"achievements":[]}""", """{"achievement":{"id":"1"}}""", """{"titles":[]}""", """{"titles":[]}""", """{"xuid":"1"}""", """{"xuid":"1"}""", "[]",
            """{"people":[]}""", """{"people":[]}""", """{"people":[]}""");
        XboxPlayerQuery query = new() { Language = "ja-JP" };
        await world.Me.Achievements.ListAsync(new() { Language = "ja-JP" }).ToListAsync();
        await world.Me.Achievements.GetAsync("a", "1", query);
        await world.Me.Titles.GetHistoryAsync(new() { Language = "ja-JP" });
        await world.Me.Titles.GetAsync("1", query);
        await world.Me.Presence.GetAsync(new XboxPresenceQuery { Language = "ja-JP" });
        await world.Me.Presence.GetAsync("1", new XboxPresenceQuery { Language = "ja-JP" });
        await world.Me.Presence.GetManyAsync(["1"], new XboxPresenceQuery { Language = "ja-JP" });
        await world.Me.People.GetFriendsAsync(query);
        await world.Me.People.GetAsync("1", "ja-JP");
        await world.Me.People.GetManyAsync(["1"], "ja-JP");
        Assert.Equal(10, world.Wire.Sent.Count);
        Assert.All(world.Wire.Sent, static one => Assert.Equal("ja-JP", one.Headers["Accept-Language"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("de_DE")]
    [InlineData("de-DE, en;q=0.5")]
    [InlineData("de\r\nX: y")]
    [InlineData("-de")]
    [InlineData("a-language-tag-that-is-longer-than-any")]
    public async Task What_is_no_language_is_refused_before_anything_is_sent(string language)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        Assert.Throws<ArgumentException>(() => world.Me.Achievements.ListAsync(new() { Language = language }));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Titles.GetHistoryAsync(new() { Language = language }));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Presence.GetManyAsync(["1"], new() { Language = language }));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.People.GetAsync("1", language));
        Assert.Empty(world.Wire.Sent);
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => ServiceWorld.StartAsync(options => options.Language = language));
    }
}
