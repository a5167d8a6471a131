using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.SocketIo;

/// <summary>The server that the Engine.IO suites expect: every message comes back.</summary>
internal sealed class EngineEcho(EngineSession engine) : IEngineApplication
{
    public void Opened()
    {
        // The open packet is all.
    }

    public void Received(SocketMessage message)
    {
        if (message.IsBinary) { engine.SendBinary(message.Bytes.ToArray()); }
        else { engine.Send((byte[])[(byte)'4', .. message.Bytes.Span]); }
    }

    public void Closed(string why)
    {
        // Nobody asks.
    }
}

/// <summary>The server that the Socket.IO suite expects: it tells what a client entered with, and sends back what comes.</summary>
internal sealed class SocketEcho(SocketSession session) : ISocketApplication
{
    public JsonObject? Refuse(string place, JsonObject auth) => place is "/" or "/custom" ? null : SocketSession.NoSuchPlace();

    public void Entered(string place, JsonObject auth) => session.Emit(place, new JsonArray("auth", auth.DeepClone()));

    public void Happened(SocketEvent one)
    {
        JsonNode?[] arguments = [.. one.Arguments.Select(argument => argument?.DeepClone())];
        if (one.Name == "message") { session.Emit(one.Namespace, new JsonArray(["message-back", .. arguments]), one.Attachments); }
        else if (one is { Name: "message-with-ack", Id: not null }) { session.Answer(one, new JsonArray(arguments), one.Attachments); }
    }

    public void Left(string why)
    {
        // Nobody asks.
    }
}
