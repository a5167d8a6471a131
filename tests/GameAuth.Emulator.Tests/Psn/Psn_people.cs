using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn;

public sealed class Psn_people : PsnTest
{
    private const string Users = "/api/userProfile/v1/internal/users";

    [Fact]
    public async Task Are_somewhere_or_were()
    {
        JsonNode mine = (await GetAsync(Users + "/me/basicPresences?type=primary")).Json["basicPresence"]!;
        JsonNode other = (await GetAsync(Users + "/9100000000000000002/basicPresences?type=primary")).Json["basicPresence"]!;

        Assert.Equal(("availableToPlay", "online", "PS5"), (mine["availability"]!.GetValue<string>(), mine["primaryPlatformInfo"]!["onlineStatus"]!.GetValue<string>(), mine["primaryPlatformInfo"]!["platform"]!.GetValue<string>()));
        Assert.Equal("Emulated Odyssey", mine["gameTitleInfoList"]![0]!["titleName"]!.GetValue<string>());
        Assert.Equal(("unavailable", "2025-10-29T18:11:03.000Z", null), (other["availability"]!.GetValue<string>(), other["lastAvailableDate"]!.GetValue<string>(), other["gameTitleInfoList"]));
        Assert.Equal((400, 2281473, "Bad Request (query: type)"), (await GetAsync(Users + "/me/basicPresences")).NpError());
    }

    [Fact]
    public async Task Move_about()
    {
        Emulator.Psn.SetPresence("EmuTrophies", new EmulatedPsnPresence { LastOnline = Time.GetUtcNow() });

        Assert.Equal("unavailable", (await GetAsync(Users + "/me/basicPresences?type=primary")).Json["basicPresence"]!["availability"]!.GetValue<string>());
        Assert.False(Emulator.Psn.Players[0].Presence.IsOnline);
    }

    [Fact]
    public async Task Are_told_of_together_without_those_who_are_private()
    {
        JsonNode all = (await GetAsync(Users + "/basicPresences?type=primary&accountIds=9100000000000000002,9100000000000000003,77,9100000000000000001")).Json;

        Assert.Equal(["9100000000000000002", "9100000000000000001"], all["basicPresences"]!.AsArray().Select(one => one!["accountId"]!.GetValue<string>()));
        Assert.Equal(400, (int)(await GetAsync(Users + "/basicPresences?type=primary")).Status);
    }

    [Fact]
    public async Task Have_friends()
    {
        JsonNode first = (await GetAsync(Users + "/me/friends?limit=1")).Json;

        Assert.Equal("9100000000000000002", Assert.Single(first["friends"]!.AsArray())!.GetValue<string>());
        Assert.Equal((2, 1), (first["totalItemCount"]!.GetValue<int>(), first["nextOffset"]!.GetValue<int>()));
        Assert.Equal((403, 2281486, "Not permitted by access control"), (await GetAsync(Users + "/9100000000000000003/friends")).NpError());
    }

    [Fact]
    public async Task Have_a_profile_by_their_account_id()
    {
        JsonNode mine = (await GetAsync(Users + "/me/profiles")).Json;
        JsonNode other = (await GetAsync(Users + "/9100000000000000002/profiles")).Json;

        Assert.Equal(("EmuTrophies", true, true, "en-US"), (mine["onlineId"]!.GetValue<string>(), mine["isMe"]!.GetValue<bool>(), mine["isPlus"]!.GetValue<bool>(), mine["languages"]![0]!.GetValue<string>()));
        Assert.Equal(("EmuSilver", false), (other["onlineId"]!.GetValue<string>(), other["isMe"]!.GetValue<bool>()));
        Assert.Equal((404, 2285581, "Resource not found"), (await GetAsync(Users + "/77/profiles")).NpError());
    }

    [Fact]
    public async Task Have_an_older_profile_by_their_name_with_the_fields_that_were_asked_for()
    {
        JsonNode profile = (await GetAsync("/userProfile/v1/users/emusilver/profile2?fields=accountId,npId,trophySummary(@default,level),presences(@titleInfo)", PsnFlow.Community)).Json["profile"]!;

        Assert.Equal(["onlineId", "accountId", "npId", "trophySummary", "presences"], profile.AsObject().Select(member => member.Key));
        Assert.Equal(("EmuSilver", "9100000000000000002", 27), (profile["onlineId"]!.GetValue<string>(), profile["accountId"]!.GetValue<string>(), profile["trophySummary"]!["level"]!.GetValue<int>()));
        WireAnswer nobody = await GetAsync("/userProfile/v1/users/Zoe/profile2?fields=onlineId", PsnFlow.Community);
        Assert.Equal((404, 2105356, "User not found"), nobody.NpError());
        Assert.Null(nobody.Json["error"]!["referenceId"]);
        Assert.Equal(["onlineId"], (await GetAsync("/userProfile/v1/users/EmuPrivate/profile2?fields=aboutMe", PsnFlow.Community)).Json["profile"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Are_told_who_they_are()
    {
        WireAnswer answer = await Client.PsnGetAsync(PsnFlow.Devices, "/api/v1/devices/accounts/me?includeFields=device,systemData&platform=PS5", (await Client.PsnSignInAsync(Emulator.Psn.NpssoOf("EmuSilver")))["access_token"], withId: false);

        Assert.Equal((HttpStatusCode.OK, "9100000000000000002", "PS4"), (answer.Status, answer["accountId"], answer.Json["accountDevices"]![0]!["deviceType"]!.GetValue<string>()));
    }
}
