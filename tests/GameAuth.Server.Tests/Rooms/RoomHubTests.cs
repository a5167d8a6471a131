using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using GameAuth.Server.Tests.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Rooms;

/// <summary>A SignalR hub asks the same gate. The client speaks SignalR's JSON protocol by hand.</summary>
public sealed class RoomHubTests
{
    private static Task<RoomWorld> StartAsync(int nodes = 1) => RoomWorld.StartAsync(
        nodes, server: static auth => auth.Services.AddSignalR().AddGameAuthRooms(), application: static app => app.MapHub<ToyHub>("/toy-hub").RequireAuthorization());

    [Fact]
    public async Task The_first_call_joins_and_a_refusal_has_the_code()
    {
        await using RoomWorld world = await StartAsync();
        world.Rooms.Rule = static (room, _) => room == "secret" ? RoomAccessResult.Deny() : RoomAccessResult.Allow([], requiresTicket: room == "vip");
        string token = await world.SignInAsync();
        await using HubClient hub = await HubClient.ConnectAsync(world.Node, token);
        Assert.Equal("lobby: hello", await hub.CallAsync("Say", "lobby", "hello"));
        Assert.StartsWith("room_forbidden: ", await hub.CallAsync("Say", "secret", "hello"), StringComparison.Ordinal);
        Assert.StartsWith("invalid_request: ", await hub.CallAsync("Say", "../", "hello"), StringComparison.Ordinal);
        Assert.StartsWith("room_ticket_required: ", await hub.CallAsync("Join", "vip", null), StringComparison.Ordinal);
        Assert.Equal("vip", await hub.CallAsync("Join", "vip", (await world.Gate.CreateTicketAsync(RoomWorld.Join(token, "vip"))).Ticket!.Reveal()));
        Assert.Equal("vip: hello", await hub.CallAsync("Say", "vip", "hello"));
        Assert.Equal("open", await hub.CallAsync("Open"));
    }

    [Fact]
    public async Task A_place_is_kept_while_the_connection_lives_and_freed_when_it_ends()
    {
        await using RoomWorld world = await StartAsync();
        world.Rooms.Rule = static (_, _) => RoomAccessResult.Allow([], capacity: 1);
        string bob = await world.SignInAsync("bob");
        await using (HubClient hub = await HubClient.ConnectAsync(world.Node, await world.SignInAsync()))
        {
            Assert.Equal("lobby", await hub.CallAsync("Join", "lobby", null));
            for (int i = 0; i < 30; i++)
            {
                await world.World.StepAsync(TimeSpan.FromSeconds(1));
            }

            Assert.Equal("403 room_forbidden", await world.AskAsync(RoomWorld.Join(bob)));
        }

        string said = "";
        await world.EventuallyAsync(() => (said = world.AskAsync(RoomWorld.Join(bob)).GetAwaiter().GetResult()) == "ok", TimeSpan.Zero);
    }

    [Fact]
    public async Task A_connection_whose_player_is_put_out_at_another_node_is_ended()
    {
        await using RoomWorld world = await StartAsync(nodes: 2);
        await using HubClient banned = await HubClient.ConnectAsync(world.NodeAt(1), await world.SignInAsync());
        await using HubClient revoked = await HubClient.ConnectAsync(world.NodeAt(1), await world.SignInAsync("bob"));
        await using HubClient other = await HubClient.ConnectAsync(world.NodeAt(1), await world.SignInAsync("eve"));
        foreach (HubClient hub in (HubClient[])[banned, revoked, other])
        {
            Assert.Equal("lobby", await hub.CallAsync("Join", "lobby", null));
        }

        world.Rooms.Rule = static (_, player) => player.Subject == "toy:ada" ? RoomAccessResult.Deny() : RoomAccessResult.Allow([]);
        await world.Gate.ReevaluateAsync("lobby", subject: null);
        await world.Node.Services.GetRequiredService<SessionDirectory>().EndSubjectAsync("toy:bob");
        await banned.EndAsync();
        await revoked.EndAsync();
        Assert.Equal("lobby: hello", await other.CallAsync("Say", "lobby", "hello"));
        Assert.Equal(
            ["room_forbidden", "session_revoked"],
            world.World.Events.Events.OfType<SessionEvent>().Where(static one => one.Name == SessionEventNames.RoomEvicted).Select(static one => one.Reason).Order());
    }

    public sealed class ToyHub : Hub
    {
        public string Join([Room] string room, [RoomTicket] string? ticket) => room;

        public string Say([Room] string room, string text) => $"{room}: {text}";

        public string Open() => "open";
    }

    private sealed class HubClient(WebSocket socket) : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        private int _calls;

        public static async Task<HubClient> ConnectAsync(ServerNode node, string token)
        {
            HubClient hub = new(await node.ConnectSocketAsync(token, address: "wss://auth.example.test/toy-hub"));
            await hub.SendAsync("""{"protocol":"json","version":1}""");
            Assert.Equal("{}", await hub.ReceiveAsync());
            return hub;
        }

        /// <summary>The result of a call, or its error without SignalR's words.</summary>
        public async Task<string> CallAsync(string target, params string?[] arguments)
        {
            string id = $"{++_calls}";
            await SendAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target, arguments }));
            while (true)
            {
                JsonElement frame = JsonDocument.Parse(await ReceiveAsync()).RootElement;
                if (frame.TryGetProperty("invocationId", out JsonElement answered) && answered.GetString() == id)
                {
                    return frame.TryGetProperty("error", out JsonElement error) ? error.GetString()!.Split("HubException: ")[^1] : frame.GetProperty("result").GetString()!;
                }
            }
        }

        /// <summary>Waits for the end.</summary>
        public async Task EndAsync()
        {
            using CancellationTokenSource limit = new(Patience);
            byte[] buffer = new byte[4096];
            try
            {
                while ((await socket.ReceiveAsync(buffer, limit.Token)).MessageType != WebSocketMessageType.Close)
                {
                }
            }
            catch (Exception ended) when (ended is WebSocketException or IOException)
            {
                // It was cut off.
            }
        }

        public ValueTask DisposeAsync()
        {
            socket.Abort();
            socket.Dispose();
            return default;
        }

        private Task SendAsync(string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, default);

        private async Task<string> ReceiveAsync()
        {
            using CancellationTokenSource limit = new(Patience);
            byte[] buffer = new byte[16 * 1024];
            int length = 0;
            while (length == 0 || buffer[length - 1] != 0x1e)
            {
                length += (await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token)).Count;
            }

            return Encoding.UTF8.GetString(buffer, 0, length).Split('\u001e')[0];
        }
    }
}
