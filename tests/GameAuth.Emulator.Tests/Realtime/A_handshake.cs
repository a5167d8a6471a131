using System.Net;
using System.Net.WebSockets;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Realtime;

public sealed class A_handshake : RtaTest
{
    [Fact]
    public async Task Opens_a_connection_that_is_known_at_once()
    {
        using RtaClient rta = await ConnectAsync();

        Assert.Equal((WebSocketState.Open, "rta.xboxlive.com.V2"), (rta.Socket.State, rta.Socket.SubProtocol));
        Assert.Equal(1, Emulator.Xbox.RtaConnections);
        EmulatorEvent logged = Emulator.Log.Of("rta.connect").Single();
        Assert.Equal((101, "rta.xboxlive.com", "xsts"), (logged.Status, logged.Host, logged.Spent.Single().Kind));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("XBL3.0 x=1;made-up")]
    public async Task Without_a_token_is_refused(string? authorization)
    {
        using RtaClient rta = await RtaClient.ConnectAsync(Emulator, authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, rta.Socket.HttpStatusCode);
        Assert.Equal(0, Emulator.Xbox.RtaConnections);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("rta.xboxlive.com.V1")]
    public async Task Without_the_subprotocol_is_refused(string? protocol)
    {
        using RtaClient rta = await RtaClient.ConnectAsync(Emulator, await Client.AuthorizationAsync(), protocol);

        Assert.Equal(HttpStatusCode.BadRequest, rta.Socket.HttpStatusCode);
    }

    [Fact]
    public async Task That_is_a_plain_request_is_refused() =>
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.CallAsync("rta.xboxlive.com", "/connect", await Client.AuthorizationAsync())).Status);

    [Fact]
    public async Task With_a_signature_that_is_wrong_is_refused()
    {
        string header = await Client.AuthorizationAsync();
        using RtaClient right = await RtaClient.ConnectAsync(Emulator, header, signature: Client.Key.Sign("GET", "/connect", header, [], Client.Now));
        using RtaClient wrong = await RtaClient.ConnectAsync(Emulator, header, signature: Client.Key.Sign("GET", "/connected", header, [], Client.Now));

        Assert.Equal((HttpStatusCode.SwitchingProtocols, HttpStatusCode.Forbidden), (right.Socket.HttpStatusCode, wrong.Socket.HttpStatusCode));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Can_be_struck_by_a_fault(int status)
    {
        Emulator.Faults.Add(new Fault { At = "rta.connect", Status = status, RetryAfter = TimeSpan.FromSeconds(7) });

        using RtaClient struck = await ConnectAsync();
        using RtaClient next = await ConnectAsync();

        Assert.Equal((HttpStatusCode)status, struck.Socket.HttpStatusCode);
        Assert.Equal("7", struck.Socket.HttpResponseHeaders!["Retry-After"].Single());
        Assert.Equal(WebSocketState.Open, next.Socket.State);
    }

    [Fact]
    public async Task Can_be_dropped()
    {
        Emulator.Faults.Add(Fault.DropBefore("rta.connect"));

        using RtaClient rta = await ConnectAsync();

        Assert.Equal((HttpStatusCode)0, rta.Socket.HttpStatusCode);
        Assert.Equal(0, Emulator.Xbox.RtaConnections);
    }
}
