using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Faults;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Psn.Push;

/// <summary>One client's push connection: events to it, its pings, and the one frame that a mobile client of version 3.0 sends.</summary>
internal sealed class PushConnection(PsnAuthority authority, EmulatedPsnPlayer player, EmulatedSocket socket)
{
    private const int Ping = 9;
    private const int EventMethod = 3001;
    private const string SignInMethod = "1003";

    private readonly EmulatorCore _core = authority.Core;
    private readonly PsnPush _push = authority.Push;

    public string AccountId => player.AccountId;

    /// <summary>Runs until the client leaves, or the emulator ends it.</summary>
    public async Task RunAsync()
    {
        socket.Watch?.Arrived = Note;
        lock (_core.State) { _push.Add(this); }
        string reason = "the emulator failed";
        try
        {
            reason = await socket.HearAsync(HearAsync).ConfigureAwait(false);
        }
        finally
        {
            lock (_core.State)
            {
                _push.Remove(this);
                _push.Log(PsnSteps.PushClose, "CLOSE", PushHost.SocketPath, this, note: reason);
            }
        }
    }

    public void Tell(string dataType, JsonNode data)
    {
        Fault? fault = _core.Faults.Take(PsnSteps.PushEvent, PushHost.Name);
        _push.Log(PsnSteps.PushEvent, "PUSH", dataType, this, fault: fault is null ? null : FaultDescription.Of(fault));
        JsonObject frame = new()
        {
            ["version"] = "3.0",
            ["method"] = EventMethod,
            ["dataType"] = dataType,
            ["to"] = new JsonObject { ["accountId"] = AccountId, ["onlineId"] = player.OnlineId, ["platform"] = new JsonArray("MOBILE_APP") },
            ["body"] = new JsonObject { ["data"] = data },
        };
        if (fault is { Drop: true }) { Drop(); }
        else { foreach (SocketFrame one in FaultyFrames.Of(fault, frame)) { socket.Send(one); } }
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Drop()
    {
        _push.Remove(this);
        socket.Drop();
    }

    /// <summary>Ends the connection with a close frame.</summary>
    public void Close(WebSocketCloseStatus status, string why)
    {
        _push.Remove(this);
        socket.Send(SocketFrame.Closing(status, why));
    }

    /// <summary>Lets the connection live, but answers nothing any more: no ping, no message.</summary>
    public void Freeze() => socket.Watch?.Hold();

    private void Note(int opcode)
    {
        if (opcode != Ping) { return; }
        lock (_core.State) { _push.Log(PsnSteps.PushPing, "PING", PushHost.SocketPath, this); }
    }

    private Task HearAsync(string message)
    {
        lock (_core.State)
        {
            string? problem = ProblemOf(message);
            _push.Log(PsnSteps.PushMessage, "MESSAGE", PushHost.SocketPath, this, problem is null ? 200 : 400, problem ?? "the client names its account and token");
            if (problem is not null) { Close(WebSocketCloseStatus.PolicyViolation, problem); }
        }

        return Task.CompletedTask;
    }

    /// <summary>What is wrong with a frame; only the one that names account and token is known, and its token must be good.</summary>
    private string? ProblemOf(string message)
    {
        if (JsonText.ParseObject(Encoding.UTF8.GetBytes(message)) is not { } frame) { return "no JSON object"; }
        if (!IsNumber(frame, "method", SignInMethod)) { return "only method 1003 is known"; }
        if (!IsNumber(frame, "accountId", AccountId)) { return "accountId must be the caller's, as a number"; }
        bool hasToken = frame.TryGetProperty("auth", out JsonElement auth) && auth.ValueKind is JsonValueKind.Object && auth.TryGetProperty("accessToken", out JsonElement value)
            && value.ValueKind is JsonValueKind.String && authority.Tokens.Find(value.GetString()) is { Kind: PsnTokenKind.Access, Family: { IsRevoked: false } family } token
            && family.Owner.AccountId == AccountId && !token.IsExpired(_core.Clock.Now);
        return hasToken ? null : "auth.accessToken is no good token of this account";
    }

    private static bool IsNumber(JsonElement frame, string name, string digits) =>
        frame.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Number && value.GetRawText() == digits;
}
