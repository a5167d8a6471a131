using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Realtime;

public sealed class A_subscription : RtaTest
{
    protected override void Configure(EmulatorOptions options) => options.Xbox.RtaSubscriptionLimit = 2;

    [Fact]
    public async Task To_achievements_tells_what_is_achieved_and_what_comes_nearer()
    {
        using RtaClient rta = await ConnectAsync();
        JsonArray subscribed = await rta.AskAsync($"""[1,1,"{Quest}"]""");
        Assert.Equal([1, 1, 0], subscribed.Take(3).Select(one => one!.GetValue<int>()));

        Emulator.Xbox.Progress("EmuPlayer1", "1900000101", "5", 41);
        Emulator.Xbox.Unlock("EmuPlayer1", "1900000102", "12");
        Emulator.Xbox.Unlock("EmuPlayer1", "1900000101", "5");

        JsonArray near = await rta.ReadAsync();
        JsonArray there = await rta.ReadAsync();
        Assert.Equal((3, subscribed[3]!.GetValue<int>()), (near[0]!.GetValue<int>(), near[1]!.GetValue<int>()));
        Assert.Equal(("InProgress", "41", "0001-01-01T00:00:00.0000000Z"), Told(near));
        Assert.Equal(("Achieved", "100", "2026-01-02T03:04:05.0000000Z"), Told(there));
        Assert.Equal(("e0000000-0000-4000-8000-00000000000a", 1), (there[2]!["serviceConfigId"]!.GetValue<string>(), there[2]!["contractVersion"]!.GetValue<int>()));
        Assert.Equal([Quest, Quest], Emulator.Log.Of("rta.event").Select(one => one.Path));
    }

    [Fact]
    public async Task To_presence_begins_with_it_and_tells_its_changes()
    {
        using RtaClient rta = await ConnectAsync();
        JsonNode before = (await rta.AskAsync($"""[1,1,"{Friend}"]"""))[4]!;

        Emulator.Xbox.SetPresence("EmuFriend1", new EmulatedPresence());
        JsonNode after = (await rta.ReadAsync())[2]!;

        Assert.Equal(2814600000000101, before["xuid"]!.GetValue<long>());
        Assert.Equal(JsonValueKind.Number, before["xuid"]!.GetValueKind());
        Assert.Equal(("Online", 1900000102, "Lap 2 of 3"), (before["presenceState"]!.GetValue<string>(), before["titleid"]!.GetValue<int>(), before["presenceDetails"]![0]!["richPresenceText"]!.GetValue<string>()));
        Assert.Equal(("Offline", "Offline", 0), (after["presenceState"]!.GetValue<string>(), after["presenceText"]!.GetValue<string>(), after["presenceDetails"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("\"https://achievements.xboxlive.com/users/xuid(2814600000000001)/achievements/E0000000-0000-4000-8000-00000000000A\"")]
    [InlineData("\"https://achievements.xboxlive.com/users/xuid(1)/achievements/e0000000-0000-4000-8000-00000000000a\"")]
    [InlineData("\"https://achievements.xboxlive.com/users/xuid(2814600000000001)/achievements/e0000000-0000-4000-8000-0000000000ff\"")]
    [InlineData("\"http://userpresence.xboxlive.com/users/xuid(2814600000000001)/richpresence\"")]
    [InlineData("\"\"")]
    [InlineData("12")]
    public async Task To_nothing_is_status_1(string resource)
    {
        using RtaClient rta = await ConnectAsync();

        Assert.Equal("[1,9,1]", (await rta.AskAsync($"[1,9,{resource}]")).ToJsonString());
        Assert.Empty(Emulator.Xbox.RtaSubscriptions);
        Assert.Equal(1, Emulator.Log.Of("rta.subscribe").Single().Status);
    }

    [Fact]
    public async Task Beyond_the_limit_is_status_2_until_another_ends()
    {
        using RtaClient rta = await ConnectAsync();
        int first = (await rta.AskAsync($"""[1,1,"{Mine}"]"""))[3]!.GetValue<int>();
        await rta.AskAsync($"""[1,2,"{Friend}"]""");

        Assert.Equal("[1,3,2]", (await rta.AskAsync($"""[1,3,"{Quest}"]""")).ToJsonString());
        Assert.Equal([Mine, Friend], Emulator.Xbox.RtaSubscriptions);
        Assert.Equal("[2,4,0]", (await rta.AskAsync($"[2,4,{first}]")).ToJsonString());
        Assert.Equal(0, (await rta.AskAsync($"""[1,5,"{Quest}"]"""))[2]!.GetValue<int>());
    }

    [Fact]
    public async Task That_ended_tells_nothing_and_ends_once()
    {
        using RtaClient rta = await ConnectAsync();
        int id = (await rta.AskAsync($"""[1,1,"{Quest}"]"""))[3]!.GetValue<int>();
        await rta.AskAsync($"[2,2,{id}]");
        Emulator.Xbox.Unlock("EmuPlayer1", "1900000101", "5");

        Assert.Equal("[2,3,1]", (await rta.AskAsync($"[2,3,{id}]")).ToJsonString());
        Assert.Empty(Emulator.Log.Of("rta.event"));
    }

    [Fact]
    public async Task Is_of_one_connection_and_its_number_never_comes_twice_there()
    {
        using RtaClient one = await ConnectAsync();
        using RtaClient two = await ConnectAsync();
        int first = (await one.AskAsync($"""[1,1,"{Quest}"]"""))[3]!.GetValue<int>();
        await one.AskAsync($"[2,2,{first}]");
        int second = (await one.AskAsync($"""[1,3,"{Quest}"]"""))[3]!.GetValue<int>();

        Assert.NotEqual(first, second);
        Assert.Equal("[2,1,1]", (await two.AskAsync($"[2,1,{second}]")).ToJsonString());
    }

    [Fact]
    public async Task Whose_sequence_does_not_count_up_is_noted()
    {
        using RtaClient rta = await ConnectAsync();
        await rta.AskAsync($"""[1,1,"{Mine}"]""");
        await rta.AskAsync($"""[1,1,"{Quest}"]""");

        Assert.Equal([null, "the sequence does not count up"], Emulator.Log.Of("rta.subscribe").Select(one => one.Note));
    }

    private static (string State, string Current, string Time) Told(JsonArray frame)
    {
        JsonNode one = frame[2]!["progression"]![0]!;
        return (one["progressState"]!.GetValue<string>(), one["requirements"]![0]!["current"]!.GetValue<string>(), one["timeUnlocked"]!.GetValue<string>());
    }
}
