using System.Text.Json;

namespace GameAuth.Pd2.Tests;

public class LoginTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task No_call_leaves_before_the_login_is_answered()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.LetsIn = false;
        world.Server.Script = static (_, _) => null;
        FeathersConnection connection = world.Make();
        Task opening = connection.OpenAsync(CancellationToken.None);
        ScriptedPeer peer = await world.Server.NextAsync();
        string login = await peer.NextAsync();
        Task<JsonElement> call = connection.FindAsync();
        Assert.False(peer.HasMore);
        await peer.AnswerAsync(login, "[null,{}]");
        await opening;
        await peer.AnswerAsync(await peer.NextAsync(), "[null,1]");
        await call;
    }

    [Fact]
    public async Task Every_connect_repeats_it()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (_, ScriptedPeer peer) = await world.ConnectAsync();
        for (int i = 0; i < 3; i++)
        {
            peer.Drop();
            peer = await world.Server.NextAsync();
            await SocketWorld.SoonAsync(() => world.Logins.Count == i + 2);
        }

        Assert.All(world.Logins, static cause => Assert.Equal(FeathersLoginCause.Connect, cause));
    }

    [Fact]
    public async Task It_is_renewed_on_the_same_connection_five_minutes_before_its_end()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.LoginEnds = () => world.Clock.GetUtcNow() + Hour;
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        await PassQuietlyAsync(world, peer, Hour - TimeSpan.FromMinutes(6));
        Assert.Single(world.Logins);
        await PassQuietlyAsync(world, peer, TimeSpan.FromMinutes(1));
        await SocketWorld.SoonAsync(() => world.Logins.Count == 2);
        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Renewal], world.Logins);
        Assert.Single(world.Server.Handshakes);
        Assert.True(connection.IsConnected);
    }

    [Fact]
    public async Task A_renewal_that_may_pass_is_tried_again()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.LoginEnds = () => world.Clock.GetUtcNow() + Hour;
        (_, ScriptedPeer peer) = await world.ConnectAsync();
        int refusals = 2;
        world.BeforeLogin = _ =>
        {
            if (refusals-- > 0)
            {
                throw new ProviderException("synthetic", 503, null, isTransient: true);
            }
        };
        await PassQuietlyAsync(world, peer, Hour - TimeSpan.FromMinutes(4));
        await SocketWorld.SoonAsync(() => world.Logins.Count == 4);
        Assert.Single(world.Server.Handshakes);
    }

    [Fact]
    public async Task An_end_that_does_not_move_ends_there_with_the_provider_s_word()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        DateTimeOffset end = world.Clock.GetUtcNow() + Hour;
        world.LoginEnds = () => end;
        world.BeforeLogin = _ =>
        {
            if (world.Clock.GetUtcNow() >= end)
            {
                throw new SignInRequiredException("synthetic", SignInReason.Expired);
            }
        };
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        await PassQuietlyAsync(world, peer, Hour - TimeSpan.FromMinutes(1));
        await SocketWorld.SoonAsync(() => world.Logins.Count == 2);
        Assert.True(connection.IsConnected);
        await PassQuietlyAsync(world, peer, TimeSpan.FromMinutes(1));
        await SocketWorld.SoonAsync(() => connection.HasEnded);
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => connection.FindAsync());
        Assert.Equal(SignInReason.Expired, error.Reason);
        Assert.Equal(3, world.Logins.Count);
    }

    [Fact]
    public async Task A_disconnect_by_the_server_with_a_dead_token_ends_it_and_is_no_loop()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> pending = connection.CreateAsync();
        await peer.NextAsync();
        world.BeforeLogin = static _ => throw new SignInRequiredException("synthetic", SignInReason.Expired);
        await peer.SayAsync("41");
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => pending);
        await Assert.ThrowsAsync<SignInRequiredException>(() => connection.FindAsync());
        Assert.True(connection.HasEnded);
        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Disconnected], world.Logins);
        Assert.Equal(2, world.Server.Handshakes.Count);
    }

    [Fact]
    public async Task A_disconnect_by_the_server_with_a_live_token_is_mended()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        await peer.SayAsync("41");
        await world.Server.NextAsync();
        world.Server.Script = ScriptedServer.Answers("[null,1]");
        await connection.FindAsync();
        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Disconnected], world.Logins);
    }

    [Fact]
    public async Task A_refused_login_is_told_as_the_service_says_it()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.LetsIn = false;
        world.Server.Script = ScriptedServer.Answers("""[{"name":"NotAuthenticated","message":"jwt synthetic-token expired","code":401,"className":"not-authenticated"}]""");
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => world.OpenAsync());
        Assert.Equal((401, "NotAuthenticated", false), (error.Status, error.Code, error.IsTransient));
        Assert.DoesNotContain("synthetic-token", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_is_answered_with_401_signs_the_connection_in_again(bool repeats)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync(settings => settings with { RepeatsReads = repeats });
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        Task<JsonElement>[] calls = [connection.FindAsync(), connection.FindAsync(), connection.FindAsync()];
        for (int i = 0; i < 3; i++)
        {
            await peer.AnswerAsync(await NextCallAsync(peer), """[{"name":"NotAuthenticated","code":401}]""");
        }

        if (repeats)
        {
            for (int i = 0; i < 3; i++)
            {
                await peer.AnswerAsync(await NextCallAsync(peer), "[null,1]");
            }

            await Task.WhenAll(calls);
        }
        else
        {
            foreach (Task<JsonElement> call in calls)
            {
                ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => call);
                Assert.Equal((401, true), (error.Status, error.IsTransient));
            }
        }

        // Once for all three.
        Assert.Equal([FeathersLoginCause.Connect, FeathersLoginCause.Refused], world.Logins);
        Assert.Single(world.Server.Handshakes);
    }

    [Fact]
    public async Task A_service_that_always_says_401_is_not_asked_for_a_login_each_time()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers("""[{"name":"NotAuthenticated","code":401}]""");
        FeathersConnection connection = await world.OpenAsync();
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<ProviderException>(() => connection.FindAsync());
        }

        Assert.Single(world.Logins);
    }

    [Fact]
    public async Task A_401_with_a_dead_token_ends_it()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        world.BeforeLogin = static _ => throw new SignInRequiredException("synthetic", SignInReason.Expired);
        Task<JsonElement> call = connection.CreateAsync();
        await peer.AnswerAsync(await NextCallAsync(peer), """[{"name":"NotAuthenticated","code":401}]""");
        await Assert.ThrowsAsync<SignInRequiredException>(() => call);
        await SocketWorld.SoonAsync(() => connection.HasEnded);
        await Assert.ThrowsAsync<SignInRequiredException>(() => connection.FindAsync());
        Assert.Single(world.Server.Handshakes);
    }

    [Fact]
    public async Task Nothing_that_is_logged_or_thrown_holds_the_token()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        await peer.SayAsync("""42["synthetic-token",1]""", "synthetic-token", """439["synthetic-token"]""");
        Task<JsonElement> call = connection.CreateAsync("\"synthetic-token\"");
        await peer.AnswerAsync(await peer.NextAsync(), """[{"name":"synthetic token","message":"synthetic-token","code":400}]""");
        Exception error = await Assert.ThrowsAsync<ProviderException>(() => call);
        await peer.SayAsync("41");
        await world.Server.NextAsync();
        Assert.All(world.Lines.Append(error.ToString()), static line => Assert.DoesNotContain("synthetic-token", line, StringComparison.Ordinal));
    }

    private static async Task<string> NextCallAsync(ScriptedPeer peer)
    {
        while (true)
        {
            string frame = await peer.NextAsync();
            if (frame != "2")
            {
                return frame;
            }
        }
    }

    /// <summary>Lets time pass in pieces that are shorter than the heartbeat, each ping answered.</summary>
    private static async Task PassQuietlyAsync(SocketWorld world, ScriptedPeer peer, TimeSpan time)
    {
        TimeSpan piece = TimeSpan.FromSeconds(5);
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += piece)
        {
            int dropped = Dropped(world);
            await peer.SayAsync("nonsense");
            await SocketWorld.SoonAsync(() => Dropped(world) > dropped);
            await SocketWorld.SoonAsync(() => world.Clock.PendingTimers >= 2);
            world.Clock.Advance(piece);
        }
    }

    private static int Dropped(SocketWorld world) => world.Lines.Count(static line => line.StartsWith("923 ", StringComparison.Ordinal));
}
