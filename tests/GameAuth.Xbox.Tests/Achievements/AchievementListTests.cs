namespace GameAuth.Xbox.Tests;

public class AchievementListTests
{
    private static readonly string[] ThreePages = [AchievementBodies.List("a+b/c=", 1, 2), AchievementBodies.List("32", 3, 4), AchievementBodies.List(null, 5)];

    private const string Path = $"/users/xuid({ServiceWorld.Xuid})/achievements";

    [Fact]
    public async Task All_pages_come_in_order_each_with_the_token_of_the_one_before()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(ThreePages);
        Assert.Equal(["1", "2", "3", "4", "5"], await world.Me.Achievements.ListAsync().Select(static one => one.Id).ToListAsync());
        Assert.Equal([Path, $"{Path}?continuationToken=a+b/c=", $"{Path}?continuationToken=32"], world.Wire.Targets);
        Assert.Contains("a%2Bb%2Fc%3D", world.Wire.Sent[1].Target.Query, StringComparison.Ordinal);
        Assert.All(world.Wire.Sent, static one => Assert.Equal(("GET", "2"), (one.Method, one.Headers["x-xbl-contract-version"])));
    }

    [Fact]
    public async Task Every_page_is_asked_for_with_the_same_filter()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(ThreePages);
        XboxAchievementQuery query = new() { Xuid = ServiceWorld.Other, TitleIds = ["219630713", "7"], UnlockedOnly = true, PageSize = 1000 };
        await world.Me.Achievements.ListAsync(query).ToListAsync();
        string first = $"/users/xuid({ServiceWorld.Other})/achievements?titleId=219630713,7&unlockedOnly=true&maxItems=1000";
        Assert.Equal([first, $"{first}&continuationToken=a+b/c=", $"{first}&continuationToken=32"], world.Wire.Targets);
    }

    [Fact]
    public async Task Whoever_stops_early_causes_no_further_request()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(ThreePages);
        await foreach (XboxAchievement one in world.Me.Achievements.ListAsync())
        {
            if (one.Id == "2")
            {
                break;
            }
        }

        Assert.Single(world.Wire.Sent);
    }

    [Fact]
    public async Task Whoever_cancels_in_the_middle_causes_no_further_request()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(ThreePages);
        using CancellationTokenSource stop = new();
        List<string> seen = [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (XboxAchievement one in world.Me.Achievements.ListAsync().WithCancellation(stop.Token))
            {
                seen.Add(one.Id);
                if (one.Id == "3")
                {
                    await stop.CancelAsync();
                }
            }
        });
        Assert.Equal(["1", "2", "3"], seen);
        Assert.Equal(2, world.Wire.Sent.Count);
    }

    [Fact]
    public async Task A_request_on_the_wire_ends_with_its_caller()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(ThreePages);
        using CancellationTokenSource stop = new();
        world.Wire.OnRequest = stop.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Me.Achievements.ListAsync(cancellationToken: stop.Token).ToListAsync().AsTask());
        Assert.Single(world.Wire.Sent);
    }

    [Fact]
    public async Task A_token_that_is_refused_in_the_middle_costs_one_mint_and_no_page()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Answer(ThreePages[0]).Answer("", 401).Answer(ThreePages[1]).Answer(ThreePages[2]);
        string calls = await world.World.CallsAsync(async () => Assert.Equal(5, await world.Me.Achievements.ListAsync().CountAsync()));
        Assert.Equal("xsts.authorize:200", calls);
        Assert.Equal([Path, $"{Path}?continuationToken=a+b/c=", $"{Path}?continuationToken=a+b/c=", $"{Path}?continuationToken=32"], world.Wire.Targets);
    }

    [Fact]
    public async Task A_walk_that_fails_in_the_middle_has_given_what_came_before()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        world.Wire.Answer(ThreePages[0]).Answer("", 429, ("Retry-After", "9"));
        List<string> seen = [];
        await Assert.ThrowsAsync<ThrottledException>(async () =>
        {
            await foreach (XboxAchievement one in world.Me.Achievements.ListAsync())
            {
                seen.Add(one.Id);
            }
        });
        Assert.Equal(["1", "2"], seen);
    }

    [Fact]
    public async Task Pages_that_lead_to_each_other_end_in_an_error()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(AchievementBodies.List("a", 1), AchievementBodies.List("b", 2), AchievementBodies.List("a", 1));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.Me.Achievements.ListAsync().ToListAsync().AsTask());
        Assert.Equal(("achievements", false), (error.Step, error.IsTransient));
        Assert.Equal(3, world.Wire.Sent.Count);
    }

    [Fact]
    public async Task Pages_fall_under_the_limit_of_the_service()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync([.. Enumerable.Range(1, 101).Select(static page => AchievementBodies.List($"{page}", page))]);
        ValueTask<List<XboxAchievement>> walk = world.Me.Achievements.ListAsync().Take(101).ToListAsync();
        Assert.False(walk.IsCompleted);
        Assert.Equal(100, world.Wire.Sent.Count);
        await world.World.Clock.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(101, (await walk).Count);
    }

    [Fact]
    public async Task A_query_that_can_not_be_is_refused_at_once()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        foreach (int size in (int[])[0, -1, 1001])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => world.Me.Achievements.ListAsync(new() { PageSize = size }));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => world.Me.Achievements.ListAsync(new() { TitleIds = [.. Enumerable.Repeat("1", 101)] }));
        Assert.Empty(world.Wire.Sent);
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_first_item_is_asked_for()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        _ = world.Me.Achievements.ListAsync();
        Assert.Empty(world.Wire.Sent);
    }
}
