using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Api;

namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>All RTA connections. Not thread safe: whoever calls holds the emulator's lock.</summary>
internal sealed class RtaHub(EmulatorCore core)
{
    private readonly List<RtaConnection> _connections = [];

    public IReadOnlyList<RtaConnection> Connections => _connections;

    public void Add(RtaConnection connection) => _connections.Add(connection);

    public void Remove(RtaConnection connection) => _connections.Remove(connection);

    public void Achieved(EmulatedPlayer player, EmulatedTitle title, EmulatedAchievement one) =>
        Tell(player, RtaTopic.Achievements, title.ServiceConfigId, _ => RtaJson.Achievement(title, one));

    public void Moved(EmulatedPlayer player) =>
        Tell(player, RtaTopic.RichPresence, null, connection => RtaJson.RichPresence(player, player.PresenceFor(connection.Xuid)));

    /// <summary>What the log says of a frame: the resource stands where a request has its path.</summary>
    public void Log(string step, string method, string path, int status = 0, string? note = null, string? fault = null) => core.Log.Add(new EmulatorEvent
    {
        Sequence = core.Log.NextSequence(), Time = core.Clock.Now, Host = RtaHost.DnsName, Step = step, Method = method, Path = path,
        Status = status, Note = note, Fault = fault,
    });

    private void Tell(EmulatedPlayer player, RtaTopic topic, string? scid, Func<RtaConnection, JsonObject> data)
    {
        foreach (RtaConnection connection in _connections.ToList())
        {
            foreach ((int id, RtaResource resource) in connection.Subscriptions)
            {
                if (resource.Xuid == player.Xuid && resource.Topic == topic && resource.ServiceConfigId == scid)
                {
                    connection.Tell(id, resource, data(connection));
                }
            }
        }
    }
}

/// <summary>rta.xboxlive.com: the socket over which the services tell what changed.</summary>
internal sealed class RtaHost(XboxAuthority authority)
{
    public const string Name = "rta";
    public const string DnsName = "rta.xboxlive.com";
    public const string Path = "/connect";
    private const string Protocol = "rta.xboxlive.com.V2";

    public static EmulatedHost Of(XboxAuthority authority) => new(Name, DnsName,
        EmulatedRoute.At("GET", Path, XboxSteps.RtaConnect,
            ApiAuthorization.For(authority, new ApiRequirements(freshness => freshness.Rta) { IsHandshake = true }, new RtaHost(authority).Connect)));

    private Reply Connect(Exchange exchange, EmulatedPlayer caller)
    {
        if (!exchange.IsSocketRequest) { return XboxReply.Malformed(exchange, "the request is no WebSocket handshake"); }
        if (!exchange.SocketProtocols.Contains(Protocol)) { return XboxReply.Malformed(exchange, "the subprotocol must be " + Protocol); }
        return Reply.Switch(Protocol, socket => new RtaConnection(authority, caller.Xuid, socket).RunAsync());
    }
}
