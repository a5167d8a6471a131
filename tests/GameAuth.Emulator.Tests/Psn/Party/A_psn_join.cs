using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn.Party;

public sealed class A_psn_join : PsnPartyTest
{
    [Fact]
    public async Task Has_two_steps()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        await player.ListAsync();

        WireAnswer joined = await player.JoinAsync(id);
        WireAnswer ready = await player.ReadyAsync(id);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.NoContent), (joined.Status, ready.Status));
        Assert.Equal(["EmuSilver", "EmuTrophies"], Emulator.Psn.Parties.Single().Members);
        Assert.Empty(Emulator.Psn.OrderProblems);
        Assert.Equal(409, (int)(await player.JoinAsync(id)).Status);
    }

    [Fact]
    public async Task Is_of_a_party_that_the_player_was_told_of()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();

        Assert.Equal(404, (int)(await player.JoinAsync(id)).Status);
        Assert.Equal("psn.party-join: no list, invitation, event or answer named this party to the player", LastOrderProblem);
        await player.ListAsync();
        Assert.Equal(201, (int)(await player.JoinAsync(id)).Status);
    }

    [Fact]
    public async Task Begins_with_the_first_step()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        await player.ListAsync();

        Assert.Equal((403, 0, "Only session members permitted"), (await player.ReadyAsync(id)).NpError());
        Assert.StartsWith("psn.party-ready: ", LastOrderProblem, StringComparison.Ordinal);
        Assert.Equal(404, (int)(await player.ReadyAsync(Emulator.Psn.CreateParty(new EmulatedPsnParty { Members = ["EmuSilver"] }))).Status);
    }

    [Fact]
    public async Task Sets_one_item_in_its_second_step()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        await player.ListAsync();
        await player.JoinAsync(id);

        foreach (string data in (string[])[PsnPartyFlow.Before, "no base64", Base64("""["","AgAAAA=="]"""), Base64("""["","AgAAAA==","2","0","6.2.0","0","0","0","",""]"""), Base64("{}")])
        {
            Assert.Equal((400, 2281473, "Bad Request (body.customData4)"), (await player.ReadyAsync(id, data)).NpError());
        }

        Assert.Equal(204, (int)(await player.ReadyAsync(id)).Status);
        Assert.Equal(204, (int)(await player.ReadyAsync(id)).Status);
    }

    [Theory]
    [InlineData("accountId", "\"9100000000000000001\"")]
    [InlineData("platform", "\"PS5\"")]
    [InlineData("pushContexts", "[]")]
    [InlineData("pushContexts", """[{"contextId":"1"}]""")]
    [InlineData("voiceChatActivated", "\"true\"")]
    [InlineData("madeUp", "true")]
    public async Task Is_made_of_the_documented_body(string member, string value)
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        await player.ListAsync();
        JsonObject odd = PsnPartyFlow.Member();
        odd[member] = JsonNode.Parse(value);

        Assert.StartsWith($"Bad Request (body.members[0].{member}", (await player.JoinAsync(id, odd)).NpError().Message, StringComparison.Ordinal);
        JsonObject withDevice = PsnPartyFlow.Member();
        withDevice["deviceUniqueId"] = PsnFlow.DeviceId;
        Assert.Equal(201, (int)(await player.JoinAsync(id, withDevice)).Status);
    }

    [Fact]
    public async Task Whose_answer_was_lost_has_happened()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        await player.ListAsync();
        Emulator.Faults.Add(Fault.DropAfter("psn.party-join"));

        await Assert.ThrowsAsync<HttpRequestException>(() => player.JoinAsync(id));

        Assert.Contains("EmuTrophies", Emulator.Psn.Parties.Single().Members);
        Assert.Equal(204, (int)(await player.ReadyAsync(id)).Status);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

public sealed class A_psn_party_list : PsnPartyTest
{
    [Fact]
    public async Task Is_given_once_in_half_a_minute_in_whatever_form()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        DateTimeOffset first = Time.GetUtcNow();
        Assert.Equal(200, (int)(await player.ListAsync()).Status);
        Time.Advance(TimeSpan.FromSeconds(29));

        WireAnswer soon = await player.ListByIdAsync(id);

        Assert.Equal((429, 2122251, "Rate limit exceeded"), soon.NpError());
        Assert.Equal(first.AddSeconds(30).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), soon.Header("X-RateLimit-Next-Available"));
        Assert.Equal("psn.parties-by-id: the party list was asked for too soon", LastOrderProblem);
        Assert.Equal(200, (int)(await (await PlayerAsync("EmuSilver")).ListAsync()).Status);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (int)(await player.ListAsync()).Status);
        Emulator.Psn.ClearLimits();
        Assert.Equal(200, (int)(await player.ListAsync()).Status);
    }

    [Fact]
    public async Task Counts_where_it_was_given_though_the_answer_was_lost()
    {
        PsnPartyFlow player = await PlayerAsync();
        Emulator.Faults.Add(Fault.DropBefore("psn.parties"));
        Emulator.Faults.Add(Fault.DropAfter("psn.parties"));

        await Assert.ThrowsAsync<HttpRequestException>(player.ListAsync);
        await Assert.ThrowsAsync<HttpRequestException>(player.ListAsync);

        Assert.Equal(429, (int)(await player.ListAsync()).Status);
    }

    [Fact]
    public async Task Has_the_documented_body()
    {
        PsnPartyFlow player = await PlayerAsync();
        player.Others["x-psn-request-id"] = null;
        Assert.Equal(400, (int)(await player.ListAsync()).Status);

        HttpRequestMessage request = new(HttpMethod.Post, Client.Address(PsnFlow.Api, "/api/sessionManager/v2/sys/gameBase/parties/bulkGet?limit=11")) { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + await AccessAsync());
        request.Headers.TryAddWithoutValidation("x-psn-request-id", PsnFlow.NewId());
        Assert.Equal((400, 2281473, "Bad Request (body: application/json)"), (await Client.SendAsync(request)).NpError());
    }
}

public sealed class A_lenient_psn_party_list : PsnPartyTest
{
    protected override void Configure(EmulatorOptions options, PsnEmulatorOptions psn) => psn.Lenient = true;

    [Fact]
    public async Task Is_given_at_any_time()
    {
        PsnPartyFlow player = await PlayerAsync();

        Assert.Equal((200, 200), ((int)(await player.ListAsync()).Status, (int)(await player.ListAsync()).Status));
    }
}
