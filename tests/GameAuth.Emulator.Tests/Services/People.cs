using System.Net;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Services;

public sealed class People : ServiceTest
{
    private const string Friends = "/users/me/people/social/decoration/preferredColor,detail,multiplayerSummary,presenceDetail";

    [Fact]
    public async Task Are_listed_with_all_that_was_asked_for()
    {
        JsonNode answer = (await CallAsync("peoplehub", Friends, contract: "3")).Json;

        JsonNode first = answer["people"]![0]!;
        Assert.Equal(["EmuFriend1", "EmuFriend2", "EmuFriend3"], answer["people"]!.AsArray().Select(one => one!["gamertag"]!.GetValue<string>()));
        Assert.Equal("27210", first["gamerScore"]!.GetValue<string>());
        Assert.Equal(("Online", "Emulated Racer: Überholspur - Lap 2 of 3"), (first["presenceState"]!.GetValue<string>(), first["presenceText"]!.GetValue<string>()));
        JsonNode details = first["presenceDetails"]![0]!;
        Assert.Equal(("Active", "1900000102", "Lap 2 of 3"), (details["State"]!.GetValue<string>(), details["TitleId"]!.GetValue<string>(), details["RichPresenceText"]!.GetValue<string>()));
        Assert.Equal("107c10", first["preferredColor"]!["primaryColor"]!.GetValue<string>());
        Assert.Equal("LastSeen", answer["people"]![1]!["presenceDetails"]![0]!["State"]!.GetValue<string>());
        Assert.Empty(answer["people"]![2]!["presenceDetails"]!.AsArray());
    }

    [Fact]
    public async Task Follow_each_other_or_not()
    {
        JsonArray people = (await CallAsync("peoplehub", Friends, contract: "3")).Json["people"]!.AsArray();

        Assert.Equal([true, true, false], people.Select(one => one!["isFollowingCaller"]!.GetValue<bool>()));
        Assert.Equal([true, false, false], people.Select(one => one!["isFavorite"]!.GetValue<bool>()));
        Assert.All(people, one => Assert.True(one!["isFollowedByCaller"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("/users/me/people/xuids(2814600000000103,2814600000000001,1)/decoration/detail", null)]
    [InlineData("/users/me/people/batch/decoration/detail", """{"xuids":["2814600000000103","2814600000000001","1"]}""")]
    public async Task Are_found_by_their_ids(string target, string? body)
    {
        JsonArray people = (await CallAsync("peoplehub", target, "5", body)).Json["people"]!.AsArray();

        Assert.Equal(["EmuFriend3", "EmuPlayer1"], people.Select(one => one!["gamertag"]!.GetValue<string>()));
        Assert.Null(people[0]!["detail"]!["followerCount"]);
        Assert.Equal((2, 3), (people[1]!["detail"]!["followerCount"]!.GetValue<int>(), people[1]!["detail"]!["followingCount"]!.GetValue<int>()));
        Assert.Null(people[0]!["presenceDetails"]);
        Assert.Equal("people.batch", Emulator.Log.Events[^1].Step);
    }

    [Theory]
    [InlineData("/users/xuid(1)/people/social/decoration/detail", null, HttpStatusCode.NotFound)]
    [InlineData("/users/me/people/batch/decoration/detail", "{}", HttpStatusCode.BadRequest)]
    public async Task Are_refused(string target, string? body, HttpStatusCode status) => Assert.Equal(status, (await CallAsync("peoplehub", target, "3", body)).Status);

    [Fact]
    public async Task Are_counted()
    {
        JsonNode mine = (await CallAsync("social", "/users/me/summary")).Json;
        JsonNode favourite = (await CallAsync("social", "/users/xuid(2814600000000101)/summary")).Json;

        Assert.Equal((3, 2, 997), (mine["targetFollowingCount"]!.GetValue<int>(), mine["targetFollowerCount"]!.GetValue<int>(), mine["availablePeopleSlots"]!.GetValue<int>()));
        Assert.True(favourite["isCallerFollowingTarget"]!.GetValue<bool>());
        Assert.True(favourite["hasCallerMarkedTargetAsFavorite"]!.GetValue<bool>());
        Assert.Equal("None", favourite["legacyFriendStatus"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync("social", "/users/xuid(1)/summary")).Status);
    }

    [Fact]
    public async Task Have_a_profile_too_when_they_cannot_sign_in()
    {
        JsonNode answer = (await CallAsync("profile", "/users/xuid(2814600000000101)/profile/settings?settings=Gamertag,Gamerscore")).Json;

        Assert.Equal("27210", answer["profileUsers"]![0]!["settings"]![1]!["value"]!.GetValue<string>());
    }
}
