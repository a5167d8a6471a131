using GameAuth.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests;

public class HandshakeTests
{
    [Fact]
    public async Task It_carries_the_token_of_the_Xbox_services_and_the_protocol()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        await world.Server.NextAsync();
        XstsToken token = await world.Me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        string handshake = Assert.Single(world.Server.Handshakes);
        Assert.StartsWith("GET /connect HTTP/1.1\r\n", handshake, StringComparison.Ordinal);
        Assert.Contains($"\r\nAuthorization: XBL3.0 x={token.UserHash};{token.Token.Reveal()}\r\n", handshake, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Protocol: rta.xboxlive.com.V2\r\n", handshake, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nCookie:", handshake, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("traceparent", handshake, StringComparison.OrdinalIgnoreCase);
        Assert.True(live.IsConnected);
    }

    [Theory]
    [InlineData("401 Unauthorized")]
    [InlineData("403 Forbidden")]
    public async Task A_refused_token_is_minted_again_once(string refusal)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Answers.Enqueue(refusal);
        world.Emulator.Log.Clear();
        await using XboxRealTimeActivity live = await world.Me.ConnectRealTimeAsync();
        Assert.Equal((2, 1), (world.Server.Handshakes.Count, world.Count("xsts.authorize")));
        string[] tokens = [.. world.Server.Handshakes.Select(static one => one.Split("Authorization: ")[1].Split("\r\n")[0])];
        Assert.NotEqual(tokens[0], tokens[1]);
    }

    [Theory]
    [InlineData("401 Unauthorized", 401)]
    [InlineData("403 Forbidden", 403)]
    public async Task A_token_that_is_refused_twice_is_an_error(string refusal, int status)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Answers.Enqueue(refusal);
        world.Server.Answers.Enqueue(refusal);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.Me.ConnectRealTimeAsync());
        Assert.Equal((status, false, "real-time activity"), (error.Status, error.IsTransient, error.Step));
        Assert.Equal(2, world.Server.Handshakes.Count);
    }

    [Fact]
    public async Task A_limit_says_when_to_come_back()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Answers.Enqueue("429 Too Many Requests\r\nRetry-After: 77");
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => world.Me.ConnectRealTimeAsync());
        Assert.Equal((world.Clock.GetUtcNow() + TimeSpan.FromSeconds(77), true), (error.RetryAt, error.WasSent));
    }

    [Theory]
    [InlineData("503 Service Unavailable", true)]
    [InlineData("302 Found\r\nLocation: https://rta.xboxlive.com/elsewhere", true)]
    [InlineData("200 OK", false)]
    [InlineData("404 Not Found", false)]
    [InlineData(RtaServer.CutShort, true)]
    public async Task A_failed_handshake_is_a_typed_error_after_one_try(string answer, bool isTransient)
    {
        await using RtaWorld world = await RtaWorld.StartAsync(configure: static app => app.Services.Configure<GameAuthOptions>(static family => family.Attempts.SafeRetries = 2));
        world.Server.Answers.Enqueue(answer);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.Me.ConnectRealTimeAsync());
        Assert.Equal(isTransient, error.IsTransient);
        Assert.Single(world.Server.Handshakes);
    }

    [Theory]
    [InlineData("101 Switching Protocols\r\nUpgrade: websocket")]
    [InlineData("101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: c29tZXRoaW5nIGVsc2U=")]
    public async Task An_agreement_that_is_none_is_a_typed_error(string answer)
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Answers.Enqueue(answer);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.Me.ConnectRealTimeAsync());
        Assert.Contains("RFC 6455", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_protocol_is_a_typed_error()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Protocol = "rta.xboxlive.com.V9";
        await Assert.ThrowsAsync<ProviderException>(() => world.Me.ConnectRealTimeAsync());
    }

    [Fact]
    public async Task Nothing_that_is_logged_or_thrown_holds_a_token()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        XstsToken token = await world.Me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        List<string> said = [];
        foreach (string answer in (string[])["401 Unauthorized", RtaServer.CutShort, "101 Switching Protocols", "500 Oops"])
        {
            world.Server.Answers.Enqueue(answer);
            world.Server.Answers.Enqueue(answer);
            said.Add((await Assert.ThrowsAnyAsync<GameAuthException>(() => world.Me.ConnectRealTimeAsync())).ToString());
            world.Server.Answers.Clear();
        }

        await (await world.SubscribeAsync()).Live.DisposeAsync();
        XstsToken later = await world.Me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        Assert.NotEqual(token.Token, later.Token);
        Assert.All(said.Concat(world.Lines.Select(static line => line.Text)), text =>
        {
            Assert.DoesNotContain(token.Token.Reveal(), text, StringComparison.Ordinal);
            Assert.DoesNotContain(later.Token.Reveal(), text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Pings_that_nobody_answers_are_a_loss()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.IsDeaf = true;
        AccountSocketCall call = new("ping", world.Server.Address) { KeepAliveInterval = TimeSpan.FromMilliseconds(50), KeepAliveTimeout = TimeSpan.FromMilliseconds(100) };
        await using AccountSocket socket = await AccountSocket.ConnectAsync(world.Exchange, world.Me, call with { Protocol = world.Server.Protocol }, CancellationToken.None);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => socket.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(RtaServer.Patience));
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task Headers_of_the_provider_go_along()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        AccountSocketCall call = new("more", world.Server.Address) { Protocol = world.Server.Protocol, Headers = new Dictionary<string, string> { ["X-Emu-Version"] = "2.1" } };
        await using AccountSocket socket = await AccountSocket.ConnectAsync(world.Exchange, world.Me, call, CancellationToken.None);
        string handshake = Assert.Single(world.Server.Handshakes);
        Assert.Contains("\r\nX-Emu-Version: 2.1\r\n", handshake, StringComparison.Ordinal);
        Assert.Contains("\r\nAuthorization: XBL3.0 x=", handshake, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_room_of_one_large_message_is_let_go()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        await using AccountSocket socket = await AccountSocket.ConnectAsync(world.Exchange, world.Me, new AccountSocketCall("large", world.Server.Address) { Protocol = world.Server.Protocol }, CancellationToken.None);
        RtaPeer peer = await world.Server.NextAsync();
        await peer.SayAsync(new string('x', 200 << 10), "small", "small");
        WeakReference large = await ReceiveAsync(socket, 200 << 10);
        await ReceiveAsync(socket, 5);
        await RtaWorld.SoonAsync(() =>
        {
            GC.Collect();
            return !large.IsAlive;
        });
        await ReceiveAsync(socket, 5);
    }

    [Fact]
    public async Task A_frame_takes_a_permit_where_the_service_counts_frames()
    {
        await using RtaWorld world = await RtaWorld.StartAsync(configure: static app =>
            app.Services.Configure<RequestPacerOptions>(static pacer => pacer.Rules.Add(new PaceRule("emu/frames", new PaceWindow(2, TimeSpan.FromMinutes(1))))));
        await using AccountSocket socket = await AccountSocket.ConnectAsync(world.Exchange, world.Me, new AccountSocketCall("paced", world.Server.Address) { Protocol = world.Server.Protocol }, CancellationToken.None);
        RtaPeer peer = await world.Server.NextAsync();
        PaceRequest pace = new(["emu/frames"], FailFast: true);
        await socket.SendAsync("[9,1]"u8.ToArray(), pace, CancellationToken.None);
        await socket.SendAsync("[9,2]"u8.ToArray(), pace, CancellationToken.None);
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => socket.SendAsync("[9,3]"u8.ToArray(), pace, CancellationToken.None));
        Assert.False(error.WasSent);
        Assert.Equal(["[9,1]", "[9,2]"], [await peer.NextAsync(), await peer.NextAsync(), .. peer.Rest()]);
    }

    [Fact]
    public async Task A_target_that_is_no_audience_is_refused_before_anything_is_sent()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        foreach (string target in (string[])["wss://rta.example.com/connect", "ws://rta.xboxlive.com/connect", "http://localhost:1/connect"])
        {
            await Assert.ThrowsAsync<IllegalStepException>(() => AccountSocket.ConnectAsync(world.Exchange, world.Me, new AccountSocketCall("other", new Uri(target)), CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_let_go()
    {
        await using RtaWorld world = await RtaWorld.StartAsync();
        world.Server.Answers.Enqueue(RtaServer.Silence);
        using CancellationTokenSource leaving = new();
        Task connecting = world.Me.ConnectRealTimeAsync(leaving.Token);
        await RtaWorld.SoonAsync(() => world.Server.Handshakes.Count == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    private static async Task<WeakReference> ReceiveAsync(AccountSocket socket, int length)
    {
        ReadOnlyMemory<byte>? message = await socket.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(RtaServer.Patience);
        Assert.Equal(length, message!.Value.Length);
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(message.Value, out ArraySegment<byte> segment));
        return new WeakReference(segment.Array);
    }
}
