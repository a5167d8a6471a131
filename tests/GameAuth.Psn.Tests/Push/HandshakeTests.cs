using System.Text.Json;
using GameAuth.ProviderContract;
using GameAuth.Providers;

namespace GameAuth.Psn.Tests.Push;

/// <summary>How a connection is opened, and how it is not.</summary>
public class HandshakeTests
{
    [Fact]
    public async Task It_asks_for_its_host_and_introduces_itself_there()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me);
        Assert.True(connection.IsConnected);
        SentCall address = world.Service.Sent.First();
        SentCall handshake = world.Service.Sent.Last();
        Assert.Equal(2, world.Service.Sent.Count);
        Assert.Equal("https://mobile-pushcl.np.communication.playstation.net/np/serveraddr?version=2.1&fields=keepAliveStatus&keepAliveStatusType=6", address.Address.AbsoluteUri);
        Assert.Equal($"https://{ScriptedPush.Host}/np/pushNotification", handshake.Address.AbsoluteUri);
        Assert.Equal(address.Headers["Authorization"], handshake.Headers["Authorization"]);
        Assert.StartsWith("Bearer emu-access-", handshake.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal(
            ("np-pushpacket", "EMU_APP", "2.1", "6", "false"),
            (handshake.Headers["Sec-WebSocket-Protocol"], handshake.Headers["X-PSN-APP-TYPE"], handshake.Headers["X-PSN-PROTOCOL-VERSION"], handshake.Headers["X-PSN-KEEP-ALIVE-STATUS-TYPE"],
                handshake.Headers["X-PSN-RECONNECTION"]));
        Assert.Equal(Environment.OSVersion.Version.ToString(), handshake.Headers["X-PSN-OS-VER"]);
        Assert.StartsWith("GameAuth.Psn/", handshake.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.DoesNotContain("Cookie", handshake.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.NotEqual(address.Headers["x-psn-request-id"], handshake.Headers["x-psn-request-id"]);
        Assert.Equal(address.Headers["x-psn-trace-id"], handshake.Headers["x-psn-trace-id"]);
        await peer.SayAsync(PushWorld.Named("first"));
        Assert.Equal("first", (await connection.NextAsync()).Data.GetString());
        await connection.DisposeAsync();
        await peer.Over;
        Assert.Equal((true, 0), (peer.WasClosed, peer.Unread));
    }

    [Fact]
    public async Task It_says_what_the_application_wants_it_to_say()
    {
        await using PsnWorld world = PushWorld.Create();
        world.Options = static options => options.AppVersion = "EmuApp/2";
        PsnAccount me = await world.SignInAsync();
        await (await world.ConnectAsync(me, PushWorld.Options with { KeepAliveStatus = PsnKeepAliveStatus.Voice, OsVersion = "7" })).Connection.DisposeAsync();
        await (await world.ConnectAsync(me, PushWorld.Options with { AppVersion = "3" })).Connection.DisposeAsync();
        SentCall[] handshakes = [.. world.Service.Sent.Where(static call => call.Step == "push")];
        Assert.Equal(("EmuApp/2", "7", "3"), (handshakes[0].Headers["X-PSN-APP-VER"], handshakes[0].Headers["X-PSN-OS-VER"], handshakes[0].Headers["X-PSN-KEEP-ALIVE-STATUS-TYPE"]));
        Assert.Equal("3", world.Service.Sent.First().Query["keepAliveStatusType"]);
        Assert.Equal("3", handshakes[1].Headers["X-PSN-APP-VER"]);
    }

    [Fact]
    public async Task With_protocol_3_0_the_first_message_names_the_player_and_repeats_the_token()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        (PsnPushConnection connection, PushPeer peer) = await world.ConnectAsync(me, PushWorld.Options with { Protocol = PsnPushProtocol.Version30 });
        SentCall handshake = world.Service.Last("push");
        string token = handshake.Headers["Authorization"]["Bearer ".Length..];
        Assert.Equal(
            $$$"""{"version":"3.0","method":1003,"tranId":"1","accountId":9000000000000000001,"status":"active","auth":{"accessToken":"{{{token}}}"}}""", await peer.NextAsync());
        Assert.Equal(("3.0", "3.0"), (handshake.Headers["X-PSN-PROTOCOL-VERSION"], world.Service.Last("push-address").Query["version"]));
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_connected_before_somebody_asks_for_it()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        await me.Trophies.GetSummaryAsync();
        Assert.Equal(["summary"], world.Service.Sent.Select(static call => call.Step));
    }

    [Theory]
    [InlineData("push-address")]
    [InlineData("push")]
    public async Task A_token_that_is_refused_is_renewed_and_the_request_made_once_more(string step)
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next(step, static () => ScriptedAnswer.Json(401, """{"error":{"code":2241025,"message":"Invalid token"}}"""));
        (PsnPushConnection connection, _) = await world.ConnectAsync(me);
        SentCall[] asked = [.. world.Service.Sent.Where(call => call.Step == step)];
        Assert.Equal((2, 1), (asked.Length, world.Service.Count("refresh")));
        Assert.NotEqual(asked[0].Headers["Authorization"], asked[1].Headers["Authorization"]);
        Assert.NotEqual(asked[0].Headers["x-psn-request-id"], asked[1].Headers["x-psn-request-id"]);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task One_that_is_refused_again_is_told_and_the_account_stays()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("push", static () => ScriptedAnswer.Json(401, """{"error":{"code":2241025,"message":"Invalid token"}}"""), times: 2);
        ProviderException error = Assert.IsType<ProviderException>(await world.FailureAsync(me.Push.ConnectAsync(PushWorld.Options)));
        Assert.Equal((401, "2241025", false, "push"), (error.Status, error.Code, error.IsTransient, error.Step));
        Assert.Equal((2, 1, AccountStatus.Active), (world.Service.Count("push"), world.Service.Count("refresh"), me.Status));
    }

    [Theory]
    [InlineData("\"evil.example\"")]
    [InlineData("\"np.communication.playstation.net\"")]
    [InlineData("\"evilnp.communication.playstation.net\"")]
    [InlineData("\"44-1-pushcl.np.communication.playstation.net.evil.example\"")]
    [InlineData("\"evil.example/.np.communication.playstation.net\"")]
    [InlineData("\"evil.example#.np.communication.playstation.net\"")]
    [InlineData("\"evil.example?.np.communication.playstation.net\"")]
    [InlineData("\"evil.example\\\\.np.communication.playstation.net\"")]
    [InlineData("\"user@44-1-pushcl.np.communication.playstation.net\"")]
    [InlineData("\"44-1-pushcl.np.communication.playstation.net:8443\"")]
    [InlineData("\"44-1-pushcl.np.communication.playstation.net/other\"")]
    [InlineData("\"https://44-1-pushcl.np.communication.playstation.net\"")]
    [InlineData("\" 44-1-pushcl.np.communication.playstation.net\"")]
    [InlineData("\"127.0.0.1\"")]
    [InlineData("\"127.0.0.1:5001\"")]
    [InlineData("\"\"")]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task A_host_that_is_not_the_service_s_is_refused_before_a_token_is_touched(string host)
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("push-address", () =>
        {
            // Whoever touched the token now would have to get another one.
            world.Clock.ShiftWallClock(world.Service.AccessLifetime + TimeSpan.FromSeconds(1));
            return ScriptedAnswer.Json(200, $$"""{"fqdn":{{host}}}""");
        });
        ProviderException error = Assert.IsType<ProviderException>(await world.FailureAsync(me.Push.ConnectAsync(PushWorld.Options)));
        Assert.Equal(("push address", false), (error.Step, error.IsTransient));
        Assert.DoesNotContain("evil", error.Message, StringComparison.Ordinal);
        Assert.Equal(["push-address"], world.Service.Sent.Select(static call => call.Step));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("<html></html>", true)]
    [InlineData("""{"fqdn":"44-0-0-1-pu""", true)]
    [InlineData("[]", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    public async Task An_answer_without_a_host_is_a_typed_error(string answer, bool isTransient)
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        world.Service.Push.Address = answer;
        ProviderException error = Assert.IsType<ProviderException>(await world.FailureAsync(me.Push.ConnectAsync(PushWorld.Options)));
        Assert.Equal(("push address", isTransient), (error.Step, error.IsTransient));
        Assert.Equal(0, world.Service.Count("push"));
    }

    [Fact]
    public async Task A_refusal_says_what_to_look_at()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        world.Service.Next("push", static () => ScriptedAnswer.Json(400, ""));
        ProviderException error = Assert.IsType<ProviderException>(await world.FailureAsync(me.Push.ConnectAsync(PushWorld.Options)));
        Assert.Equal((400, false), (error.Status, error.IsTransient));
        Assert.Contains("AppType", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_is_told_with_its_time_and_a_page_of_the_edge_holds_everything()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        long next = world.Clock.GetUtcNow().AddSeconds(90).ToUnixTimeSeconds();
        world.Service.Next("push-address", () => ScriptedAnswer.Json(429, "{}", ("X-RateLimit-Next-Available", $"{next}")));
        ThrottledException limited = Assert.IsType<ThrottledException>(await world.FailureAsync(me.Push.ConnectAsync(PushWorld.Options)));
        Assert.InRange(limited.RetryAt, DateTimeOffset.FromUnixTimeSeconds(next), DateTimeOffset.FromUnixTimeSeconds(next + 2));
        world.Clock.Advance(TimeSpan.FromSeconds(92));
        world.Service.Next("push", static () => ScriptedAnswer.Page(403));
        Assert.True(Assert.IsType<ThrottledException>(await world.FailureAsync(me.Push.ConnectAsync(PushWorld.Options))).WasSent);
        Assert.False(Assert.IsType<ThrottledException>(await world.FailureAsync(me.Trophies.GetSummaryAsync())).WasSent);
    }

    [Fact]
    public async Task A_server_that_agrees_to_another_protocol_is_left()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        world.Service.Push.Agreed = "np-other";
        Assert.True(Assert.IsType<ProviderException>(await world.FailureAsync(me.Push.ConnectAsync(PushWorld.Options))).IsTransient);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("ü")]
    public async Task A_word_that_is_none_is_refused_before_anything_is_sent(string word)
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        foreach (PsnPushOptions options in (PsnPushOptions[])[new() { AppType = word }, PushWorld.Options with { AppVersion = word }, PushWorld.Options with { OsVersion = word }])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => me.Push.ConnectAsync(options));
        }

        await Assert.ThrowsAsync<ArgumentException>(() => me.Push.ConnectAsync(PushWorld.Options with { KeepAliveStatus = (PsnKeepAliveStatus)4 }));
        Assert.Empty(world.Service.Sent);
    }

    [Fact]
    public async Task A_token_source_of_its_own_is_asked_in_place_of_the_account_s_grant()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        OwnTokens own = new(world.Service);
        PsnPushOptions options = PushWorld.Options with { TokenSource = own, Protocol = PsnPushProtocol.Version30 };
        (PsnPushConnection first, PushPeer peer) = await world.ConnectAsync(me, options);
        Assert.Equal("emu-own-1", JsonDocument.Parse(await peer.NextAsync()).RootElement.GetProperty("auth").GetProperty("accessToken").GetString());
        (PsnPushConnection second, _) = await world.ConnectAsync(me, options);
        Assert.Equal(1, own.Minted);
        world.Service.Next("push", static () => ScriptedAnswer.Json(401, "{}"));
        (PsnPushConnection third, _) = await world.ConnectAsync(me, options);
        Assert.Equal((2, 0), (own.Minted, world.Service.Count("refresh")));
        Assert.Equal(
            ["Bearer emu-own-1", "Bearer emu-own-2"], world.Service.Sent.Select(static call => call.Headers["Authorization"]).Distinct(StringComparer.Ordinal));
        await first.DisposeAsync();
        await second.DisposeAsync();
        await third.DisposeAsync();
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_let_go()
    {
        await using PsnWorld world = PushWorld.Create();
        PsnAccount me = await world.SignInAsync();
        TaskCompletionSource never = new();
        world.Service.AnswersLeave = never.Task;
        using CancellationTokenSource leaving = new();
        Task connecting = me.Push.ConnectAsync(PushWorld.Options, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(ProviderHarness.Patience));
        never.SetResult();
    }

    /// <summary>Tokens of another sign-in, as far as the connection is concerned.</summary>
    private sealed class OwnTokens(ScriptedService service) : TokenSource<PsnAccessToken>("emu-push", TokenScope.Account, RefreshBehavior.Remint, saveAs: null)
    {
        private int _minted;

        public int Minted => _minted;

        protected override Task<PsnAccessToken> MintAsync(MintContext<PsnAccessToken> mint, CancellationToken deadline)
        {
            string token = $"emu-own-{Interlocked.Increment(ref _minted)}";
            service.Grant(token);
            return Task.FromResult(new PsnAccessToken(new Secret(token), null));
        }
    }
}
