using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn.Party;

public sealed class A_psn_party : PsnPartyTest
{
    [Fact]
    public async Task Is_made_named_and_left()
    {
        PsnPartyFlow player = await PlayerAsync();

        WireAnswer made = await player.CreateAsync("Emulated nights");
        string id = made.Json["v2PartySessions"]![0]!["sessionId"]!.GetValue<string>();
        WireAnswer named = await player.RenameAsync(id, "Überholspur");
        EmulatedPsnParty now = Emulator.Psn.Parties.Single();
        WireAnswer left = await player.LeaveAsync(id);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.NoContent, HttpStatusCode.NoContent), (made.Status, named.Status, left.Status));
        Assert.Equal((id, "Überholspur", "EmuTrophies", 16, false), (now.SessionId, now.Name, now.Members.Single(), now.MaxMembers, now.IsForFriends));
        Assert.Empty(Emulator.Psn.Parties);
        Assert.Equal(404, (int)(await player.LeaveAsync(id)).Status);
        Assert.Empty(Emulator.Psn.OrderProblems);
    }

    [Fact]
    public async Task Of_a_friend_is_listed_as_the_service_writes_it()
    {
        string id = FriendsParty();
        Emulator.Psn.CreateParty(new EmulatedPsnParty { Members = ["EmuSilver"] });

        WireAnswer list = await (await PlayerAsync()).ListAsync();

        JsonNode party = list.Json["parties"]!.AsArray().Single()!;
        Assert.Equal(
            ["sessionId", "sessionName", "members", "owner", "maxMembers", "partyJoinable", "partyRequestToJoinable", "visibilityType", "joinableUserType"],
            party.AsObject().Select(member => member.Key));
        Assert.Equal((id, "Silver", Friend, "FRIENDS_ONLY", "FRIENDS"), (
            party["sessionId"]!.GetValue<string>(), party["sessionName"]!.GetValue<string>(), party["owner"]!.GetValue<string>(), party["visibilityType"]!.GetValue<string>(), party["joinableUserType"]!.GetValue<string>()));
        Assert.Equal("""{"accountId":"9100000000000000002","onlineId":"EmuSilver","platform":"MOBILE_APP"}""", party["members"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Is_listed_by_id_where_one_is_named()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();

        Assert.Equal((400, 2281473, "Bad Request (header: X-PSN-SESSION-MANAGER-SESSION-IDS)"), (await player.ListByIdAsync(null)).NpError());
        Assert.Equal(id, (await player.ListByIdAsync(id)).Json["partySessions"]![0]!["sessionId"]!.GetValue<string>());
    }

    [Fact]
    public async Task By_invitation_is_seen_by_who_was_invited()
    {
        PsnPartyFlow host = await PlayerAsync();
        PsnPartyFlow guest = await PlayerAsync("EmuSilver");
        string id = (await host.CreateAsync()).Json["v2PartySessions"]![0]!["sessionId"]!.GetValue<string>();
        Assert.Empty((await guest.ListAsync()).Json["parties"]!.AsArray());

        WireAnswer invited = await host.InviteAsync(id, Friend);

        JsonNode invitation = (await guest.InvitationsAsync()).Json["invitations"]!.AsArray().Single()!;
        Assert.Equal((HttpStatusCode.Created, id, "EmuTrophies"), (invited.Status, invitation["sessionId"]!.GetValue<string>(), invitation["from"]!["onlineId"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.Created, (await guest.JoinAsync(id)).Status);
        Assert.Empty((await guest.InvitationsAsync()).Json["invitations"]!.AsArray());
        Assert.Equal(404, (int)(await host.InviteAsync(id, "1")).Status);
    }

    [Fact]
    public async Task Passes_to_who_is_there_longest_when_its_owner_goes()
    {
        (PsnPartyFlow player, string id) = await JoinedAsync();

        Emulator.Psn.Leave(id, "emusilver");

        Assert.Equal("9100000000000000001", (await player.ListByIdAfterAsync(Time, id))["owner"]!.GetValue<string>());
        Emulator.Psn.Leave(id, "EmuTrophies");
        Assert.Contains("no party", Assert.Throws<EmulatorException>(() => Emulator.Psn.Join(id, "EmuSilver")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sessionType", "\"LOBBY\"")]
    [InlineData("maxMembers", "\"16\"")]
    [InlineData("maxMembers", "17")]
    [InlineData("visibilityType", "\"EVERYBODY\"")]
    [InlineData("members", "[]")]
    [InlineData("madeUp", "1")]
    [InlineData("sessionName", "null")]
    public async Task Is_not_made_of_another_body_than_the_documented_one(string member, string value)
    {
        PsnPartyFlow player = await PlayerAsync();
        JsonObject party = JsonNode.Parse($$"""
            {"sessionType":"ROOM","sessionName":"","maxMembers":16,"visibilityType":"INVITE_ONLY","joinableUserType":"INVITE_ONLY","members":[{{PsnPartyFlow.Member().ToJsonString()}}]}
            """)!.AsObject();
        Assert.Equal(201, (int)(await player.CreateAsync(body: new JsonObject { ["v2PartySessions"] = new JsonArray(party.DeepClone()) })).Status);
        party[member] = JsonNode.Parse(value);

        WireAnswer answer = await player.CreateAsync(body: new JsonObject { ["v2PartySessions"] = new JsonArray(party) });

        Assert.Equal((400, 2281473, $"Bad Request (body.v2PartySessions[0].{member})"), answer.NpError());
    }

    [Fact]
    public async Task Names_the_language_of_its_name()
    {
        PsnPartyFlow player = await PlayerAsync();
        player.Others["X-PSN-SESSION-MANAGER-SET-PROFANITY-FILTER-LANGUAGE-CODE"] = null;

        Assert.Equal(400, (int)(await player.CreateAsync()).Status);
    }

    [Fact]
    public async Task Takes_no_custom_message_from_a_desktop()
    {
        (PsnPartyFlow player, string id) = await JoinedAsync();

        Assert.Equal((400, 2281473, "Bad Request (body: null)"), (await player.SayAsync(id, Friend)).NpError());
    }

    [Theory]
    [InlineData("Zoe", null, "Zoe")]
    [InlineData("EmuSilver", "1", "UUID")]
    public void That_makes_no_sense_is_not_made(string member, string? sessionId, string problem)
    {
        EmulatedPsnParty party = new() { Members = [member], SessionId = sessionId };

        Assert.Contains(problem, Assert.Throws<EmulatorException>(() => Emulator.Psn.CreateParty(party)).Message, StringComparison.Ordinal);
    }
}

public sealed class A_psn_party_of_options : PsnPartyTest
{
    protected override void Configure(EmulatorOptions options, PsnEmulatorOptions psn)
    {
        psn.Parties.Add(new EmulatedPsnParty { SessionId = "e3000000-0000-4000-8000-0000000000aa", Name = "Told", Members = ["EmuSilver"], Invited = ["EmuTrophies"], MaxMembers = 2 });
        (psn.HidesInvitations, psn.TakesCustomMessages) = (true, true);
    }

    [Fact]
    public async Task Is_there_at_the_start_and_may_be_full()
    {
        PsnPartyFlow player = await PlayerAsync();
        string id = Emulator.Psn.Parties.Single().SessionId!;
        Emulator.Psn.Join(id, "EmuPrivate");

        Assert.Empty((await player.InvitationsAsync()).Json["invitations"]!.AsArray());
        Assert.Equal(403, (int)(await player.JoinAsync(id)).Status);
        Emulator.Psn.Leave(id, "EmuPrivate");
        Assert.Equal(201, (int)(await player.JoinAsync(id)).Status);
        Assert.Equal(204, (int)(await player.SayAsync(id, Friend)).Status);
    }

    [Fact]
    public async Task That_makes_no_sense_ends_the_start()
    {
        EmulatorOptions options = new();
        options.Psn.Parties.Add(new EmulatedPsnParty { Members = [] });

        Assert.Contains("Parties", (await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(options))).Message, StringComparison.Ordinal);
    }
}

internal static class LaterList
{
    /// <summary>A list as soon as one is given again.</summary>
    public static async Task<JsonNode> ListByIdAfterAsync(this PsnPartyFlow player, ManualTime time, string id)
    {
        time.Advance(TimeSpan.FromSeconds(30));
        return (await player.ListByIdAsync(id)).Json["partySessions"]![0]!;
    }
}
