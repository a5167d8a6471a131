using System.Globalization;
using System.Text.Json;

namespace GameAuth.Xbox.Tests;

/// <summary>Batches of players: chunks, order, and who is missing.</summary>
public class XuidBatchTests
{
    [Fact]
    public async Task Chunks_are_asked_for_one_after_the_other_and_the_order_is_the_caller_s()
    {
        List<int> sizes = [];
        string[] xuids = [.. Enumerable.Range(1, 250).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
        IReadOnlyList<string> found = await XuidBatch.Of(xuids).ReadAsync(
            100,
            (some, _) =>
            {
                sizes.Add(some.Length);
                return Task.FromResult<IReadOnlyList<string>?>([.. some.Reverse()]);
            },
            static one => one,
            default);
        Assert.Equal([100, 100, 50], sizes);
        Assert.Equal(xuids, found);
    }

    [Fact]
    public async Task A_player_who_is_named_twice_is_asked_for_once()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("[]");
        await world.Me.Presence.GetManyAsync(["2", "1", "2"]);
        Assert.Equal(["2", "1"], JsonDocument.Parse(world.Wire.Sent.Single().Body).RootElement.GetProperty("users").Deserialize<string[]>()!);
    }

    [Fact]
    public async Task Nobody_is_asked_for_when_nobody_is_named()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync();
        Assert.Empty(await world.Me.Profiles.GetManyAsync([]));
        Assert.Empty(await world.Me.Presence.GetManyAsync([]));
        Assert.Empty(await world.Me.People.GetManyAsync([]));
        Assert.Empty(world.Wire.Sent);
    }

    [Fact]
    public async Task One_unknown_player_does_not_cost_the_others()
    {
        List<string> asked = [];
        IReadOnlyList<string> found = await XuidBatch.Of(["1", "2", "3", "4", "5"]).ReadAsync(
            100,
            (some, _) =>
            {
                asked.Add(string.Concat(some));
                return Task.FromResult<IReadOnlyList<string>?>(some.Contains("2") ? null : some);
            },
            static one => one,
            default);
        Assert.Equal(["1", "3", "4", "5"], found);
        Assert.Equal(["12345", "12", "1", "2", "345"], asked);
    }

    [Fact]
    public async Task Whoever_gives_up_between_chunks_causes_no_further_request()
    {
        using CancellationTokenSource stop = new();
        int asked = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => XuidBatch.Of(["1", "2"]).ReadAsync<string>(
            1,
            async (some, _) =>
            {
                asked++;
                await stop.CancelAsync();
                return some;
            },
            static one => one,
            stop.Token));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task An_answer_about_others_and_one_that_says_the_same_twice_does_no_harm()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("""[{"xuid":"9","state":"Online"},{"xuid":"1","state":"Online"},null,{"xuid":"1","state":"Away"},{}]""");
        XboxPresenceRecord record = Assert.Single(await world.Me.Presence.GetManyAsync(["1", "2"]));
        Assert.Equal(("1", XboxPresenceState.Online), (record.Xuid, record.State));
    }
}
