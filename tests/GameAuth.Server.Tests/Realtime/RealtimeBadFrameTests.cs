using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Realtime;

/// <summary>What a client may send that is not right: each has its error and its close code, and costs nobody else anything.</summary>
public sealed class RealtimeBadFrameTests
{
    private const string Wrong = "invalid_request 4400 invalid_request";

    /// <summary>Frames that close an authenticated socket.</summary>
    public static TheoryData<string, string> Frames => new()
    {
        { "no JSON", "hello" },
        { "empty", "" },
        { "an array", "[]" },
        { "two values", "{} {}" },
        { "a duplicate member", """{"type":"join","room":"a","room":"a"}""" },
        { "an escaped duplicate", """{"type":"join","room":"a","ro\u006fm":"b"}""" },
        { "a duplicate in the data", """{"type":"message","data":{"a":1,"a":2}}""" },
        { "no type", """{"room":"a"}""" },
        { "a type that is no text", """{"type":1}""" },
        { "another type", """{"type":"subscribe","room":"a"}""" },
        { "a server's type", """{"type":"joined","room":"a"}""" },
        { "another member", """{"type":"join","room":"a","role":"admin"}""" },
        { "a missing member", """{"type":"join"}""" },
        { "a null", """{"type":"join","room":null}""" },
        { "a number for a text", """{"type":"join","room":7}""" },
        { "an empty text", """{"type":"join","room":""}""" },
        { "a long id", $$"""{"type":"join","room":"a","id":"{{new string('i', 65)}}"}""" },
        { "deep", $$"""{"type":"message","data":{{new string('[', 16)}}{{new string(']', 16)}}}""" },
        { "very deep", $$"""{"type":"message","data":{{new string('[', 8000)}}}""" },
        { "NUL", """{"type":"message","data":"\u0000"}""" },
        { "half of a pair", """{"type":"message","data":"\ud800"}""" },
        { "half of a pair in a name", """{"type":"message","data":{"\ud800":1}}""" },
        { "a room above", """{"type":"join","room":"../"}""" },
        { "the room above", """{"type":"leave","room":".."}""" },
        { "a room of 2 KiB", $$"""{"type":"join","room":"{{new string('r', 2048)}}"}""" },
        { "a room with a slash", """{"type":"message","room":"a/b","data":1}""" },
        { "a second first frame", """{"type":"authenticate","access_token":"x"}""" },
        { "a proof without a challenge", """{"type":"proof","hash":"x"}""" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_frame_that_is_none_closes_the_socket(string what, string frame)
    {
        (RoomWorld world, ToyRealtime app) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        await client.SendTextAsync(frame);
        Assert.Equal((what, Wrong), (what, await client.EndAsync()));
        Assert.Equal(0, world.Rooms.Calls);
        Assert.DoesNotContain(app.Log, static line => line.StartsWith("message", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"type":"join","room":"lobby"}""")]
    [InlineData("""{"type":"message","data":1}""")]
    [InlineData("""{"type":"ping"}""")]
    [InlineData("""{"type":"renew","access_token":"x"}""")]
    [InlineData("""{"type":"proof","hash":"x"}""")]
    public async Task What_comes_before_the_challenge_closes_the_socket(string frame)
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node);
        await client.SendTextAsync(frame);
        Assert.Equal(Wrong, await client.EndAsync());
        Assert.Equal(0, world.Rooms.Calls);
    }

    [Theory]
    [InlineData("authenticate")]
    [InlineData("renew")]
    [InlineData("join")]
    public async Task What_comes_in_place_of_the_proof_closes_the_socket(string type)
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        string token = await world.SignInAsync();
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node);
        await client.SendAsync(new { type = "authenticate", access_token = token });
        await client.ReceiveAsync("challenge");
        await client.SendTextAsync(type == "join" ? """{"type":"join","room":"lobby"}""" : JsonSerializer.Serialize(new { type, access_token = token }));
        Assert.Equal(Wrong, await client.EndAsync());
        Assert.Equal(0, world.Rooms.Calls);
    }

    [Fact]
    public async Task A_binary_frame_closes_the_socket()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.OpenAsync(world.Node);
        await client.SendAsync("""{"type":"authenticate","access_token":"x"}"""u8.ToArray(), WebSocketMessageType.Binary);
        Assert.Equal("invalid_request 1003 binary", await client.EndAsync());
    }

    [Theory]
    [InlineData(16 * 1024, true)]
    [InlineData((16 * 1024) + 1, false)]
    [InlineData(100 * 1024, false)]
    public async Task A_frame_has_16_KiB_at_most(int length, bool isRight)
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        const string Start = """{"type":"message","data":"ok"}""";
        await client.SendTextAsync(Start + new string(' ', length - Start.Length));
        Assert.Equal(isRight ? "ok" : "invalid_request 1009 too_large", isRight ? (await client.ReceiveAsync("message")).Text("data") : await client.EndAsync());
    }

    [Fact]
    public async Task A_frame_may_come_in_parts_and_not_for_ever()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        string token = await world.SignInAsync();
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, token);
        byte[] frame = """{"type":"message","data":"in parts"}"""u8.ToArray();
        for (int i = 0; i < frame.Length; i++)
        {
            await client.SendAsync([frame[i]], WebSocketMessageType.Text, endOfMessage: i == frame.Length - 1);
        }

        Assert.Equal("in parts", (await client.ReceiveAsync("message")).Text("data"));
        byte[] part = Encoding.UTF8.GetBytes(new string(' ', 1024));
        for (int i = 0; i < 17; i++)
        {
            await client.SendAsync(part, WebSocketMessageType.Text, endOfMessage: false);
        }

        Assert.Equal("invalid_request 1009 too_large", await client.EndAsync());
    }

    [Fact]
    public async Task A_frame_of_empty_parts_closes_the_socket()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        for (int i = 0; i < 17; i++)
        {
            await client.SendAsync([], WebSocketMessageType.Text, endOfMessage: false);
        }

        Assert.Equal(Wrong, await client.EndAsync());
    }

    [Fact]
    public async Task A_frame_that_does_not_end_closes_the_socket_after_10_seconds()
    {
        (RoomWorld world, _) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        await client.SendAsync("{"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false);
        Task<string> end = client.EndAsync();
        await world.EventuallyAsync(() => end.IsCompleted, TimeSpan.FromMilliseconds(250));
        Assert.Equal("timed_out 4408 timed_out", await end);
    }

    [Fact]
    public async Task Another_players_room_is_refused_and_the_socket_lives()
    {
        (RoomWorld world, ToyRealtime app) = await RealtimeTests.StartAsync();
        await using RoomWorld dispose = world;
        world.Rooms.Rule = static (room, player) => room == player.Subject.Replace("toy:", "home-", StringComparison.Ordinal) ? RoomAccessResult.Allow([]) : RoomAccessResult.Deny();
        await using RealtimeClient client = await RealtimeClient.ConnectAsync(world.Node, await world.SignInAsync());
        await client.SendAsync(new { type = "join", room = "home-bob" });
        Assert.Equal("room_forbidden", (await client.ReceiveAsync("error")).Text("error"));
        await client.SendAsync(new { type = "message", id = "1", room = "home-bob", data = 1 });
        Assert.Equal("room_forbidden", (await client.ReceiveAsync("error")).Text("error"));
        await client.SendAsync(new { type = "join", room = "home-ada" });
        await client.ReceiveAsync("joined");
        Assert.DoesNotContain(app.Log, static line => line.StartsWith("message", StringComparison.Ordinal));
    }
}
