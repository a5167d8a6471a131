using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using GameAuth.ProviderContract;

namespace GameAuth.Psn.Tests.Push;

/// <summary>What comes over a connection, and what the application hears of it.</summary>
public class EventTests
{
    [Theory]
    [InlineData("psn:sessionManager:sys:v2:partySession:created", PsnPartyEventKind.Created)]
    [InlineData("psn:sessionManager:sys:outside:v2:partySession:deleted", PsnPartyEventKind.Deleted)]
    [InlineData("psn:sessionManager:sys:v2:ps:members:created", PsnPartyEventKind.MembersJoined)]
    [InlineData("psn:sessionManager:sys:v2:ps:members:deleted", PsnPartyEventKind.MembersLeft)]
    [InlineData("psn:sessionManager:sys:v2:ps:owner:updated", PsnPartyEventKind.OwnerChanged)]
    [InlineData("psn:sessionManager:sys:v2:ps:sessionName:updated", PsnPartyEventKind.NameChanged)]
    [InlineData("psn:sessionManager:sys:v2:ps:visibilityType:updated", PsnPartyEventKind.VisibilityChanged)]
    [InlineData("psn:sessionManager:sys:outside:v2:ps:visibilityType:updated", PsnPartyEventKind.VisibilityChanged)]
    [InlineData("psn:sessionManager:sys:v2:ps:joinableUserType:updated", PsnPartyEventKind.JoinableChanged)]
    [InlineData("psn:sessionManager:sys:v2:ps:maxMembers:updated", PsnPartyEventKind.MaxMembersChanged)]
    [InlineData("psn:sessionManager:sys:v2:ps:m:customData3:updated", PsnPartyEventKind.MemberDataChanged)]
    [InlineData("psn:sessionManager:sys:v2:ps:m:customData4:updated", PsnPartyEventKind.MemberDataChanged)]
    [InlineData("psn:sessionManager:sys:v2:ps:customMessage:noSeq:created", PsnPartyEventKind.Message)]
    [InlineData("psn:sessionManager:sys:v2:ps:invitations:created", PsnPartyEventKind.Invited)]
    [InlineData("psn:sessionManager:sys:v2:partySession:invitation:created", PsnPartyEventKind.Invited)]
    [InlineData("psn:sessionManager:sys:outside:v2:partySession:invited", PsnPartyEventKind.Invited)]
    public async Task An_event_of_a_party_has_a_kind_and_names_the_party_and_who_has_done_it(string dataType, PsnPartyEventKind kind)
    {
        PsnPushEvent news = await HearAsync(PushWorld.Say(dataType, """{"customProperties":{"from":{"accountId":"9000000000000000002","deviceUniqueId":"emu","joinOrder":1,"onlineId":"EmuFriend","platform":"MOBILE_APP"}},"sessionId":"emu-party-1"}"""));
        PsnPartyEvent party = Assert.IsAssignableFrom<PsnPartyEvent>(news);
        Assert.Equal((kind, "emu-party-1", dataType), (party.Kind, party.SessionId, party.DataType));
        Assert.Equal(new PsnPushPlayer("9000000000000000002", "EmuFriend", "MOBILE_APP"), party.From);
        Assert.Equal(kind is PsnPartyEventKind.Invited, news is PsnPartyInvited);
        Assert.Empty(party.Members);
    }

    [Fact]
    public async Task Members_are_read_one_by_one_and_numbers_may_be_text()
    {
        PsnPartyEvent party = Assert.IsType<PsnPartyEvent>(await HearAsync(PushWorld.Say(
            "psn:sessionManager:sys:v2:ps:members:created",
            """{"sessionId":17,"members":[{"accountId":9000000000000000002,"onlineId":"EmuFriend","platform":"PS5","customData4":"x"},{"accountId":"no id"},7,null,{"onlineId":"EmuNobody"},{"accountId":"9000000000000000003","onlineId":{},"platform":"a\u001b[31mb"}]}""")));
        Assert.Equal(("17", null), (party.SessionId, party.From));
        Assert.Equal([new PsnPushPlayer("9000000000000000002", "EmuFriend", "PS5"), new PsnPushPlayer("9000000000000000003", null, null)], party.Members);
    }

    [Theory]
    [InlineData("psn:sessionManager:sys:rps:sessionMessage:created", """{"sessionId":"emu-1"}""")]
    [InlineData("psn:sessionManager:sys:remotePlaySession:created", """{"sessionId":"emu-1"}""")]
    [InlineData("psn:emu:unheard", "[1]")]
    [InlineData("psn:sessionManager:sys:v2:ps:invitations:deleted", """{"sessionId":"emu-1"}""")]
    [InlineData("psn:sessionManager:sys:v2:partySession:created", "{}")]
    [InlineData("psn:sessionManager:sys:v2:partySession:created", """{"sessionId":"../members"}""")]
    [InlineData("psn:sessionManager:sys:v2:partySession:created", "[]")]
    [InlineData("psn:sessionManager:sys:v2:partySession:created", "null")]
    public async Task What_has_no_type_comes_as_it_is(string dataType, string data)
    {
        PsnPushOther other = Assert.IsType<PsnPushOther>(await HearAsync(PushWorld.Say(dataType, data)));
        Assert.Equal((dataType, data), (other.DataType, other.Data.GetRawText()));
    }

    [Fact]
    public async Task An_event_without_data_is_one_too() =>
        Assert.Equal(System.Text.Json.JsonValueKind.Undefined, Assert.IsType<PsnPushOther>(await HearAsync("""{"method":"3001","dataType":"psn:emu"}""")).Data.ValueKind);

    [Theory]
    [InlineData("no json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"method":3001}""")]
    [InlineData("""{"method":3001,"dataType":""}""")]
    [InlineData("""{"method":-1,"dataType":"x"}""")]
    [InlineData("""{"method":3001,"dataType":"psn:\ud800"}""")]
    [InlineData("deep")]
    [InlineData("binary")]
    public async Task A_message_that_can_not_be_read_is_told_of_and_the_connection_stands(string message)
    {
        LogRecorder logs = new();
        await using PsnWorld world = PushWorld.Create(logs);
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        await (message switch
        {
            "binary" => peer.SayAsync([0x00, 0xff, 0xfe, 0x7b], WebSocketMessageType.Binary),
            "deep" => peer.SayAsync($$"""{"method":3001,"dataType":"psn:emu","body":{{new string('[', 100)}}{{new string(']', 100)}}}"""),
            _ => peer.SayAsync(message),
        });
        await peer.SayAsync(PushWorld.Named("next"));
        Assert.IsType<PsnPushMissed>(await connection.NextAsync());
        Assert.Equal("next", (await connection.NextAsync()).Data.GetString());
        Assert.Equal((1, true), (world.Service.Count("push"), connection.IsConnected));
        Assert.Contains(logs.Lines, static line => line.Contains("can not be read", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line => message.Length > 6 && line.Contains(message, StringComparison.Ordinal));
        await connection.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"version":"2.1","method":2003,"tranId":"1","result":"ok"}""")]
    [InlineData("""{"method":7}""")]
    public async Task A_message_that_is_no_event_is_nobody_s_business(string message)
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        await peer.SayAsync(message, PushWorld.Named("next"));
        Assert.Equal("next", (await connection.NextAsync()).Data.GetString());
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_message_of_17_MiB_costs_the_connection_and_not_the_memory()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        Task<Exception?> speaking = Record.ExceptionAsync(() => peer.SayAsync(new string('x', 17 << 20)));
        PushPeer next = await world.ReconnectedAsync();
        await speaking;
        Assert.IsType<PsnPushMissed>(await connection.NextAsync());
        await next.SayAsync(PushWorld.Named("next"));
        Assert.Equal("next", (await connection.NextAsync()).Data.GetString());
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_finds_one_word_in_place_of_all_that_waited()
    {
        LogRecorder logs = new();
        await using PsnWorld world = PushWorld.Create(logs);
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        for (int i = 0; i <= 1024; i++)
        {
            await peer.SayAsync(PushWorld.Named(i.ToString(CultureInfo.InvariantCulture)));
        }

        await ProviderHarness.UntilAsync(() => logs.Lines.Any(static line => line.Contains("1024 events wait", StringComparison.Ordinal)));
        await peer.SayAsync(PushWorld.Named("after"));
        Assert.IsType<PsnPushMissed>(await connection.NextAsync());
        Assert.Equal("after", (await connection.NextAsync()).Data.GetString());
        await connection.DisposeAsync();
        Assert.Empty(await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task A_reader_that_gives_up_leaves_the_connection_and_what_comes()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        using CancellationTokenSource leaving = new();
        await using (IAsyncEnumerator<PsnPushEvent> reader = connection.GetAsyncEnumerator(leaving.Token))
        {
            ValueTask<bool> waiting = reader.MoveNextAsync();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        }

        await peer.SayAsync(PushWorld.Named("later"));
        Assert.Equal("later", (await connection.NextAsync()).Data.GetString());
        await connection.DisposeAsync();
    }

    private static async Task<PsnPushEvent> HearAsync(string message)
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        await using (connection)
        {
            await peer.SayAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text);
            return await connection.NextAsync();
        }
    }
}
