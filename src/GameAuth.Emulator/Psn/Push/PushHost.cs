using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Psn.Api;
using GameAuth.Emulator.Psn.Ids;

namespace GameAuth.Emulator.Psn.Push;

/// <summary>mobile-pushcl.np.communication.playstation.net: the address of a push server, and that server.</summary>
internal sealed class PushHost(PsnAuthority authority)
{
    public const string Name = "push";
    public const string DnsName = "mobile-pushcl.np.communication.playstation.net";
    public const string SocketPath = "/np/pushNotification";
    private const string Protocol = "np-pushpacket";

    private static readonly string[] Versions = ["2.1", "3.0"];
    private static readonly string[] KeepAliveTypes = ["3", "6"];
    private static readonly string[] Required = ["X-PSN-APP-TYPE", "X-PSN-APP-VER", "X-PSN-OS-VER"];

    public static EmulatedHost Of(PsnAuthority authority)
    {
        PushHost host = new(authority);
        return new EmulatedHost(Name, DnsName,
            EmulatedRoute.At("GET", "/np/serveraddr", PsnSteps.PushAddress, ApiRequest.For(authority, needsId: false, host.ShowAddress, countsAgainstQuota: false)),
            EmulatedRoute.At("GET", SocketPath, PsnSteps.PushConnect, ApiRequest.For(authority, needsId: false, host.Connect, countsAgainstQuota: false)))
        {
            Arrived = authority.Ids.NoteRequest,
        };
    }

    private Reply ShowAddress(Exchange exchange, EmulatedPsnPlayer caller)
    {
        if (!Versions.Contains(exchange.Query["version"].ToString())) { return PsnReply.Bad(exchange, "query: version", "version must be 2.1 or 3.0"); }
        if (exchange.Query["fields"] != "keepAliveStatus") { return PsnReply.Bad(exchange, "query: fields", "fields must be keepAliveStatus"); }
        if (!KeepAliveTypes.Contains(exchange.Query["keepAliveStatusType"].ToString())) { return PsnReply.Bad(exchange, "query: keepAliveStatusType", "keepAliveStatusType must be 3 or 6"); }

        PsnKeepAlive times = authority.Options.KeepAlive;
        return Reply.Of(200, new JsonObject
        {
            ["fqdn"] = authority.Options.PushServer ?? DnsName,
            ["keepAliveStatus"] = new JsonObject
            {
                ["clientKeepAliveInterval"] = (long)times.ClientInterval.TotalMilliseconds,
                ["clientKeepAliveTimeout"] = (long)times.ClientTimeout.TotalMilliseconds,
                ["serverKeepAliveTimeout"] = (long)times.ServerTimeout.TotalMilliseconds,
                ["serverPresenceTimeout"] = (long)times.PresenceTimeout.TotalMilliseconds,
            },
            ["emulated"] = true,
        });
    }

    private Reply Connect(Exchange exchange, EmulatedPsnPlayer caller)
    {
        if (!exchange.IsSocketRequest) { return PsnReply.Bad(exchange, "header: Upgrade", "the request is no WebSocket handshake"); }
        if (!exchange.SocketProtocols.Contains(Protocol)) { return PsnReply.Bad(exchange, "header: Sec-WebSocket-Protocol", "the subprotocol must be " + Protocol); }
        if (HeaderProblem(exchange, caller) is { } header) { return PsnReply.Bad(exchange, "header: " + header, "missing or odd: " + header); }
        exchange.Note = exchange.Headers["X-PSN-RECONNECTION"] == "true" ? "a reconnection" : "the first connection";
        return Reply.Switch(Protocol, socket => new PushConnection(authority, caller, socket).RunAsync());
    }

    /// <summary>The header that is not as it must be; who says that it comes again must have been here.</summary>
    private string? HeaderProblem(Exchange exchange, EmulatedPsnPlayer caller)
    {
        if (Required.FirstOrDefault(name => PsnRequestIds.HeaderOf(exchange, name) is null) is { } missing) { return missing; }
        if (!Versions.Contains(exchange.Headers["X-PSN-PROTOCOL-VERSION"].ToString())) { return "X-PSN-PROTOCOL-VERSION"; }
        if (!KeepAliveTypes.Contains(exchange.Headers["X-PSN-KEEP-ALIVE-STATUS-TYPE"].ToString())) { return "X-PSN-KEEP-ALIVE-STATUS-TYPE"; }
        return exchange.Headers["X-PSN-RECONNECTION"].ToString() switch
        {
            "false" => null,
            "true" when authority.Push.HasMet(caller.AccountId) => null,
            _ => "X-PSN-RECONNECTION",
        };
    }
}
