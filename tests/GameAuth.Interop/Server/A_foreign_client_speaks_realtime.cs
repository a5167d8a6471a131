using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;
using GameAuth.Server;
using GameAuth.Server.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Interop.Server;

/// <summary>A client in Node, written from docs/realtime.md alone, with npm ws and npm dpop, opens the socket as a page and as a native client, over loopback.</summary>
public sealed class A_foreign_client_speaks_realtime
{
    private const string Page = "https://game.example.test";

    [PeerFact]
    public async Task It_proves_joins_speaks_renews_and_is_closed_as_the_page_says()
    {
        await using WebApplication server = await SessionHost.StartAsync(
            new HostSettings(),
            services => services.Configure<GameAuthServerOptions>(static options => options.AllowedOrigins = [Page]),
            static auth => auth.AddRooms<Rooms>().AddRealtime<Chat>());

        JsonObject result = await NodeRun.Async("realtime.mjs", new JsonObject
        {
            ["issuer"] = SessionHost.AddressOf(server).GetLeftPart(UriPartial.Authority),
            ["origin"] = Page,
            ["room"] = "lobby",
            ["privileged"] = "vip",
            ["forbidden"] = "staff",
        });

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal("""["hash","dpop","dpop"]""", result["proofs"]!.ToJsonString());
        Assert.Equal("native:ada", result["sub"]!.GetValue<string>());
        Assert.Equal(
            [
                """{"type":"joined","room":"lobby","permissions":["speak"],"sub":"native:ada","id":"1"}""",
                """{"type":"message","room":"lobby","data":{"text":"hello"}}""",
                """{"type":"message","room":"lobby","data":"from bob"}""",
                """{"type":"message","room":"lobby","data":"renewed"}""",
                """{"type":"error","error":"room_forbidden","id":"3"}""",
                """{"type":"error","error":"room_ticket_required","id":"4"}""",
                """{"type":"joined","room":"vip","permissions":["speak"],"sub":"native:ada","id":"5"}""",
                """{"type":"left","room":"lobby","id":"6"}""",
                """{"type":"message","data":"alive"}""",
            ],
            result["said"]!.AsArray().Select(static one => one!.ToJsonString()));
        Assert.Equal(
            [
                ("foreign origin", "403 origin_forbidden"), ("token in the address", "400 invalid_request"), ("no origin, no key", "origin_forbidden 4403 forbidden"),
                ("no token", "token_invalid 4401 token_invalid"), ("join first", "invalid_request 4400 invalid_request"), ("two first frames", "invalid_request 4400 invalid_request"),
                ("wrong hash", "token_invalid 4401 token_invalid"), ("binary", "invalid_request 1003 binary"), ("too large", "invalid_request 1009 too_large"),
                ("twice a member", "invalid_request 4400 invalid_request"), ("fragments", "invalid_request 4400 invalid_request"), ("no UTF-8", "none 1007 "),
                ("proof of another key", "invalid_dpop_proof 4401 token_invalid"),
            ],
            result["ends"]!.AsObject().Select(static one => (one.Key, one.Value!.GetValue<string>())));
        Assert.Equal("session_revoked 4410 session_revoked", result["loggedOut"]!.GetValue<string>());
        Assert.Equal("none 1000 ", result["closed"]!.GetValue<string>());
    }

    private sealed class Rooms : IRoomAccess
    {
        public ValueTask<RoomAccessResult> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken) =>
            new(room == "staff" ? RoomAccessResult.Deny() : RoomAccessResult.Allow(["speak"], capacity: 10, requiresTicket: room == "vip"));
    }

    private sealed class Chat : IRealtimeHandler
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<RealtimeConnection, bool> _all = new();

        public ValueTask OnConnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
        {
            _all[connection] = true;
            return default;
        }

        public ValueTask OnMessageAsync(RealtimeConnection connection, RealtimeMessage message, CancellationToken cancellationToken)
        {
            byte[] data = Encoding.UTF8.GetBytes(message.Data.GetRawText());
            foreach (RealtimeConnection one in message.Room is null ? [connection] : _all.Keys)
            {
                one.TrySend(data, message.Room?.Room);
            }

            return default;
        }

        public ValueTask OnDisconnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
        {
            _all.TryRemove(connection, out _);
            return default;
        }
    }
}
