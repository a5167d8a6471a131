using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Pd2.Tests;

public class CallTests
{
    [Fact]
    public async Task Answers_find_their_calls_in_whatever_order_they_come()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement>[] calls = [.. Enumerable.Range(0, 64).Select(i => connection.FindAsync("market/listing", $"{{\"n\":{i}}}"))];
        List<string> asked = [];
        for (int i = 0; i < 64; i++)
        {
            asked.Add(await peer.NextAsync());
        }

        Assert.Equal(64, asked.Select(static frame => ScriptedServer.Take(frame).Id).Distinct().Count());
        foreach (string frame in asked.OrderBy(static frame => frame.GetHashCode(StringComparison.Ordinal)))
        {
            await peer.AnswerAsync(frame, $"[null,{JsonDocument.Parse(ScriptedServer.Take(frame).Arguments).RootElement[2].GetProperty("n")}]");
        }

        JsonElement[] answers = await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 64), answers.Select(static answer => answer.GetInt32()));
    }

    [Fact]
    public async Task Calls_from_many_threads_are_neither_lost_nor_crossed()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = static (_, frame) => $"43{ScriptedServer.Take(frame).Id}[null,{JsonDocument.Parse(ScriptedServer.Take(frame).Arguments).RootElement[2].GetProperty("n")}]";
        FeathersConnection connection = await world.OpenAsync();
        int next = 0;
        int[] crossed = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            int wrong = 0;
            for (int n; (n = Interlocked.Increment(ref next)) <= 5_000;)
            {
                wrong += (await connection.FindAsync("market/listing", $"{{\"n\":{n}}}")).GetInt32() == n ? 0 : 1;
            }

            return wrong;
        })));
        Assert.Equal(0, crossed.Sum());
        Assert.Equal(5_001, world.Server.Frames.Count);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_an_unknown_outcome_after_the_time_limit()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.CreateAsync();
        string asked = await peer.NextAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));
        OutcomeUnknownException error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => call);
        Assert.Equal("create market/listing", error.Step);

        // It comes late: nobody waits for it, and nobody else gets it.
        await peer.AnswerAsync(asked, """[null,"late"]""");
        Task<JsonElement> next = connection.FindAsync();
        await peer.AnswerAsync(await peer.NextAsync(), """[null,"right"]""");
        Assert.Equal("right", (await next).GetString());
        Assert.Contains(world.Lines, static line => line.StartsWith("924 ", StringComparison.Ordinal));
        Assert.Single(world.Server.Handshakes);
    }

    [Fact]
    public async Task A_process_that_stood_still_reads_the_answers_before_a_time_limit_counts()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.CreateAsync();
        string asked = await peer.NextAsync();
        await SocketWorld.SoonAsync(() => world.Clock.HasTimer(TimeSpan.FromSeconds(10)));

        // The base class moves the clock first and fires the timers then.
        ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)world.Clock).Advance(TimeSpan.FromSeconds(15));
        await SocketWorld.SoonAsync(() => world.Clock.HasTimer(TimeSpan.FromSeconds(1)));
        await peer.AnswerAsync(asked, """[null,{"name":"good"}]""");
        Assert.Equal("good", (await call).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Each_call_has_a_time_limit_of_its_own()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> first = connection.FindAsync();
        await peer.NextAsync();
        await SocketWorld.SoonAsync(() => world.Clock.HasTimer(TimeSpan.FromSeconds(10)));
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        Task<JsonElement> second = connection.FindAsync();
        string asked = await peer.NextAsync();
        Task<JsonElement> shorter = connection.CallAsync(
            new FeathersCall(FeathersMethod.Find, "market/listing") { Limit = TimeSpan.FromSeconds(2) }, SocketJson.Default.JsonElement, CancellationToken.None);
        await peer.NextAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => shorter);
        Assert.False(first.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => first);
        world.Clock.Advance(TimeSpan.FromSeconds(3));
        await peer.AnswerAsync(asked, "[null,1]");
        Assert.Equal(1, (await second).GetInt32());
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_let_go_and_the_others_are_not()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        using CancellationTokenSource stop = new();
        Task<JsonElement> given = connection.FindAsync("market/listing", null, SocketJson.Default.JsonElement, stop.Token);
        string asked = await peer.NextAsync();
        Task<JsonElement> other = connection.FindAsync();
        string second = await peer.NextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.FindAsync("market/listing", null, SocketJson.Default.JsonElement, stop.Token));
        await peer.AnswerAsync(asked, "[null,0]");
        await peer.AnswerAsync(second, "[null,1]");
        Assert.Equal(1, (await other).GetInt32());
        Assert.False(peer.HasMore);
    }

    [Fact]
    public async Task A_permit_is_taken_for_each_frame()
    {
        await using SocketWorld world = await SocketWorld.StartAsync(null, new PaceRule("plain/game", new PaceWindow(1, TimeSpan.FromSeconds(1))));
        world.Server.Script = ScriptedServer.Answers("[null,true]");
        FeathersConnection connection = await world.OpenAsync(static settings => settings with
        {
            Pace = static call => call.Service.StartsWith("game/", StringComparison.Ordinal) ? new PaceRequest(["plain/game"]) : PaceRequest.None,
        });
        await connection.FindAsync("game/online");
        Task<JsonElement> second = connection.FindAsync("game/online");
        await connection.FindAsync();
        Assert.False(second.IsCompleted);
        await world.PassAsync(TimeSpan.FromSeconds(1));
        await second;
    }

    [Fact]
    public async Task A_permit_goes_back_where_nothing_was_sent()
    {
        await using SocketWorld world = await SocketWorld.StartAsync(null, new PaceRule("plain/game", new PaceWindow(1, TimeSpan.FromSeconds(1))));
        world.Server.Script = ScriptedServer.Answers("[null,true]");
        FeathersConnection connection = await world.OpenAsync(static settings => settings with { Pace = static _ => new PaceRequest(["plain/game"], FailFast: true), MaxFrameOut = 200 });
        await Assert.ThrowsAsync<IllegalStepException>(() => connection.CreateAsync($"\"{new string('x', 200)}\""));
        await connection.FindAsync();
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => connection.FindAsync());
        Assert.False(error.WasSent);
    }
}
