using System.Text.Json;

namespace GameAuth.Pd2.Tests;

/// <summary>Frames are the arrays of the text: method, path, arguments in the order of the method.</summary>
public class FrameTests
{
    [Fact]
    public async Task The_login_is_the_first_frame()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        await world.OpenAsync();
        Assert.Equal("""421["create","security/session",{"strategy":"jwt","accessToken":"synthetic-token"}]""", world.Server.Frames.First());
    }

    [Fact]
    public async Task Each_method_has_its_arguments_in_its_own_order()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers("[null,true]");
        FeathersConnection connection = await world.OpenAsync();
        FeathersValue data = """{"price":"1 Ist"}""".Json();
        FeathersValue query = """{"$limit":10}""".Json();
        await connection.FindAsync("market/listing", query, SocketJson.Default.JsonElement, CancellationToken.None);
        await connection.FindAsync("market/listing", null, SocketJson.Default.JsonElement, CancellationToken.None);
        await connection.GetAsync("game/stash", "EmuAda", query, SocketJson.Default.JsonElement, CancellationToken.None);
        await connection.CreateAsync("market/listing", data, query, SocketJson.Default.JsonElement, CancellationToken.None);
        await connection.UpdateAsync("market/listing", "a1", data, query, SocketJson.Default.JsonElement, CancellationToken.None);
        await connection.PatchAsync("market/listing", "a1", data, null, SocketJson.Default.JsonElement, CancellationToken.None);
        await connection.PatchAsync("social/message", null, data, query, SocketJson.Default.JsonElement, CancellationToken.None);
        await connection.RemoveAsync("market/listing", "a1", query, SocketJson.Default.JsonElement, CancellationToken.None);
        Assert.Equal(
            [
                """422["find","market/listing",{"$limit":10}]""",
                """423["find","market/listing"]""",
                """424["get","game/stash","EmuAda",{"$limit":10}]""",
                """425["create","market/listing",{"price":"1 Ist"},{"$limit":10}]""",
                """426["update","market/listing","a1",{"price":"1 Ist"},{"$limit":10}]""",
                """427["patch","market/listing","a1",{"price":"1 Ist"}]""",
                """428["patch","social/message",null,{"price":"1 Ist"},{"$limit":10}]""",
                """429["remove","market/listing","a1",{"$limit":10}]""",
            ],
            world.Server.Frames.Skip(1));
    }

    [Fact]
    public async Task A_value_of_a_known_type_is_written_and_read_without_reflection()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers("""[null,{"Name":"read","Number":7,"More":[1]}]""");
        FeathersConnection connection = await world.OpenAsync();
        Sample? read = await connection.CreateAsync(
            "market/listing", FeathersValue.Of(new Sample("sent", 5), SocketJson.Default.Sample), query: null, SocketJson.Default.Sample, CancellationToken.None);
        Assert.Equal(new Sample("read", 7), read);
        Assert.EndsWith("""["create","market/listing",{"Name":"sent","Number":5}]""", world.Server.Frames.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[null,null]")]
    [InlineData("[null]")]
    [InlineData("[]")]
    [InlineData("""[null,{"Name":"x","Number":1},"more"]""", "x")]
    [InlineData("""[ null , {"Name":"x","Number":1} ] """, "x")]
    public async Task Answers_of_every_length_are_read(string answer, string? name = null)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers(answer);
        FeathersConnection connection = await world.OpenAsync();
        Sample? read = await connection.FindAsync("market/listing", query: null, SocketJson.Default.Sample, CancellationToken.None);
        Assert.Equal(name, read?.Name);
    }

    [Fact]
    public async Task A_value_that_fails_to_write_itself_sends_nothing_and_harms_nothing()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers("[null,true]");
        FeathersConnection connection = await world.OpenAsync();
        await Assert.ThrowsAsync<NotSupportedException>(() => connection.CreateAsync(
            "market/listing", FeathersValue.Of(0, static (_, _) => throw new NotSupportedException()), null, SocketJson.Default.JsonElement, CancellationToken.None));
        Assert.Equal(JsonValueKind.True, (await connection.FindAsync()).ValueKind);
    }
}
