using System.Text.Json;

namespace GameAuth.Pd2.Tests;

/// <summary>What becomes of calls when the connection goes.</summary>
public class CloseTests
{
    [Fact]
    public async Task A_write_that_was_sent_is_an_unknown_outcome_and_is_not_sent_again()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync(static settings => settings with { RepeatsReads = true });
        Task<JsonElement> call = connection.CreateAsync();
        await peer.NextAsync();
        peer.Drop();
        OutcomeUnknownException error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => call.WaitAsync(ScriptedServer.Patience));
        Assert.Contains("Look before you repeat it", error.Message, StringComparison.Ordinal);
        world.Server.Script = ScriptedServer.Answers("[null,1]");
        await connection.FindAsync();
        Assert.Single(world.Server.Frames, static frame => frame.Contains("\"create\",\"market/listing\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FeathersMethod.Create)]
    [InlineData(FeathersMethod.Update)]
    [InlineData(FeathersMethod.Patch)]
    [InlineData(FeathersMethod.Remove)]
    internal async Task None_of_the_four_that_write_is_repeated_whatever_is_asked_for(FeathersMethod method)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.CallAsync(
            new FeathersCall(method, "market/listing") { Id = "a1", Data = "{}".Json(), Repeats = true }, SocketJson.Default.JsonElement, CancellationToken.None);
        await peer.NextAsync();
        peer.Drop();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => call.WaitAsync(ScriptedServer.Patience));
    }

    [Theory]
    [InlineData(FeathersMethod.Find)]
    [InlineData(FeathersMethod.Get)]
    internal async Task A_read_is_sent_again_where_that_is_asked_for(FeathersMethod method)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.CallAsync(new FeathersCall(method, "market/listing") { Id = "a1", Repeats = true }, SocketJson.Default.JsonElement, CancellationToken.None);
        await peer.NextAsync();
        peer.Drop();
        ScriptedPeer next = await world.Server.NextAsync();
        await next.AnswerAsync(await next.NextAsync(), "[null,2]");
        Assert.Equal(2, (await call).GetInt32());
    }

    [Fact]
    public async Task A_read_is_an_unknown_outcome_where_it_is_not()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.FindAsync();
        await peer.NextAsync();
        peer.Drop();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => call.WaitAsync(ScriptedServer.Patience));
    }

    [Fact]
    public async Task A_read_is_sent_three_times_at_most()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync(static settings => settings with { RepeatsReads = true });
        Task<JsonElement> call = connection.FindAsync();
        for (int i = 0; i < 3; i++)
        {
            await peer.NextAsync();
            peer.Drop();
            peer = await world.Server.NextAsync();
        }

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => call.WaitAsync(ScriptedServer.Patience));
    }

    [Fact]
    public async Task A_call_waits_for_the_next_connection_and_then_goes_out_once()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        world.Server.LetsIn = false;
        peer.Drop();
        ScriptedPeer next = await world.Server.NextAsync();
        string login = await next.NextAsync();
        Task<JsonElement> call = connection.CreateAsync();
        Assert.False(next.HasMore);
        await next.AnswerAsync(login, "[null,{}]");
        string asked = await next.NextAsync();
        Assert.Contains("market/listing", asked, StringComparison.Ordinal);
        await next.AnswerAsync(asked, "[null,1]");
        await call;
    }

    [Fact]
    public async Task A_call_that_finds_no_connection_in_time_was_not_sent()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        world.Server.LetsIn = false;
        peer.Drop();
        ScriptedPeer next = await world.Server.NextAsync();
        string login = await next.NextAsync();
        await SocketWorld.SoonAsync(() => !connection.IsConnected);
        Task<JsonElement> call = connection.CallAsync(
            new FeathersCall(FeathersMethod.Create, "market/listing") { Data = "{}".Json(), Limit = TimeSpan.FromSeconds(3) }, SocketJson.Default.JsonElement, CancellationToken.None);
        await world.PassAsync(TimeSpan.FromSeconds(3));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => call);
        Assert.Equal((true, (int?)null), (error.IsTransient, error.Status));
        Assert.Contains("was not sent", error.Message, StringComparison.Ordinal);
        await next.AnswerAsync(login, "[null,{}]");
        await SocketWorld.SoonAsync(() => connection.IsConnected);
        Assert.False(next.HasMore);
    }

    [Fact]
    public async Task The_connection_comes_back_after_a_close_frame_a_close_packet_a_reset_and_a_refused_handshake()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        await peer.SayAsync("1");
        peer = await world.Server.NextAsync();
        world.Server.Refusals.Enqueue("503 Service Unavailable");
        world.Server.Refusals.Enqueue("400 Bad Request");
        peer.Drop();
        await SocketWorld.SoonAsync(() => world.Server.Refusals.Count <= 1);
        await SocketWorld.SoonAsync(() => connection.HasEnded || connection.IsConnected);

        // A 400 does not pass by itself: the server does not speak what was asked for.
        Assert.True(connection.HasEnded);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => connection.FindAsync());
        Assert.Equal(400, error.Status);
    }

    [Fact]
    public async Task Disposed_it_says_goodbye_and_every_call_ends()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.CreateAsync();
        await peer.NextAsync();
        await connection.DisposeAsync();
        await peer.Over;
        Assert.True(peer.WasClosed);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => call.WaitAsync(ScriptedServer.Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.FindAsync());
        Assert.True(connection.HasEnded);
    }

    [Fact]
    public async Task Signed_out_it_ends()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        await world.Me.SignOutAsync();
        await peer.Over;
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => connection.FindAsync());
        Assert.Equal(SignInReason.SignedOut, error.Reason);
    }
}
