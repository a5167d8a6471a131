using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed class A_faulty_pd2_socket : Pd2Test
{
    private const string Online = "\"find\",\"game/online\"";
    private const string Account = "\"get\",\"game/account\",\"emutrader\"";

    [Fact]
    public async Task Answers_late_and_out_of_order()
    {
        using Pd2Client client = await ConnectAsync();
        Emulator.Faults.Add(new Fault { At = "pd2.online.find", Delay = TimeSpan.FromSeconds(3) });

        await client.SendAsync($"421[{Online}]");
        List<string> before = [];
        await client.CallAsync(2, Account, before);
        Assert.Empty(before);
        await Time.WaitsOfAsync(TimeSpan.FromSeconds(3), 1);
        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Null((await client.AnswerAsync(1))[0]);
    }

    [Fact]
    public async Task Answers_twice_and_with_an_id_that_nobody_waits_for()
    {
        using Pd2Client client = await ConnectAsync();
        Emulator.Faults.Add(new Fault { At = "pd2.account.get", ExtraFrames = ["{answer}", "43999[null,{}]", "42[\"odd\",{ack}]"] });
        JsonArray first = await client.CallAsync(7, Account);
        List<string> between = [];
        JsonArray second = await client.AnswerAsync(7, between);

        Assert.True(JsonNode.DeepEquals(first, second));
        Assert.Equal(["43999[null,{}]", "42[\"odd\",7]"], between);
    }

    [Fact]
    public async Task Answers_with_an_error_whose_call_took_effect_or_not()
    {
        using Pd2Client client = await SignedInAsync();
        int listings = Emulator.Pd2.Listings.Count;
        Emulator.Faults.Add(new Fault { At = "pd2.listing.create", Status = 503 });
        Emulator.Faults.Add(new Fault { At = "pd2.listing.create", FrameStatus = 500, AfterState = true });
        const string create = """
            "create","market/listing",{"type":"item","item":{"hash":"h"}},{}
            """;

        Assert.Equal(503, CodeOf(await client.CallAsync(1, create)));
        Assert.Equal(listings, Emulator.Pd2.Listings.Count);
        Assert.Equal(500, CodeOf(await client.CallAsync(2, create)));
        Assert.Equal(listings + 1, Emulator.Pd2.Listings.Count);
    }

    [Fact]
    public async Task Drops_the_connection_after_the_call_took_effect()
    {
        using Pd2Client client = await SignedInAsync();
        int listings = Emulator.Pd2.Listings.Count;
        Emulator.Faults.Add(Fault.DropAfter("pd2.listing.create"));

        await client.SendAsync("""421["create","market/listing",{"type":"item","item":{"hash":"h"}},{}]""");
        while (await client.ReceiveAsync() is not null) { }

        Assert.Equal(listings + 1, Emulator.Pd2.Listings.Count);
        Assert.Equal(WebSocketState.Aborted, client.Socket.State);
    }

    [Theory]
    [InlineData(BodyDamage.Huge, 1_000_000)]
    [InlineData(BodyDamage.Deep, 1000)]
    [InlineData(BodyDamage.HalfJson, 1)]
    [InlineData(BodyDamage.Html, 20)]
    public async Task Spoils_an_answer(BodyDamage damage, int least)
    {
        using Pd2Client client = await ConnectAsync();
        Emulator.Faults.Add(new Fault { At = "pd2.online.find", Damage = damage, HugeBytes = 1_000_000 });

        await client.SendAsync($"421[{Online}]");
        string frame = (await client.ReceiveAsync())!;

        Assert.StartsWith("431", frame, StringComparison.Ordinal);
        Assert.True(frame.Length > least);
    }

    [Fact]
    public async Task Cuts_an_answer_in_two()
    {
        using Pd2Client client = await ConnectAsync();
        Emulator.Faults.Add(new Fault { At = "pd2.online.find", Damage = BodyDamage.Truncated });

        await client.SendAsync($"421[{Online}]");

        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Pushes_late_and_double()
    {
        using Pd2Client client = await SignedInAsync("EmuBuyer");
        Emulator.Faults.Add(new Fault { At = "pd2.push", Delay = TimeSpan.FromSeconds(3) });

        Emulator.Pd2.Push("EmuBuyer", "system/notification pushed", new JsonObject { ["_id"] = "1" });
        Emulator.Pd2.Push("EmuBuyer", "system/notification pushed", new JsonObject { ["_id"] = "2" }, times: 2);

        Assert.Equal("""42["system/notification pushed",{"_id":"2"}]""", await client.ReceiveAsync());
        Assert.Equal("""42["system/notification pushed",{"_id":"2"}]""", await client.ReceiveAsync());
        Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("""42["system/notification pushed",{"_id":"1"}]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Freezes_and_thaws_with_nothing_lost()
    {
        using Pd2Client client = await ConnectAsync();
        Assert.Equal(1, Emulator.Pd2.Strike(Pd2SocketTrouble.Freeze));
        await client.SendAsync("2");
        await client.SendAsync($"421[{Online}]");
        Task<string?> answer = client.ReceiveAsync();

        // Less than the heartbeat's limit: after more of it a server that wakes may end the connection before it reads what has come.
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(answer.IsCompleted);
        Assert.Equal(0, Emulator.Log.Count("pd2.online.find"));

        Emulator.Pd2.Thaw();

        Assert.Equal("3", await answer);
        Assert.Null((await client.AnswerAsync(1))[0]);
    }

    [Fact]
    public async Task Hears_but_is_not_heard()
    {
        using Pd2Client client = await ConnectAsync();
        Emulator.Pd2.Strike(Pd2SocketTrouble.HalfOpen);

        await client.SendAsync($"421[{Online}]");
        await Emulator.Log.WaitForAsync(one => one.Step == "pd2.online.find", new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);

        Assert.NotEqual("43", (await client.ReceiveAsync())?[..2]);
    }

    [Theory]
    [InlineData(Pd2SocketTrouble.Reset, WebSocketState.Aborted, "the emulator reset the connection")]
    [InlineData(Pd2SocketTrouble.Close, WebSocketState.CloseReceived, "the emulator closed")]
    public async Task Ends(Pd2SocketTrouble trouble, WebSocketState state, string note)
    {
        using Pd2Client client = await ConnectAsync();

        Emulator.Pd2.Strike(trouble);

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal(state, client.Socket.State);
        if (state is WebSocketState.CloseReceived) { await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default); }
        Assert.Equal(note, (await Emulator.Log.WaitForAsync(one => one.Step == "pd2.close", new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token)).Note);
    }

    [Fact]
    public async Task Sends_the_client_out_and_leaves_the_connection()
    {
        using Pd2Client client = await ConnectAsync();

        Emulator.Pd2.Strike(Pd2SocketTrouble.Disconnect);
        Assert.Equal("41", await client.ReceiveAsync());
        await client.SendAsync("2");

        Assert.Equal("3", await client.ReceiveAsync());
    }
}
