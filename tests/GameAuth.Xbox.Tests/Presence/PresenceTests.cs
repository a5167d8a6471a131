using System.Globalization;
using System.Text.Json;

namespace GameAuth.Xbox.Tests;

public class PresenceTests
{
    private const string Online = """
        {"xuid":"2814600000000011","state":"Online","devices":[{"type":"Scarlett","titles":[{"id":"750323071","name":"Home","placement":"Background","state":"Active","lastModified":"2026-01-18T02:48:21.707Z"},
        {"id":219630713,"name":"Emu Quest","placement":"Full","state":"Inactive","lastModified":"0001-01-01T00:00:00Z","activity":{"richPresence":"In the\u0007 woods"}}]}],"cloaked":null}
        """;

    private const string Offline = """
        {"xuid":"2814600000000011","state":"Offline","lastSeen":{"deviceType":"XboxOne","titleId":"328178078","titleName":"Emu Store","timestamp":"2026-01-18T02:48:21.7070000Z"}}
        """;

    [Theory]
    [InlineData("en-US")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public async Task A_player_who_is_online_is_somewhere_in_any_culture(string culture)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(Online);
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        XboxPresenceRecord record = (await world.Me.Presence.GetAsync(ServiceWorld.Other))!;
        Assert.Equal((ServiceWorld.Other, XboxPresenceState.Online, null), (record.Xuid, record.State, record.LastSeen));
        XboxPresenceDevice device = Assert.Single(record.Devices);
        Assert.Equal("Scarlett", device.Type);
        Assert.Equal(
            [
                new XboxPresenceTitle
                {
                    TitleId = "750323071", Name = "Home", Placement = "Background", IsActive = true, LastModified = new DateTimeOffset(2026, 1, 18, 2, 48, 21, 707, TimeSpan.Zero),
                },
                new XboxPresenceTitle { TitleId = "219630713", Name = "Emu Quest", Placement = "Full", RichPresence = "In the woods" },
            ],
            device.Titles);
    }

    [Fact]
    public async Task A_player_who_is_offline_was_somewhere()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(Offline, """{"xuid":"2814600000000011","state":"Offline"}""");
        XboxPresenceRecord record = (await world.Me.Presence.GetAsync(ServiceWorld.Other))!;
        Assert.Equal(XboxPresenceState.Offline, record.State);
        Assert.Empty(record.Devices);
        Assert.Equal(new XboxLastSeen("XboxOne", "328178078", "Emu Store", new DateTimeOffset(2026, 1, 18, 2, 48, 21, 707, TimeSpan.Zero)), record.LastSeen);
        Assert.Null((await world.Me.Presence.GetAsync(ServiceWorld.Other))!.LastSeen);
    }

    [Fact]
    public async Task What_is_absent_null_or_typed_otherwise_costs_only_itself()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync("""{"xuid":2814600000000011,"state":"Dreaming","lastSeen":{},"devices":[null,{"titles":null},{"type":"PC","titles":[{},null,{"activity":{}}]}]}""");
        XboxPresenceRecord record = (await world.Me.Presence.GetAsync(ServiceWorld.Other))!;
        Assert.Equal((ServiceWorld.Other, XboxPresenceState.Unknown, new XboxLastSeen("", "", "", null)), (record.Xuid, record.State, record.LastSeen));
        Assert.Equal([("", 0), ("PC", 2)], record.Devices.Select(static one => (one.Type, one.Titles.Count)));
    }

    [Fact]
    public async Task The_own_presence_and_that_of_others_is_asked_for_at_any_level()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(Online, Online, Online, Online, Online);
        await world.Me.Presence.GetAsync();
        await world.Me.Presence.GetAsync(new XboxPresenceQuery { Level = XboxPresenceLevel.User });
        await world.Me.Presence.GetAsync(ServiceWorld.Other);
        await world.Me.Presence.GetAsync(ServiceWorld.Other, new XboxPresenceQuery { Level = XboxPresenceLevel.Device });
        await world.Me.Presence.GetAsync(ServiceWorld.Other, new XboxPresenceQuery { Level = XboxPresenceLevel.Title });
        string other = $"/users/xuid({ServiceWorld.Other})";
        Assert.Equal(["/users/me?level=all", "/users/me?level=user", $"{other}?level=all", $"{other}?level=device", $"{other}?level=title"], world.Wire.Targets);
        Assert.All(world.Wire.Sent, static one => Assert.Equal(("GET", "3"), (one.Method, one.Headers["x-xbl-contract-version"])));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Me.Presence.GetAsync(new XboxPresenceQuery { Level = (XboxPresenceLevel)9 }));
    }

    [Fact]
    public async Task A_batch_is_one_call_in_the_shape_that_the_service_has()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync($"[{Online}]");
        XboxPresenceRecord record = Assert.Single(await world.Me.Presence.GetManyAsync([ServiceWorld.Xuid, ServiceWorld.Other], new XboxPresenceQuery { OnlineOnly = true }));
        Assert.Equal(ServiceWorld.Other, record.Xuid);
        (string method, Uri target, Dictionary<string, string> headers, string body) = Assert.Single(world.Wire.Sent);
        Assert.Equal(("POST", "/users/batch", "3"), (method, target.PathAndQuery, headers["x-xbl-contract-version"]));
        JsonElement sent = JsonDocument.Parse(body).RootElement;
        Assert.Equal([ServiceWorld.Xuid, ServiceWorld.Other], sent.GetProperty("users").Deserialize<string[]>()!);
        Assert.Equal(("all", true, 3), (sent.GetProperty("level").GetString(), sent.GetProperty("onlineOnly").GetBoolean(), sent.EnumerateObject().Count()));
    }
}
