using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>rta.xboxlive.com: the socket over which the services tell what changed.</summary>
internal sealed class RtaHost(XboxAuthority authority)
{
    public const string Name = "rta";
    public const string DnsName = "rta.xboxlive.com";
    public const string Path = "/connect";
    private const string Protocol = "rta.xboxlive.com.V2";

    public static EmulatedHost Of(XboxAuthority authority) => new(Name, DnsName,
        EmulatedRoute.At("GET", Path, XboxSteps.RtaConnect, new RtaHost(authority).Connect));

    private Reply Connect(Exchange exchange)
    {
        ApiDemands demands = new(authority.Options.Freshness.Rta) { IsHandshake = true };
        (EmulatedPlayer? caller, Reply? refusal) = ApiAuthorization.Check(authority, exchange, demands);
        if (refusal is not null) return refusal;
        if (!exchange.IsSocketRequest) return XboxReply.Malformed(exchange, "the request is no WebSocket handshake");
        if (!exchange.SocketProtocols.Contains(Protocol)) return XboxReply.Malformed(exchange, "the subprotocol must be " + Protocol);
        return Reply.Switch(Protocol, socket => new RtaConnection(authority, caller!.Xuid, socket).RunAsync());
    }
}
