using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Services;

public sealed class Presence : ServiceTest
{
    [Theory]
    [InlineData("?level=user", false, false, false)]
    [InlineData("?level=device", true, false, false)]
    [InlineData("?level=title", true, true, false)]
    [InlineData("", true, true, false)]
    [InlineData("?level=all", true, true, true)]
    public async Task Is_told_as_far_as_its_level(string query, bool devices, bool titles, bool activity)
    {
        JsonNode record = (await CallAsync("userpresence", "/users/xuid(2814600000000101)" + query, contract: "3")).Json;

        Assert.Equal(("2814600000000101", "Online"), (record["xuid"]!.GetValue<string>(), record["state"]!.GetValue<string>()));
        Assert.Equal(devices, record["devices"] is not null);
        Assert.Equal(titles, record["devices"]?[0]!["titles"] is not null);
        Assert.Equal(activity ? "Lap 2 of 3" : null, record["devices"]?[0]!["titles"]?[0]!["activity"]?["richPresence"]!.GetValue<string>());
    }

    [Fact]
    public async Task Of_somebody_offline_is_the_last_place_or_nothing()
    {
        JsonNode seen = (await CallAsync("userpresence", "/users/xuid(2814600000000102)?level=all", contract: "3")).Json;
        JsonNode never = (await CallAsync("userpresence", "/users/xuid(2814600000000103)?level=all", contract: "3")).Json;

        Assert.Equal(("Offline", "328178078", "Android"), (seen["state"]!.GetValue<string>(), seen["lastSeen"]!["titleId"]!.GetValue<string>(), seen["lastSeen"]!["deviceType"]!.GetValue<string>()));
        Assert.Equal((null, null), (never["lastSeen"], never["devices"]));
    }

    [Fact]
    public async Task Comes_for_many_as_a_bare_array()
    {
        JsonNode all = (await CallAsync("userpresence", "/users/batch", "3", """{"users":["2814600000000001","2814600000000101","2814600000000102","1"],"level":"all"}""")).Json;
        JsonNode online = (await CallAsync("userpresence", "/users/batch", "3", """{"users":["2814600000000101","2814600000000102"],"onlineOnly":true}""")).Json;

        Assert.Equal(["2814600000000001", "2814600000000101", "2814600000000102"], all.AsArray().Select(one => one!["xuid"]!.GetValue<string>()));
        Assert.Equal("2814600000000101", Assert.Single(online.AsArray())!["xuid"]!.GetValue<string>());
        Assert.Equal("presence.batch", Emulator.Log.Events[^1].Step);
    }

    [Fact]
    public async Task Of_somebody_cloaked_is_offline_to_others_and_not_to_themselves()
    {
        EmulatedPresence cloaked = new() { State = EmulatedPresenceState.Online, IsCloaked = true, LastSeen = Time.GetUtcNow() };
        Emulator.Xbox.SetPresence("EmuFriend1", cloaked);
        Emulator.Xbox.SetPresence("EmuPlayer1", cloaked);

        JsonNode friend = (await CallAsync("userpresence", "/users/xuid(2814600000000101)", contract: "3")).Json;
        JsonNode me = (await CallAsync("userpresence", "/users/me", contract: "3")).Json;

        Assert.Equal(("Offline", null, "Online"), (friend["state"]!.GetValue<string>(), friend["lastSeen"], me["state"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Changes_while_the_emulator_runs()
    {
        Emulator.Xbox.SetPresence("emuplayer1", new EmulatedPresence { State = EmulatedPresenceState.Away, TitleId = Quest, TitleName = "Emulated Quest", RichPresence = "Resting" });

        JsonNode me = (await CallAsync("userpresence", "/users/me?level=all", contract: "3")).Json;

        Assert.Equal(("Away", "Inactive"), (me["state"]!.GetValue<string>(), me["devices"]![0]!["titles"]![0]!["state"]!.GetValue<string>()));
        Assert.Equal(EmulatedPresenceState.Away, Emulator.Xbox.PlayerNow("EmuPlayer1").Presence.State);
        Assert.Throws<EmulatorException>(() => Emulator.Xbox.SetPresence("Zoe", new EmulatedPresence()));
    }

    [Theory]
    [InlineData("/users/xuid(1)", null, HttpStatusCode.NotFound)]
    [InlineData("/users/me?level=more", null, HttpStatusCode.BadRequest)]
    [InlineData("/users/batch", """{"users":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("/users/batch", """{"users":["1"],"level":"more"}""", HttpStatusCode.BadRequest)]
    [InlineData("/users/batch", "[]", HttpStatusCode.BadRequest)]
    public async Task Is_refused(string target, string? body, HttpStatusCode status) => Assert.Equal(status, (await CallAsync("userpresence", target, "3", body)).Status);

    [Theory]
    [InlineData(BodyDamage.UnknownFields, JsonValueKind.Array)]
    [InlineData(BodyDamage.Deep, JsonValueKind.Array)]
    [InlineData(BodyDamage.DuplicateKeys, JsonValueKind.Array)]
    public async Task Can_be_damaged_though_it_is_an_array(BodyDamage damage, JsonValueKind kind)
    {
        Emulator.Faults.Add(new Fault { At = "presence.batch", Damage = damage });

        WireAnswer answer = await CallAsync("userpresence", "/users/batch", "3", """{"users":["2814600000000001"]}""");

        using JsonDocument document = JsonDocument.Parse(answer.Text, new JsonDocumentOptions { MaxDepth = 1000 });
        Assert.Equal(kind, document.RootElement.ValueKind);
        Assert.Contains(damage is BodyDamage.Deep ? "[[[[" : damage is BodyDamage.UnknownFields ? "zzUnknownText" : "\"xuid\":null", answer.Text, StringComparison.Ordinal);
    }
}
