namespace GameAuth.Emulator.Hosting;

/// <summary>
/// An answer that is no answer but a conversation: the connection becomes a WebSocket, and this is what the server does on it.
/// A route of any provider may give it; see <see cref="Reply.Upgrade"/>.
/// </summary>
/// <param name="Protocol">The subprotocol that the server agrees to (RFC 6455 section 4.2.2); null for none.</param>
/// <param name="Converse">Begins before the handshake is answered, and runs until the conversation is over. When it throws, the connection ends without a close frame.</param>
internal sealed record SocketUpgrade(string? Protocol, Func<EmulatedSocket, Task> Converse);
