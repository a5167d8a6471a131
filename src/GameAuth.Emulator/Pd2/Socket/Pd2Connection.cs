using System.Text.Json.Nodes;
using GameAuth.Emulator.Faults;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Pd2.Feathers;
using GameAuth.Emulator.Pd2.Services;
using GameAuth.Emulator.SocketIo;

namespace GameAuth.Emulator.Pd2.Socket;

/// <summary>A client on the socket: who it is signed in as, its calls, and what it is told.</summary>
internal sealed class Pd2Connection(Pd2Authority authority, SocketSession session, Exchange handshake) : ISocketApplication
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(20);

    private readonly EmulatorCore _core = authority.Core;
    private Pd2Token? _login;

    public SocketSession Session => session;

    private bool IsFeathers4 => authority.IsFeathers4;

    /// <summary>A token in the header of the handshake signs in too, and a bad one keeps the client out.</summary>
    public JsonObject? Refuse(string place, JsonObject auth)
    {
        if (place != "/") { return SocketSession.NoSuchPlace(); }
        if (authority.Bearer(handshake, _ => true) is not var (token, error)) { return null; }
        if (token is not null)
        {
            lock (_core.State) { SignIn(token); }
            return null;
        }

        JsonObject data = error!.Data!.DeepClone().AsObject();
        return session.Engine.Revision == 3 ? data : new JsonObject { ["message"] = error.Message, ["data"] = data };
    }

    public void Entered(string place, JsonObject auth)
    {
        lock (_core.State) { authority.Hub.Add(this); }
    }

    public void Left(string why)
    {
        lock (_core.State)
        {
            if (authority.Hub.Remove(this)) { authority.Hub.Log(Pd2Steps.Close, "CLOSE", Pd2Hub.Path, note: why); }
        }
    }

    /// <summary>Whose login holds now. Feathers 4 looks when it is asked; Feathers 5 has sent the client away by then.</summary>
    public Pd2Token? LoginAt(DateTimeOffset now) => _login is { } token && token.IsGood(now) ? token : null;

    /// <summary>Sends the client away whose token has ended, as Feathers 5 does.</summary>
    public void EndIfOver()
    {
        if (_login is null || LoginAt(_core.Clock.Now) is not null || IsFeathers4) { return; }
        _login = null;
        authority.Hub.Log(Pd2Steps.Disconnect, "PUSH", Pd2Hub.Path, note: "the token has ended");
        authority.Hub.Remove(this);
        session.Disconnect();
    }

    public void Happened(SocketEvent one)
    {
        if (!FeathersMethod.All.Contains(one.Name))
        {
            // Nobody listens for it, so nobody answers.
            lock (_core.State) { authority.Hub.Log(Pd2Steps.Unknown, "MESSAGE", Pd2Hub.Path, note: "no method: not answered"); }
            return;
        }

        string step = authority.Services.Find(one.Arguments is [{ } path, ..] ? path.ToString() : "")?.StepOf(one.Name) ?? Pd2Steps.Unknown;
        LookForToken(one, step);
        Fault? fault = _core.Faults.Take(step, Pd2Hub.HostName);
        lock (_core.State)
        {
            if (fault is not { Delay.Ticks: > 0 }) { Send(one, fault, Effect(one, step, fault)); }
            else
            {
                JsonArray? answer = fault.AfterState ? Effect(one, step, fault) : null;
                _ = LaterAsync(fault.Delay, () => Send(one, fault, answer ?? Effect(one, step, fault)));
            }
        }
    }

    public void Tell(string step, string name, JsonNode data)
    {
        Fault? fault = _core.Faults.Take(step, Pd2Hub.HostName);
        authority.Hub.Log(step, "PUSH", name.Split(' ')[0], fault: fault is null ? null : FaultDescription.Of(fault));
        SocketPacket packet = new(SocketPacketType.Event) { Data = new JsonArray(name, data.DeepClone()) };
        if (fault is { Delay.Ticks: > 0 }) { _ = LaterAsync(fault.Delay, () => Send(fault, packet)); }
        else { Send(fault, packet); }
    }

    /// <summary>What is late holds nothing else up: what was asked later may be answered sooner.</summary>
    private async Task LaterAsync(TimeSpan delay, Action then)
    {
        try
        {
            await Task.Delay(delay, _core.Clock.Time, session.Engine.Aborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The connection ended first.
            return;
        }

        lock (_core.State) { then(); }
    }

    /// <summary>Lets a call take effect, unless a fault prevents it.</summary>
    /// <returns>What is answered: nothing and a result, or one error alone.</returns>
    private JsonArray Effect(SocketEvent one, string step, Fault? fault)
    {
        Pd2Call? call = null;
        FeathersError? error = null;
        JsonNode? result = null;
        DateTimeOffset now = _core.Clock.Now + (fault?.ClockSkew ?? TimeSpan.Zero);
        try
        {
            call = new Pd2Call(FeathersCall.Read(one.Name, one.Arguments, refusesMore: !IsFeathers4), LoginAt(now), now);
            authority.Services.Count(call.Feathers);
            if (!Pd2Frames.Prevents(fault))
            {
                result = authority.Services.Run(call);
                if (step.StartsWith(Pd2Steps.Session, StringComparison.Ordinal)) { SignIn(call.Login); }
            }
        }
        catch (FeathersException refused)
        {
            error = refused.Error;
        }
        catch (Exception broken)
        {
            // A mistake of the emulator must be seen in its log, not taken for the service's answer.
            error = FeathersError.Of(500, "the emulator failed: " + broken.GetType().Name);
        }

        error = Pd2Frames.ErrorOf(fault) ?? error;
        _core.Log.Add(new EmulatorEvent
        {
            Sequence = _core.Log.NextSequence(), Time = now, Host = Pd2Hub.DnsName, Step = step, Method = "MESSAGE", Path = call?.Feathers.Resource ?? Pd2Hub.Path, Status = error?.Code ?? 0,
            Issued = call?.Issued ?? [], Spent = call?.Spent ?? [], Note = call?.Note ?? error?.Message, Fault = fault is null ? null : FaultDescription.Of(fault),
        });
        return error is null ? new JsonArray(null, result) : new JsonArray(error.ToJson(IsFeathers4));
    }

    private void Send(SocketEvent one, Fault? fault, JsonArray answer)
    {
        if (fault is { Drop: true }) { session.Engine.Drop("the emulator dropped the connection"); }
        else if (fault is not { NoAnswer: true } && one.Id is not null) { Send(fault, new SocketPacket(SocketPacketType.Ack) { Id = one.Id, Data = answer }); }
    }

    private void Send(Fault? fault, SocketPacket packet)
    {
        if (fault is { Drop: true }) { session.Engine.Drop("the emulator dropped the connection"); }
        else if (fault is not { NoAnswer: true })
        {
            foreach (SocketFrame frame in Pd2Frames.Of(fault, packet)) { session.Engine.Socket.Send(frame); }
        }
    }

    private void SignIn(Pd2Token? token)
    {
        _login = token;
        if (token is not null && !IsFeathers4) { WatchEnd(token); }
    }

    private void WatchEnd(Pd2Token token)
    {
        if (_login != token) { return; }
        TimeSpan left = token.NotAfter - _core.Clock.Now;
        if (left <= TimeSpan.Zero) { EndIfOver(); }
        else { _ = LaterAsync(left < LongestWait ? left : LongestWait, () => WatchEnd(token)); }
    }

    /// <summary>A website token belongs into the data of a new session, and nowhere else.</summary>
    private void LookForToken(SocketEvent one, string step)
    {
        if (step == Pd2Steps.Session + FeathersMethod.Create) { return; }
        foreach (JsonNode? argument in one.Arguments)
        {
            if (argument is null or JsonValue) { continue; }
            lock (_core.State) { authority.Watch.Look(JsonText.Write(argument).Span, step); }
        }
    }
}
