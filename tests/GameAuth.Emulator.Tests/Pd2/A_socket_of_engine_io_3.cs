using System.Net;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Pd2;

/// <summary>The server is of the older generation: it lets everybody in unasked, and waits for the client's pings.</summary>
public sealed class A_socket_of_engine_io_3 : Pd2Test
{
    [Fact]
    public async Task Says_its_times_and_lets_the_client_in()
    {
        using Pd2Client client = await Pd2Client.OpenAsync(Emulator);

        JsonNode open = JsonNode.Parse((await client.ReceiveAsync())![1..])!;

        Assert.Equal((25_000, 20_000, 0), (open["pingInterval"]!.GetValue<int>(), open["pingTimeout"]!.GetValue<int>(), open["upgrades"]!.AsArray().Count));
        Assert.Null(open["maxPayload"]);
        Assert.Equal("40", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Speaks_3_also_to_a_client_that_asks_for_4()
    {
        using Pd2Client client = await Pd2Client.OpenAsync(Emulator, "EIO=4&transport=websocket");
        Assert.DoesNotContain("maxPayload", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("40", await client.ReceiveAsync());

        await client.SendAsync("2");

        Assert.Equal("3", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Answers_a_ping_with_what_it_carries()
    {
        using Pd2Client client = await ConnectAsync();

        await client.SendAsync("2probe");

        Assert.Equal("3probe", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Closes_when_no_ping_comes_but_not_sooner()
    {
        using Pd2Client client = await ConnectAsync();

        Time.Advance(TimeSpan.FromSeconds(44));
        await client.SendAsync("2");
        Assert.Equal("3", await client.ReceiveAsync());
        // The first wait ends at 45 s, and finds that a ping came at 44.
        Time.Advance(TimeSpan.FromSeconds(1));
        await Time.WaitsOfAsync(TimeSpan.FromSeconds(44), 1);
        Time.Advance(TimeSpan.FromSeconds(44));

        Assert.Null(await client.ReceiveAsync());
        await client.Socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, default);
        Assert.Equal("ping timeout", (await LoggedAsync("pd2.close")).Note);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("9")]
    [InlineData("4abc")]
    [InlineData("42{}")]
    [InlineData("42abc[\"x\"]")]
    [InlineData("451-[\"x\"]x")]
    [InlineData("4275")]
    public async Task Closes_at_a_frame_that_is_none(string frame)
    {
        using Pd2Client client = await ConnectAsync();

        await client.SendAsync(frame);

        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task Takes_a_message_of_a_million_bytes_and_no_longer_one()
    {
        using Pd2Client client = await ConnectAsync();
        string call = "42[\"nothing\",\"" + new string('x', 1_000_000 - 16) + "\"]";

        await client.SendAsync(call);
        await client.SendAsync("2");
        Assert.Equal("3", await client.ReceiveAsync());
        await client.SendAsync(call + " ");

        Assert.Null(await client.ReceiveAsync());
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.MessageTooBig, client.Socket.CloseStatus);
    }

    [Theory]
    [InlineData("EIO=3&transport=polling", "polling")]
    [InlineData("EIO=3", "transport")]
    [InlineData("EIO=3&transport=websocket&sid=abc", "upgrade")]
    public async Task Refuses_other_ways_in(string query, string why)
    {
        using Pd2Client client = await Pd2Client.OpenAsync(Emulator, query);

        Assert.Equal(HttpStatusCode.BadRequest, client.Socket.HttpStatusCode);
        Assert.Contains(why, Emulator.Log.Of("pd2.connect").Single().Note, StringComparison.Ordinal);
        Assert.Equal((0, "Transport unknown"), ((await SendAsync("GET", "/socket.io/?EIO=3&transport=polling")).Json["code"]!.GetValue<int>(), (await SendAsync("GET", "/socket.io/?EIO=3&transport=polling"))["message"]));
    }

    [Fact]
    public async Task Refuses_a_namespace_by_a_text()
    {
        using Pd2Client client = await ConnectAsync();

        await client.SendAsync("40/random?x=1,");

        Assert.Equal("44/random,\"Invalid namespace\"", await client.ReceiveAsync());
    }

    private Task<EmulatorEvent> LoggedAsync(string step) => Emulator.Log.WaitForAsync(one => one.Step == step, new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
}
