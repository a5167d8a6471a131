using System.Text.Json;

namespace GameAuth.Xbox.Tests;

public class ProfileBatchTests
{
    [Fact]
    public async Task A_profile_of_another_player_is_asked_for_by_xuid()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync($$"""{"profileUsers":[{{User(ServiceWorld.Other, "EmuBen", "30")}}]}""");
        XboxProfile? profile = await world.Me.Profiles.GetAsync(ServiceWorld.Other);
        Assert.Equal(new XboxProfile(ServiceWorld.Other, "EmuBen", 30, null, null), profile);
        Assert.Equal($"/users/xuid({ServiceWorld.Other})/profile/settings?settings=Gamertag,Gamerscore,GameDisplayPicRaw,AccountTier", world.Wire.Targets.Single());
    }

    [Theory]
    [InlineData("""{"profileUsers":[]}""")]
    [InlineData("""{"profileUsers":null}""")]
    [InlineData("""{"profileUsers":[null,{"id":"7","settings":null}]}""")]
    public async Task A_player_whom_the_service_does_not_know_is_null(string body)
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync(body);
        Assert.Null(await world.Me.Profiles.GetAsync(ServiceWorld.Other));
    }

    [Fact]
    public async Task A_batch_is_one_call_in_the_shape_that_the_service_has()
    {
        await using ServiceWorld world = await ServiceWorld.StartAsync($$"""{"profileUsers":[{{User("3", "EmuCyd", "3")}},{{User("2", "", "2")}},{{User("1", "EmuAda", "1")}}]}""");
        IReadOnlyList<XboxProfile> profiles = await world.Me.Profiles.GetManyAsync(["1", "2", "3", "4"]);
        Assert.Equal([("1", "EmuAda", 1), ("3", "EmuCyd", 3)], profiles.Select(static one => (one.Xuid, one.Gamertag, one.Gamerscore)));
        (string method, Uri target, Dictionary<string, string> headers, string body) = Assert.Single(world.Wire.Sent);
        Assert.Equal(("POST", "/users/batch/profile/settings", "2"), (method, target.PathAndQuery, headers["x-xbl-contract-version"]));
        JsonElement sent = JsonDocument.Parse(body).RootElement;
        Assert.Equal(["1", "2", "3", "4"], sent.GetProperty("userIds").Deserialize<string[]>()!);
        Assert.Equal(["Gamertag", "Gamerscore", "GameDisplayPicRaw", "AccountTier"], sent.GetProperty("settings").Deserialize<string[]>()!);
        Assert.Equal(2, sent.EnumerateObject().Count());
    }

    private static string User(string xuid, string gamertag, string gamerscore) =>
        $$"""{"id":"{{xuid}}","hostId":"{{xuid}}","settings":[{"id":"Gamertag","value":"{{gamertag}}"},{"id":"Gamerscore","value":"{{gamerscore}}"}],"isSponsoredUser":false}""";
}
