using System.Buffers.Binary;
using System.Text.Json;

namespace HytaleServer.Door;

/// <summary>Messages over a stream: four bytes of length, then JSON.</summary>
internal sealed class DoorWire(Stream stream)
{
    // Three tokens of the longest kind that is taken.
    private const int Longest = 32 * 1024;

    public async Task SendAsync(JoinMessage message, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(message, JoinMessageJson.Default.JoinMessage);
        byte[] whole = new byte[sizeof(int) + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(whole, body.Length);
        body.CopyTo(whole, sizeof(int));
        await stream.WriteAsync(whole, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <exception cref="IOException">The other side went away.</exception>
    /// <exception cref="InvalidDataException">It sent something else.</exception>
    public async Task<JoinMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        byte[] length = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(length, cancellationToken);
        if (BinaryPrimitives.ReadInt32BigEndian(length) is not (> 0 and <= Longest and var size))
        {
            throw new InvalidDataException("a message of an impossible length");
        }

        byte[] body = new byte[size];
        await stream.ReadExactlyAsync(body, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, JoinMessageJson.Default.JoinMessage) ?? throw new InvalidDataException("no message");
        }
        catch (JsonException)
        {
            // What it says is not passed on: it may quote a token.
            throw new InvalidDataException("a message that is no JSON");
        }
    }
}
