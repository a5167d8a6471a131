using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Psn.Party;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn.Push;

public sealed class A_psn_push_connection : PsnPartyTest
{
    private const string Address = "/np/serveraddr?version=3.0&fields=keepAliveStatus&keepAliveStatusType=6";

    [Fact]
    public async Task Has_an_address_and_times_to_keep()
    {
        WireAnswer answer = await Client.PsnGetAsync(PushClient.Host, Address, await AccessAsync(), withId: false);

        Assert.Equal((HttpStatusCode.OK, PushClient.Host), (answer.Status, answer["fqdn"]));
        Assert.Equal("""{"clientKeepAliveInterval":10000,"clientKeepAliveTimeout":40000,"serverKeepAliveTimeout":30000,"serverPresenceTimeout":30000}""", answer.Json["keepAliveStatus"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/np/serveraddr?version=1.0&fields=keepAliveStatus&keepAliveStatusType=6")]
    [InlineData("/np/serveraddr?version=2.1&fields=keepAliveStatus&keepAliveStatusType=")]
    [InlineData("/np/serveraddr?version=2.1&keepAliveStatusType=3")]
    public async Task Has_no_address_for_another_question(string target)
    {
        Assert.Equal(400, (int)(await Client.PsnGetAsync(PushClient.Host, target, await AccessAsync())).Status);
        Assert.Equal(401, (int)(await Client.PsnGetAsync(PushClient.Host, Address, null)).Status);
    }

    [Fact]
    public async Task Is_known_as_soon_as_it_is_open()
    {
        using PushClient push = await PushClient.ConnectAsync(Emulator, await AccessAsync());

        Assert.Equal((WebSocketState.Open, "np-pushpacket", 1), (push.Socket.State, push.Socket.SubProtocol, Emulator.Psn.PushConnections));
        Assert.Equal(101, Emulator.Log.Of("psn.push-connect").Single().Status);
        await push.CloseAsync();
        Assert.Equal("the client closed", (await LoggedAsync("psn.push-close")).Note);
        Assert.Equal(0, Emulator.Psn.PushConnections);
    }

    [Theory]
    [InlineData("X-PSN-APP-TYPE", null)]
    [InlineData("X-PSN-APP-VER", null)]
    [InlineData("X-PSN-OS-VER", null)]
    [InlineData("X-PSN-PROTOCOL-VERSION", "1.0")]
    [InlineData("X-PSN-KEEP-ALIVE-STATUS-TYPE", "")]
    [InlineData("X-PSN-RECONNECTION", null)]
    [InlineData("X-PSN-RECONNECTION", "true")]
    public async Task Needs_every_header(string name, string? value)
    {
        using PushClient push = await PushClient.ConnectAsync(Emulator, await AccessAsync(), others: (name, value));

        Assert.Equal(HttpStatusCode.BadRequest, push.Socket.HttpStatusCode);
        Assert.Equal("missing or odd: " + name, LastNote);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("np-other")]
    public async Task Needs_the_subprotocol(string? protocol)
    {
        using PushClient push = await PushClient.ConnectAsync(Emulator, await AccessAsync(), protocol);

        Assert.Equal(HttpStatusCode.BadRequest, push.Socket.HttpStatusCode);
    }

    [Fact]
    public async Task Needs_a_token_and_a_handshake()
    {
        using PushClient push = await PushClient.ConnectAsync(Emulator, null);

        Assert.Equal(HttpStatusCode.Unauthorized, push.Socket.HttpStatusCode);
        Assert.Equal(400, (int)(await Client.PsnGetAsync(PushClient.Host, "/np/pushNotification", await AccessAsync())).Status);
    }

    [Fact]
    public async Task Comes_again_after_it_was_dropped()
    {
        string access = await AccessAsync();
        using PushClient first = await PushClient.ConnectAsync(Emulator, access);

        Assert.Equal(1, Emulator.Psn.DropPushConnections());
        await Assert.ThrowsAsync<WebSocketException>(first.ReceiveAsync);
        using PushClient second = await PushClient.ConnectAsync(Emulator, access, others: ("X-PSN-RECONNECTION", "true"));

        Assert.Equal((WebSocketState.Open, 1), (second.Socket.State, Emulator.Psn.PushConnections));
        Assert.Equal(1, Emulator.Psn.ClosePushConnections());
        Assert.Null(await second.ReceiveAsync());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, second.Socket.CloseStatus);
    }

    [Fact]
    public async Task Tells_what_happens_in_the_player_s_parties()
    {
        string id = FriendsParty();
        PsnPartyFlow player = await PlayerAsync();
        using PushClient push = await PushClient.ConnectAsync(Emulator, await AccessAsync());
        await player.ListAsync();
        await player.JoinAsync(id);
        await player.ReadyAsync(id);
        Emulator.Psn.Join(id, "EmuPrivate");
        Emulator.Psn.Rename(id, "Now");
        Emulator.Psn.Leave(id, "EmuSilver");
        Emulator.Psn.Leave(id, "EmuPrivate");
        await player.LeaveAsync(id);

        const string Party = "psn:sessionManager:sys:v2:ps:";
        (string Name, string Says)[] expected =
        [
            (Party + "members:created", "9100000000000000001"),
            (Party + "m:customData4:updated", "AgAAAA"),
            (Party + "members:created", "EmuPrivate"),
            (Party + "sessionName:updated", "\"sessionName\":\"Now\""),
            (Party + "members:deleted", "EmuSilver"),
            (Party + "owner:updated", "\"owner\":\"9100000000000000001\""),
            (Party + "members:deleted", "EmuPrivate"),
            (Party + "members:deleted", "EmuTrophies"),
            ("psn:sessionManager:sys:outside:v2:partySession:deleted", "LAST_MEMBER_LEFT"),
        ];
        foreach ((string name, string says) in expected)
        {
            (string dataType, JsonNode data) = await push.EventAsync();
            Assert.Equal((name, id), (dataType, data["sessionId"]!.GetValue<string>()));
            Assert.Contains(name.Contains("customData", StringComparison.Ordinal) ? Convert.ToBase64String(Convert.FromBase64String(PsnPartyFlow.After)) : says, data.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.Equal(expected.Select(one => one.Name), Emulator.Log.Of("psn.push-event").Select(one => one.Path));
    }

    [Fact]
    public async Task Tells_of_a_party_that_was_made_and_of_invitations()
    {
        using PushClient push = await PushClient.ConnectAsync(Emulator, await AccessAsync());
        string id = Emulator.Psn.CreateParty(new EmulatedPsnParty { Members = ["EmuSilver"], Invited = ["EmuTrophies"] });
        await (await PlayerAsync()).CreateAsync("Mine");
        Emulator.Psn.SendPush("emutrophies", "psn:of:no:documentation", new JsonObject { ["a"] = 1 });

        (string DataType, JsonNode Data) invited = await push.EventAsync();
        (string DataType, JsonNode Data) made = await push.EventAsync();

        Assert.Equal(("psn:sessionManager:sys:v2:ps:invitations:created", id), (invited.DataType, invited.Data["sessionId"]!.GetValue<string>()));
        Assert.Equal(("psn:sessionManager:sys:v2:partySession:created", "Mine"), (made.DataType, made.Data["sessionName"]!.GetValue<string>()));
        Assert.Equal("psn:sessionManager:sys:v2:ps:members:created", (await push.EventAsync()).DataType);
        Assert.Equal("psn:of:no:documentation", (await push.EventAsync()).DataType);
    }

    [Fact]
    public async Task Carries_events_as_the_service_writes_them()
    {
        using PushClient push = await PushClient.ConnectAsync(Emulator, await AccessAsync());
        Emulator.Psn.SendPush("EmuTrophies", "x", new JsonObject());

        Assert.Equal(
            """{"version":"3.0","method":3001,"dataType":"x","to":{"accountId":"9100000000000000001","onlineId":"EmuTrophies","platform":["MOBILE_APP"]},"body":{"data":{}}}""",
            await push.ReceiveAsync());
    }

    [Fact]
    public async Task Answers_pings_and_the_log_has_them()
    {
        using RawPushClient push = await RawPushClient.ConnectAsync(Emulator, await AccessAsync());
        byte[] ping = RawPushClient.Frame(opcode: 9, length: 3);

        await push.WriteAsync(ping[..4]);
        await push.WriteAsync(ping[4..]);

        Assert.Equal([0x8A, 3, (byte)'a', (byte)'a', (byte)'a'], await push.ReadAsync(5));
        Assert.Equal(("PING", "9100000000000000001"), (Emulator.Log.Of("psn.push-ping").Single().Method, Emulator.Log.Of("psn.push-ping").Single().Trail!.AccountId));
    }

    [Fact]
    public async Task Answers_nothing_when_it_is_frozen()
    {
        using RawPushClient push = await RawPushClient.ConnectAsync(Emulator, await AccessAsync());
        Assert.Equal(1, Emulator.Psn.FreezePushConnections());

        await push.WriteAsync(RawPushClient.Frame(opcode: 9, length: 0));
        Emulator.Psn.SendPush("EmuTrophies", "x", new JsonObject());

        // What comes is the event, and no answer to the ping before it.
        Assert.Equal(0x81, (await push.ReadAsync(1))[0]);
        Assert.Equal(1, Emulator.Psn.PushConnections);
        Assert.Equal(0, Emulator.Log.Count("psn.push-ping"));
    }

    [Theory]
    [InlineData(10, 125, 1)]
    [InlineData(1, 126, 3)]
    [InlineData(1, 60_000, 7_000)]
    [InlineData(1, 65_536, 100_000)]
    public async Task Finds_a_ping_after_a_frame_of_any_size_in_any_pieces(int opcode, int length, int piece)
    {
        using RawPushClient push = await RawPushClient.ConnectAsync(Emulator, await AccessAsync());

        foreach (byte[] part in ((byte[])[.. RawPushClient.Frame(opcode, length), .. RawPushClient.Frame(9, 1)]).Chunk(piece)) { await push.WriteAsync(part); }

        Assert.Equal("PING", (await LoggedAsync("psn.push-ping")).Method);
        Assert.Equal(1, Emulator.Log.Count("psn.push-ping"));
    }

    [Fact]
    public async Task Takes_the_frame_that_names_account_and_token()
    {
        string access = await AccessAsync();
        using PushClient good = await PushClient.ConnectAsync(Emulator, access);
        await good.SendAsync($$$"""{"version":"3.0","method":1003,"tranId":"1","accountId":9100000000000000001,"status":"active","auth":{"accessToken":"{{{access}}}"}}""");
        Assert.Equal(200, (await LoggedAsync("psn.push-message")).Status);
        Emulator.Psn.SendPush("EmuTrophies", "still here", new JsonObject());
        Assert.Equal("still here", (await good.EventAsync()).DataType);

        await good.SendAsync("""{"version":"3.0","method":1003,"accountId":9100000000000000001,"auth":{"accessToken":"made up"}}""");

        Assert.Null(await good.ReceiveAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, good.Socket.CloseStatus);
    }

    [Theory]
    [InlineData("""{"version":"3.0","method":1003,"accountId":9100000000000000002,"auth":{"accessToken":"$"}}""", "accountId must be the caller's, as a number")]
    [InlineData("""{"version":"3.0","method":1003,"accountId":"9100000000000000001","auth":{"accessToken":"$"}}""", "accountId must be the caller's, as a number")]
    [InlineData("""{"version":"3.0","method":1004,"accountId":9100000000000000001,"auth":{"accessToken":"$"}}""", "only method 1003 is known")]
    [InlineData("hello", "no JSON object")]
    public async Task Ends_for_any_other_frame(string frame, string why)
    {
        string access = await AccessAsync();
        using PushClient push = await PushClient.ConnectAsync(Emulator, access);

        await push.SendAsync(frame.Replace("$", access, StringComparison.Ordinal));

        Assert.Null(await push.ReceiveAsync());
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, why), (push.Socket.CloseStatus, push.Socket.CloseStatusDescription));
        Assert.Equal(400, Emulator.Log.Of("psn.push-message").Single().Status);
    }

    [Fact]
    public async Task Can_be_struck_by_faults()
    {
        string access = await AccessAsync();
        Emulator.Faults.Add(new Fault { At = "psn.push-connect", Status = 429, RetryAfter = TimeSpan.FromSeconds(7) });
        Emulator.Faults.Add(new Fault { At = "psn.push-event", Body = "[1", ExtraFrames = ["{}"] });
        Emulator.Faults.Add(new Fault { At = "psn.push-event", Drop = true, From = 2 });
        using PushClient refused = await PushClient.ConnectAsync(Emulator, access);
        using PushClient push = await PushClient.ConnectAsync(Emulator, access);

        Assert.Equal((HttpStatusCode.TooManyRequests, true), (refused.Socket.HttpStatusCode, refused.Socket.HttpResponseHeaders!.ContainsKey("X-RateLimit-Next-Available")));
        Emulator.Psn.SendPush("EmuTrophies", "x", new JsonObject());
        Assert.Equal(("{}", "[1"), (await push.ReceiveAsync(), await push.ReceiveAsync()));
        Emulator.Psn.SendPush("EmuTrophies", "x", new JsonObject());
        await Assert.ThrowsAsync<WebSocketException>(push.ReceiveAsync);
        Assert.Equal(0, Emulator.Psn.PushConnections);
    }

    private Task<EmulatorEvent> LoggedAsync(string step) => Emulator.Log.WaitForAsync(one => one.Step == step, new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
}

public sealed class A_psn_push_server_of_options : PsnTest
{
    protected override void Configure(EmulatorOptions options, PsnEmulatorOptions psn)
    {
        psn.PushServer = "44-emulated-pushcl.np.communication.playstation.net";
        psn.KeepAlive = new PsnKeepAlive { ClientInterval = TimeSpan.FromSeconds(60), ClientTimeout = TimeSpan.FromSeconds(1), ServerTimeout = TimeSpan.FromSeconds(2), PresenceTimeout = TimeSpan.FromSeconds(3) };
    }

    [Fact]
    public async Task Is_the_one_that_the_address_names()
    {
        WireAnswer answer = await Client.PsnGetAsync(PushClient.Host, "/np/serveraddr?version=2.1&fields=keepAliveStatus&keepAliveStatusType=3", await AccessAsync());

        Assert.Equal("44-emulated-pushcl.np.communication.playstation.net", answer["fqdn"]);
        Assert.Equal([60_000, 1_000, 2_000, 3_000], answer.Json["keepAliveStatus"]!.AsObject().Select(one => one.Value!.GetValue<int>()));
    }
}
