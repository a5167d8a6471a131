using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.SocketIo;

/// <summary>
/// One client of Socket.IO. A server of version 2 (Engine.IO 3) lets everybody in unasked; one of version 4 waits for a connect packet, and not for ever.
/// </summary>
internal sealed class SocketSession : IEngineApplication
{
    private readonly EngineSession _engine;
    private readonly TimeProvider _time;
    private readonly TimeSpan _connectTimeout;
    private readonly ISocketApplication _application;
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);
    private readonly List<byte[]> _attachments = [];
    private SocketPacket? _waiting;

    public SocketSession(EngineSession engine, TimeProvider time, TimeSpan connectTimeout, Func<SocketSession, ISocketApplication> application)
    {
        (_engine, _time, _connectTimeout) = (engine, time, connectTimeout);
        _application = application(this);
    }

    public EngineSession Engine => _engine;

    private bool IsLegacy => _engine.Revision == 3;

    public static JsonObject NoSuchPlace() => new() { ["message"] = "Invalid namespace" };

    public void Opened()
    {
        if (IsLegacy) { Enter(new SocketPacket(SocketPacketType.Connect)); }
        else { _ = ExpectConnectAsync(); }
    }

    public void Received(SocketMessage message)
    {
        if (message.IsBinary)
        {
            Attach(message.Bytes);
            return;
        }

        if (_waiting is not null || SocketPacket.Read(message.Bytes.Span) is not { } packet) { _engine.Close("no packet of Socket.IO"); }
        else if (packet.Attachments > 0) { _waiting = packet; }
        else { Take(packet, []); }
    }

    public void Closed(string why)
    {
        lock (_entered) { _entered.Clear(); }
        _application.Left(why);
    }

    public void Emit(string place, JsonArray list, params IReadOnlyList<byte[]> attachments)
    {
        SocketPacketType type = attachments.Count > 0 ? SocketPacketType.BinaryEvent : SocketPacketType.Event;
        Send(new SocketPacket(type) { Namespace = place, Data = list, Attachments = attachments.Count }, attachments);
    }

    public void Answer(SocketEvent one, JsonArray list, params IReadOnlyList<byte[]> attachments)
    {
        SocketPacketType type = attachments.Count > 0 ? SocketPacketType.BinaryAck : SocketPacketType.Ack;
        Send(new SocketPacket(type) { Namespace = one.Namespace, Id = one.Id, Data = list, Attachments = attachments.Count }, attachments);
    }

    /// <summary>Sends the client out of the main namespace; it may still close the connection itself.</summary>
    public void Disconnect()
    {
        lock (_entered) { _entered.Remove("/"); }
        Send(new SocketPacket(SocketPacketType.Disconnect), []);
    }

    private void Send(SocketPacket packet, IReadOnlyList<byte[]> attachments)
    {
        _engine.Send(packet.Write());
        foreach (byte[] one in attachments) { _engine.SendBinary(one); }
    }

    private void Attach(ReadOnlyMemory<byte> bytes)
    {
        if (_waiting is not { } packet)
        {
            _engine.Close("an attachment of nothing");
            return;
        }

        _attachments.Add(bytes.ToArray());
        if (_attachments.Count < packet.Attachments) { return; }
        byte[][] all = [.. _attachments];
        _attachments.Clear();
        _waiting = null;
        Take(packet, all);
    }

    private void Take(SocketPacket packet, byte[][] attachments)
    {
        bool isIn;
        lock (_entered) { isIn = _entered.Contains(packet.Namespace); }
        if (packet.Type is SocketPacketType.Connect && !isIn) { Enter(packet); }
        else if (!isIn || packet.Type is SocketPacketType.Connect or SocketPacketType.Error)
        {
            // Version 2 ignores what is for nobody.
            if (!IsLegacy) { _engine.Close("a packet for a namespace that the client is not in"); }
        }
        else if (packet.Type is SocketPacketType.Disconnect)
        {
            lock (_entered) { _entered.Remove(packet.Namespace); }
            if (packet.Namespace == "/") { _application.Left("the client disconnected"); }
        }
        else if (packet is { Type: SocketPacketType.Event or SocketPacketType.BinaryEvent, Data: JsonArray list })
        {
            _application.Happened(new SocketEvent(packet.Namespace, list[0]!.GetValue<string>(), [.. list.Skip(1)], packet.Id, attachments));
        }
    }

    private void Enter(SocketPacket packet)
    {
        JsonObject auth = packet.Data as JsonObject ?? [];
        JsonObject? refusal = _application.Refuse(packet.Namespace, auth);
        if (refusal is not null)
        {
            JsonNode data = IsLegacy && refusal.Count == 1 ? refusal["message"]!.DeepClone() : refusal;
            Send(new SocketPacket(SocketPacketType.Error) { Namespace = packet.Namespace, Data = data }, []);
            return;
        }

        lock (_entered) { _entered.Add(packet.Namespace); }
        JsonObject? answer = IsLegacy ? null : new JsonObject { ["sid"] = new string([.. _engine.Id.Reverse()]) };
        Send(new SocketPacket(SocketPacketType.Connect) { Namespace = packet.Namespace, Data = answer }, []);
        _application.Entered(packet.Namespace, auth);
    }

    private async Task ExpectConnectAsync()
    {
        try
        {
            await Task.Delay(_connectTimeout, _time, _engine.Aborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        bool isIn;
        lock (_entered) { isIn = _entered.Count > 0; }
        if (!isIn) { _engine.Close("no connect packet in time"); }
    }
}

/// <summary>What stands above Socket.IO on one connection. It is called by one reader at a time.</summary>
internal interface ISocketApplication
{
    /// <summary>Why a client may not enter a namespace; null when it may. Revision 3 sends all of it, revision 4 its <c>message</c> and <c>data</c>.</summary>
    JsonObject? Refuse(string place, JsonObject auth);

    void Entered(string place, JsonObject auth);

    void Happened(SocketEvent one);

    void Left(string why);
}

/// <summary>An event of the client: its name, what else is in its list, and what to answer to.</summary>
/// <param name="Namespace">Where.</param>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">The list without the name.</param>
/// <param name="Id">What the answer must name; null for an event that wants none.</param>
/// <param name="Attachments">The binary messages that came with it; placeholders stand in the arguments.</param>
internal sealed record SocketEvent(string Namespace, string Name, IReadOnlyList<JsonNode?> Arguments, long? Id, IReadOnlyList<byte[]> Attachments);
