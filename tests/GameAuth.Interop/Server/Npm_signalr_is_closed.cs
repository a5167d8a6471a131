using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;
using GameAuth.Server.Host;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GameAuth.Interop.Server;

/// <summary>
/// A hub behind <c>AddGameAuthBearer()</c>, and SignalR's own client of npm: the connection is closed when the session is revoked, by WebSockets and by long polling, and when the access token ends. A token in the address
/// opens nothing. A WebSocket of the application's own is ended too.
/// </summary>
public sealed class Npm_signalr_is_closed
{
    private const string Hub = "/hubs/players";

    // The life of an access token but for as long as a slow machine needs to connect.
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(10);

    [PeerTheory]
    [InlineData("WebSockets")]
    [InlineData("LongPolling")]
    public async Task When_its_session_is_revoked(string transport)
    {
        JsonObject result = await RunAsync("logout", transport, TimeSpan.Zero);

        // Nobody can be told between two polls: the next one is refused, and so is the client's try to connect again.
        if (transport == "LongPolling" && (int)result["reconnects"]! == 1)
        {
            result["reconnects"] = 0;
        }

        // No error and no try to connect again: the client was told. Whoever starts it again is refused.
        Assert.Equal(
            """{"ok":true,"inQuery":401,"socketInQuery":401,"you":"native:ada","state":"Connected","echo":"hello","out":204,"closed":true,"error":null,"early":true,"reconnects":0,"again":"401","plain":["hello",1006]}""",
            result.ToJsonString());
    }

    [PeerFact]
    public async Task When_its_access_token_ends()
    {
        JsonObject result = await RunAsync("expiry", "WebSockets", Behind);
        Assert.Equal(
            """{"ok":true,"inQuery":401,"socketInQuery":401,"you":"native:ada","state":"Connected","echo":"hello","out":null,"closed":true,"error":null,"early":false,"reconnects":0,"again":null,"plain":null}""",
            result.ToJsonString());
    }

    private static async Task<JsonObject> RunAsync(string end, string transport, TimeSpan behind)
    {
        await using WebApplication server = await SessionHost.StartAsync(
            new HostSettings { Keys = "eddsa" },
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new LateClock(behind))).AddSignalR(),
            endpoints: static app =>
            {
                app.MapHub<PlayerHub>(Hub, static hub => hub.CloseOnAuthenticationExpiration = true);
                app.UseWebSockets();
                app.MapGet("/sockets/echo", EchoAsync).RequireAuthorization();
            });
        string address = SessionHost.AddressOf(server).GetLeftPart(UriPartial.Authority);
        return await NodeRun.Async("signalr.mjs", new JsonObject { ["server"] = address, ["hub"] = address + Hub, ["transport"] = transport, ["end"] = end });
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] buffer = new byte[64];
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } read)
        {
            await socket.SendAsync(buffer.AsMemory(0, read.Count), read.MessageType, read.EndOfMessage, context.RequestAborted);
        }
    }

    /// <summary>Says to each player who he is.</summary>
    [Authorize]
    public sealed class PlayerHub : Hub
    {
        public override Task OnConnectedAsync() => Clients.Caller.SendAsync("you", Context.User!.Identity!.Name);

        public string Echo(string text) => text;
    }

    /// <summary>A clock that is behind the machine's, so that what it issues ends soon by the machine's: SignalR goes by that one.</summary>
    private sealed class LateClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - by;
    }
}
