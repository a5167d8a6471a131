using System.Text.Json;

namespace GameAuth.Pd2.Tests;

public class BadFrameTests
{
    private const string Good = """[null,{"name":"good","number":1}]""";

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("9[]")]
    [InlineData("5")]
    [InlineData("0{}")]
    [InlineData("4")]
    [InlineData("49")]
    [InlineData("42")]
    [InlineData("42{}")]
    [InlineData("42[")]
    [InlineData("42[1]")]
    [InlineData("43")]
    [InlineData("43[null,1]")]
    [InlineData("43999999999999999999[null,1]")]
    [InlineData("43777[null,1]")]
    [InlineData("43/admin,0[null,1]")]
    [InlineData("45-[]")]
    [InlineData("""451-["market/listing created",{"_placeholder":true,"num":0}]""")]
    public async Task A_frame_that_is_none_is_dropped_and_other_calls_go_on(string frame)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.FindAsync();
        string asked = await peer.NextAsync();
        await peer.SayAsync(frame);
        await peer.SayBytesAsync(4, 1, 2, 3);
        await peer.AnswerAsync(asked, Good);
        Assert.Equal("good", (await call).GetProperty("name").GetString());
        Assert.Single(world.Server.Handshakes);
    }

    [Theory]
    [InlineData("[null,")]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""[null,{"name":"x"]""")]
    [InlineData("""[null,"\ud800" """)]
    [InlineData("deep")]
    public async Task An_answer_that_can_not_be_read_ends_its_own_call_alone(string answer)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> bad = connection.FindAsync();
        string first = await peer.NextAsync();
        Task<JsonElement> write = connection.CreateAsync();
        string second = await peer.NextAsync();
        Task<JsonElement> good = connection.FindAsync("game/stash");
        string third = await peer.NextAsync();
        string said = answer == "deep" ? $"[null,{new string('[', 65)}{new string(']', 65)}]" : answer;
        await peer.AnswerAsync(first, said);
        await peer.AnswerAsync(second, said);
        await peer.AnswerAsync(third, Good);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => bad);
        Assert.Equal(("find market/listing", false), (error.Step, error.IsTransient));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => write);
        Assert.Equal("good", (await good).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_value_of_64_levels_is_read()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers($"[null,{new string('[', 64)}{new string(']', 64)}]");
        FeathersConnection connection = await world.OpenAsync();
        Assert.Equal(JsonValueKind.Array, (await connection.FindAsync()).ValueKind);
    }

    [Fact]
    public async Task An_answer_with_an_attachment_ends_its_own_call_alone()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> binary = connection.FindAsync();
        string first = await peer.NextAsync();
        Task<JsonElement> good = connection.FindAsync();
        string second = await peer.NextAsync();
        await peer.SayAsync($$"""461-{{ScriptedServer.Take(first).Id}}[null,{"_placeholder":true,"num":0}]""");
        await peer.SayBytesAsync(4, 0x34, 0x33);
        await peer.AnswerAsync(second, Good);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => binary);
        Assert.Contains("binary attachment", error.Message, StringComparison.Ordinal);
        await good;
    }

    [Fact]
    public async Task A_binary_frame_answers_nothing_whatever_its_bytes_are()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.FindAsync();
        string asked = await peer.NextAsync();
        await peer.SayBytesAsync(System.Text.Encoding.UTF8.GetBytes($$"""43{{ScriptedServer.Take(asked).Id}}[null,{"name":"binary"}]"""));
        await peer.AnswerAsync(asked, Good);
        Assert.Equal("good", (await call).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_frame_of_17_MiB_mends_the_connection()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        Task<JsonElement> call = connection.CreateAsync();
        await peer.NextAsync();
        await peer.SayAsync("42[\"x\",\"" + new string('x', 17 << 20) + "\"]").ContinueWith(static _ => { }, TaskScheduler.Default);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => call);
        world.Server.Script = ScriptedServer.Answers(Good);
        await connection.FindAsync();
        Assert.Equal(2, world.Server.Handshakes.Count);
    }

    [Fact]
    public async Task A_frame_of_15_MiB_is_read()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers($"[null,\"{new string('x', 15 << 20)}\"]");
        FeathersConnection connection = await world.OpenAsync();
        Assert.Equal(15 << 20, (await connection.FindAsync()).GetString()!.Length);
    }

    [Fact]
    public async Task A_frame_of_more_than_a_million_bytes_is_refused_before_it_is_sent()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers(Good);
        FeathersConnection connection = await world.OpenAsync();
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => connection.CreateAsync($"\"{new string('x', 1_000_000)}\""));
        Assert.Contains("Nothing was sent", error.Message, StringComparison.Ordinal);
        await connection.CreateAsync($"\"{new string('x', 999_900)}\"");
        Assert.Single(world.Server.Handshakes);
    }

    [Fact]
    public async Task A_limit_that_the_server_says_is_kept()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Greeting = [ScriptedServer.Open.Replace("}", ",\"maxPayload\":500}", StringComparison.Ordinal), "40"];
        FeathersConnection connection = await world.OpenAsync();
        await Assert.ThrowsAsync<IllegalStepException>(() => connection.CreateAsync($"\"{new string('x', 500)}\""));
    }

    [Fact]
    public async Task Random_bytes_end_nothing_but_what_they_answer()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        (FeathersConnection connection, ScriptedPeer peer) = await world.ConnectAsync();
        using FeathersEvents marks = connection.Events("test", "mark");
        Random random = new(20_260_101);
        string[] parts = ["4", "2", "3", "6", "0", "42", "43", "45", "46", "[", "]", "{", "}", "null", ",", "\"", "-", "/", "1", "\\u", "é", " "];
        for (int i = 0; i < 2_000; i++)
        {
            // Neither the server's close nor its disconnect, which end the connection by right.
            string frame = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            if (!frame.StartsWith("41", StringComparison.Ordinal) && !frame.StartsWith('1'))
            {
                await peer.SayAsync(frame);
            }
        }

        await peer.SayAsync("""42["test mark",1]""");
        Assert.Equal(1, (await marks.NextAsync()).Data.GetInt32());
        world.Server.Script = ScriptedServer.Answers(Good);
        await connection.FindAsync();
        Assert.Single(world.Server.Handshakes);
    }
}
