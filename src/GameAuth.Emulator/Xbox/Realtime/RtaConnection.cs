using System.Net.WebSockets;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Faults;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>One client's connection: its subscriptions, and the frames both ways.</summary>
internal sealed class RtaConnection(XboxAuthority authority, string xuid, EmulatedSocket socket)
{
    private readonly EmulatorCore _core = authority.Core;
    private readonly RtaHub _hub = authority.Realtime;
    private readonly SortedDictionary<int, RtaResource> _subscriptions = [];
    private int _lastId;
    private long _lastSequence;

    public string Xuid => xuid;

    public IReadOnlyDictionary<int, RtaResource> Subscriptions => _subscriptions;

    /// <summary>Runs until the client leaves, a fault ends it, or its time is over.</summary>
    public async Task RunAsync()
    {
        lock (_core.State) { _hub.Add(this); }
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(socket.Aborted);
        Task clock = EndInTimeAsync(over.Token);
        string reason = "the emulator failed";
        try
        {
            reason = await socket.HearAsync(HandleAsync).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await clock.ConfigureAwait(false);
            lock (_core.State)
            {
                _hub.Remove(this);
                _hub.Log(XboxSteps.RtaClose, "CLOSE", RtaHost.Path, note: reason);
            }
        }
    }

    public void Resync()
    {
        _hub.Log(XboxSteps.RtaResync, "PUSH", RtaHost.Path);
        socket.Send(SocketFrame.Of(new JsonArray(4)));
    }

    public void Drop()
    {
        _hub.Remove(this);
        socket.Drop();
    }

    public void Tell(int id, RtaResource resource, JsonObject data)
    {
        Fault? fault = _core.Faults.Take(XboxSteps.RtaEvent, RtaHost.Name);
        _hub.Log(XboxSteps.RtaEvent, "PUSH", resource.Uri, fault: Words(fault));
        if (fault is { Drop: true }) { Drop(); }
        else { Send(fault, new JsonArray(3, id, data)); }
    }

    private async Task HandleAsync(string message)
    {
        if (RtaRequest.Read(message) is not { } request)
        {
            lock (_core.State) { _hub.Log(XboxSteps.RtaBadFrame, "MESSAGE", RtaHost.Path, note: "neither [1, sequence, uri] nor [2, sequence, id]"); }
            socket.Send(SocketFrame.Closing(WebSocketCloseStatus.InvalidPayloadData, "not a request"));
            return;
        }

        Fault? fault = _core.Faults.Take(request.Step, RtaHost.Name);
        if (fault is not null && fault.Delay > TimeSpan.Zero) { await Task.Delay(fault.Delay, _core.Clock.Time, socket.Aborted).ConfigureAwait(false); }
        lock (_core.State) { Answer(request, fault); }
    }

    private void Answer(RtaRequest request, Fault? fault)
    {
        JsonArray honest = [];
        if (!FaultyFrames.Prevents(fault)) { honest = request.IsSubscribe ? Subscribe(request) : Unsubscribe(request); }
        JsonArray answer = FaultyFrames.StatusOf(fault) is { } status ? new JsonArray(request.Opcode, request.Sequence, status) : honest;
        string? note = request.Sequence > _lastSequence ? null : "the sequence does not count up";
        _lastSequence = Math.Max(_lastSequence, request.Sequence);
        _hub.Log(request.Step, "MESSAGE", request.Uri ?? RtaHost.Path, answer.Count > 2 ? answer[2]!.GetValue<int>() : 0, note, Words(fault));
        if (fault is { Drop: true }) { Drop(); }
        else { Send(fault, answer); }
    }

    private JsonArray Subscribe(RtaRequest request)
    {
        RtaResource? resource = request.Uri is null ? null : RtaResource.Read(request.Uri);
        if (resource is null || authority.People.Find(resource.Xuid) is not { } player || !HasScid(player, resource))
        {
            return [1, request.Sequence, RtaStatus.UnknownResource];
        }

        if (_subscriptions.Count >= authority.Options.RtaSubscriptionLimit) { return [1, request.Sequence, RtaStatus.LimitReached]; }
        _subscriptions.Add(++_lastId, resource);
        JsonNode data = resource.Topic is RtaTopic.RichPresence ? RtaJson.RichPresence(player, player.PresenceFor(xuid)) : new JsonObject { ["emulated"] = true };
        return [1, request.Sequence, RtaStatus.Ok, _lastId, data];
    }

    private JsonArray Unsubscribe(RtaRequest request) =>
        [2, request.Sequence, request.Id is { } id && _subscriptions.Remove(id) ? RtaStatus.Ok : RtaStatus.UnknownResource];

    private static bool HasScid(EmulatedPlayer player, RtaResource resource) =>
        resource.ServiceConfigId is null || player.Titles.Any(title => title.ServiceConfigId == resource.ServiceConfigId);

    private void Send(Fault? fault, JsonNode frame)
    {
        foreach (SocketFrame one in FaultyFrames.Of(fault, frame)) { socket.Send(one); }
    }

    private async Task EndInTimeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(authority.Options.RtaLifetime, _core.Clock.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_core.State) { _hub.Remove(this); }
        socket.Send(SocketFrame.Closing(WebSocketCloseStatus.NormalClosure, "the connection has lived long enough"));
    }

    private static string? Words(Fault? fault) => fault is null ? null : FaultDescription.Of(fault);
}
