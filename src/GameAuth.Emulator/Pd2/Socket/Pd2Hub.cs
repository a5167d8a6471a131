using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Faults;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Pd2.Feathers;
using GameAuth.Emulator.SocketIo;

namespace GameAuth.Emulator.Pd2.Socket;

/// <summary>All open sockets. Not thread safe: whoever calls holds the emulator's lock.</summary>
internal sealed class Pd2Hub(Pd2Authority authority)
{
    public const string HostName = "api";
    public const string DnsName = "api.projectdiablo2.com";
    public const string Path = "/socket.io/";

    private readonly List<Pd2Connection> _connections = [];

    public IReadOnlyList<Pd2Connection> Connections => _connections;

    public void Add(Pd2Connection connection) => _connections.Add(connection);

    public bool Remove(Pd2Connection connection) => _connections.Remove(connection);

    /// <summary>An event that a change brings about, such as <c>market/listing created</c>.</summary>
    public void Publish(string name, JsonNode data, Func<EmulatedPd2Player, bool> to) => Tell(Pd2Steps.Event, name, data, to);

    /// <summary>An event that a service sends by itself, such as <c>social/message pushed</c>.</summary>
    /// <returns>How many clients were told.</returns>
    public int Push(string name, JsonNode data, Func<EmulatedPd2Player, bool> to) => Tell(Pd2Steps.Push, name, data, to);

    /// <summary>What the log says of a frame: the service stands where a request has its path.</summary>
    public void Log(string step, string method, string path, int status = 0, string? note = null, string? fault = null) => authority.Core.Log.Add(new EmulatorEvent
    {
        Sequence = authority.Core.Log.NextSequence(), Time = authority.Core.Clock.Now, Host = DnsName, Step = step, Method = method, Path = path, Status = status, Note = note, Fault = fault,
    });

    /// <summary>The routes of the socket; where the emulator is the server of a suite, those of that.</summary>
    public IEnumerable<EmulatedRoute> Routes()
    {
        string path = authority.Options.Conformance is Pd2Conformance.EngineIo ? "/engine.io/" : Path;
        return new[] { path, path.TrimEnd('/') }.Select(one => EmulatedRoute.At("GET", one, Pd2Steps.Connect, Connect));
    }

    private Reply Connect(Exchange exchange)
    {
        Pd2EmulatorOptions options = authority.Options;
        (int revision, Reply? refusal) = new EngineHandshake(options.Generation is Pd2Generation.Feathers5, options.AllowEngine3).Read(exchange);
        if (refusal is not null) { return refusal; }
        authority.Watch.Look(exchange, Pd2Steps.Connect);
        EngineSettings settings = new(authority.Core.Clock.Time, options.PingInterval, options.PingTimeout, options.MaxPayload);
        return Reply.Switch(null, async socket =>
        {
            // The suite of revision 3 misses an open packet that comes together with the answer to the handshake.
            if (options.Conformance is Pd2Conformance.EngineIo) { await Task.Delay(TimeSpan.FromMilliseconds(50), authority.Core.Clock.Time, socket.Aborted).ConfigureAwait(false); }
            EngineSession engine = new(settings, revision, socket);
            await engine.RunAsync(ApplicationOf(engine, exchange)).ConfigureAwait(false);
        });
    }

    private IEngineApplication ApplicationOf(EngineSession engine, Exchange exchange)
    {
        Pd2EmulatorOptions options = authority.Options;
        return options.Conformance is Pd2Conformance.EngineIo
            ? new EngineEcho(engine)
            : new SocketSession(engine, authority.Core.Clock.Time, options.ConnectTimeout,
                session => options.Conformance is Pd2Conformance.SocketIo ? new SocketEcho(session) : new Pd2Connection(authority, session, exchange));
    }

    private int Tell(string step, string name, JsonNode data, Func<EmulatedPd2Player, bool> to)
    {
        DateTimeOffset now = authority.Core.Clock.Now;
        Pd2Connection[] told = [.. _connections.Where(connection => connection.LoginAt(now) is { } login && to(login.Player))];
        foreach (Pd2Connection connection in told) { connection.Tell(step, name, data); }
        return told.Length;
    }
}

/// <summary>What a scripted fault makes of a frame.</summary>
internal static class Pd2Frames
{
    /// <summary>The error that the fault answers with instead of the honest answer; null when it does not.</summary>
    public static FeathersError? ErrorOf(Fault? fault) => (fault?.FrameStatus ?? fault?.Status) is { } code ? FeathersError.Of(code, "Scripted by the emulator.") : null;

    /// <summary>Whether the call has no effect: its answer is replaced or dropped, and the fault does not strike afterwards.</summary>
    public static bool Prevents(Fault? fault) => fault is { AfterState: false } && (fault.Drop || fault.NoAnswer || fault.Body is not null || ErrorOf(fault) is not null);

    /// <summary>What is sent, in this order. In scripted frames <c>{ack}</c> stands for the id of the answer, and <c>{answer}</c> for the whole honest frame.</summary>
    public static IEnumerable<SocketFrame> Of(Fault? fault, SocketPacket packet)
    {
        if (fault is null) { return [SocketFrame.Utf8(packet.Write())]; }
        string honest = fault.ExtraFrames.Count > 0 || fault.Body is not null ? Encoding.UTF8.GetString(packet.Write().Span) : "";
        string Filled(string frame) => frame.Replace("{answer}", honest, StringComparison.Ordinal).Replace("{ack}", packet.Id?.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        SocketFrame main = fault.Body is { } body ? SocketFrame.Text(Filled(body)) : Damaged(fault, packet);
        return [.. fault.ExtraFrames.Select(frame => SocketFrame.Text(Filled(frame))), main];
    }

    private static SocketFrame Damaged(Fault fault, SocketPacket packet)
    {
        Reply spoilt = DamagedBody.Of(Reply.Of(200, packet.Data!), fault);
        byte[] prefix = Encoding.ASCII.GetBytes(packet.Prefix());
        byte[] whole = [.. prefix, .. spoilt.ToBytes().Span];
        return SocketFrame.Of(spoilt with { Json = null, Bytes = whole, CutAfter = spoilt.CutAfter + prefix.Length });
    }
}
