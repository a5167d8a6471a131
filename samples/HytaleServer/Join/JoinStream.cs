using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HytaleServer.Join;

/// <summary>Messages over a stream: four bytes of length, then JSON.</summary>
internal sealed class JoinStream(Stream stream)
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
        int size = BinaryPrimitives.ReadInt32BigEndian(length);
        if (size is <= 0 or > Longest)
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

/// <summary>What server and player say to each other, each time a part of it. It holds secrets, so it is no record, which would print them.</summary>
internal sealed class JoinMessage
{
    /// <summary>Who the player says he is.</summary>
    public Guid Id { get; init; }

    /// <summary>What he says that he is called.</summary>
    public string? Name { get; init; }

    /// <summary>The speaker's own identity token.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>What the other side shall redeem.</summary>
    public string? Grant { get; init; }

    /// <summary>What the speaker got for the other side's grant.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Whether the player is turned away. A stranger is not told why.</summary>
    public bool IsRefused { get; init; }
}

/// <summary>How messages are written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JoinMessage))]
internal sealed partial class JoinMessageJson : JsonSerializerContext;
