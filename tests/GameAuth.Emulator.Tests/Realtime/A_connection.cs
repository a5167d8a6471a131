using System.Net.WebSockets;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Realtime;

public sealed class A_connection : RtaTest
{
    [Fact]
    public async Task Ends_after_two_hours_by_the_emulator_s_clock()
    {
        using RtaClient rta = await ConnectAsync();
        await rta.AskAsync($"""[1,1,"{Mine}"]""");

        Time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(1, Emulator.Xbox.RtaConnections);
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await rta.ReceiveAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, rta.Socket.CloseStatus);
        await rta.CloseAsync();
        Assert.Equal("the emulator closed", (await LoggedAsync("rta.close")).Note);
        Assert.Equal(0, Emulator.Xbox.RtaConnections);
    }

    [Fact]
    public async Task Ends_when_the_client_closes_it()
    {
        using RtaClient rta = await ConnectAsync();

        await rta.CloseAsync();

        Assert.Equal("the client closed", (await LoggedAsync("rta.close")).Note);
        Assert.Equal(WebSocketState.Closed, rta.Socket.State);
        Assert.Equal(0, Emulator.Xbox.RtaConnections);
    }

    [Fact]
    public async Task Can_be_dropped_with_its_subscriptions()
    {
        using RtaClient rta = await ConnectAsync();
        await rta.AskAsync($"""[1,1,"{Mine}"]""");

        Assert.Equal(1, Emulator.Xbox.DropRtaConnections());

        await Assert.ThrowsAsync<WebSocketException>(rta.ReceiveAsync);
        Assert.Contains("dropped", (await LoggedAsync("rta.close")).Note, StringComparison.Ordinal);
        Assert.Equal((0, 0), (Emulator.Xbox.RtaConnections, Emulator.Xbox.RtaSubscriptions.Count));
    }

    [Fact]
    public async Task Is_told_to_read_everything_again()
    {
        using RtaClient rta = await ConnectAsync();

        Assert.Equal(1, Emulator.Xbox.SendRtaResync());

        Assert.Equal("[4]", await rta.ReceiveAsync());
        Assert.Single(Emulator.Log.Of("rta.resync"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[3,1,2]")]
    [InlineData("[1,1]")]
    [InlineData("[1,\"1\",\"uri\"]")]
    [InlineData("[1,1,")]
    public async Task Ends_at_a_frame_that_is_no_request(string frame)
    {
        using RtaClient rta = await ConnectAsync();
        await rta.SendAsync(frame);

        Assert.Null(await rta.ReceiveAsync());
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, rta.Socket.CloseStatus);
        Assert.Single(Emulator.Log.Of("rta.bad_frame"));
    }

    [Fact]
    public async Task Ends_at_an_endless_message()
    {
        using RtaClient rta = await ConnectAsync();
        await rta.SendAsync(new string('[', 70_000));

        Assert.Null(await rta.ReceiveAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, rta.Socket.CloseStatus);
    }

    [Fact]
    public async Task Shows_no_token_in_the_log()
    {
        string header = await Client.AuthorizationAsync();
        using RtaClient rta = await RtaClient.ConnectAsync(Emulator, header);
        await rta.AskAsync($"""[1,1,"{Mine}"]""");

        Assert.DoesNotContain(Emulator.Log.Events, one => one.ToJson().Contains(header[^40..], StringComparison.Ordinal));
    }
}
