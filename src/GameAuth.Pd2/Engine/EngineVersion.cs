namespace GameAuth.Pd2;

/// <summary>Which revision of Engine.IO, the protocol under Socket.IO, is spoken (socket.io repository, <c>docs/engine.io-protocol</c>).</summary>
public enum EngineVersion
{
    /// <summary>Engine.IO 3, of Socket.IO 2: the client sends the pings. This is what the service speaks.</summary>
    V3,

    /// <summary>Engine.IO 4, of Socket.IO 3 and 4: the server sends the pings, and the client asks for its namespace.</summary>
    V4,

    /// <summary>Asks for 4 and takes 3, where the server shows by its first frames that it knows nothing newer.</summary>
    Auto,
}
