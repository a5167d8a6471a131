using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace GameAuth.Server;

/// <summary>A refresh token whose MAC is right. Immutable; prints without its handle.</summary>
/// <remarks>
/// <para>
/// It is base64url without padding of: version 1 | key id 4 | handle 32 | generation 4, big endian | MAC 32. The MAC is HMAC-SHA256 over a label and all of that before it, and the thumbprint
/// of the key that the family is bound to, where it is. So each token of a family can be made from any other of it by whoever has the key, and the store keeps none. A bound token without the
/// proof of its key has a wrong MAC, and nobody can tell it from one that was made up.
/// </para>
/// <para>The MAC is checked before the store is asked: what was made up costs no read and ends no session.</para>
/// </remarks>
internal sealed class RefreshToken
{
    /// <summary>The length of a handle in bytes: 256 random bits.</summary>
    public const int HandleSize = 32;

    private const byte Version = 1;
    private const int HandleAt = 1 + SessionKey.IdSize;
    private const int GenerationAt = HandleAt + HandleSize;
    private const int MacAt = GenerationAt + sizeof(uint);
    private const int Size = MacAt + HMACSHA256.HashSizeInBytes;

    private readonly byte[] _handle;

    private RefreshToken(ReadOnlySpan<byte> handle, int generation, bool isKeyProven)
    {
        _handle = handle.ToArray();
        Family = FamilyId.Of(handle);
        Generation = generation;
        IsKeyProven = isKeyProven;
    }

    /// <summary>The length of a token in characters.</summary>
    public static int TextLength { get; } = Base64Url.GetEncodedLength(Size);

    /// <summary>The family.</summary>
    public FamilyId Family { get; }

    /// <summary>The generation.</summary>
    public int Generation { get; }

    /// <summary>Whether the token is bound to the key that the request has proven.</summary>
    public bool IsKeyProven { get; }

    private static ReadOnlySpan<byte> Label => "gameauth refresh token"u8;

    /// <summary>Reads a token.</summary>
    /// <param name="keys">The keys: the current and the previous ones.</param>
    /// <param name="text">Any text.</param>
    /// <param name="keyThumbprint">The thumbprint of the key that the request has proven; none without a proof. A token that is not bound is good with it too, since a client may always send proofs.</param>
    /// <returns>The token; null where it is none of this server's, or is bound to another key.</returns>
    public static RefreshToken? TryRead(ReadOnlySpan<SessionKey> keys, ReadOnlySpan<char> text, ReadOnlySpan<byte> keyThumbprint)
    {
        Span<byte> token = stackalloc byte[Size];
        if (!TryDecode(text, token) || token[0] != Version)
        {
            return null;
        }

        // The last generation has no successor.
        uint generation = BinaryPrimitives.ReadUInt32BigEndian(token[GenerationAt..]);
        if (generation >= int.MaxValue)
        {
            return null;
        }

        foreach (SessionKey key in keys)
        {
            if (!key.Id.Span.SequenceEqual(token[1..HandleAt]))
            {
                continue;
            }

            if (!keyThumbprint.IsEmpty && IsRight(key, token, keyThumbprint))
            {
                return new RefreshToken(token[HandleAt..GenerationAt], (int)generation, isKeyProven: true);
            }

            if (IsRight(key, token, default))
            {
                return new RefreshToken(token[HandleAt..GenerationAt], (int)generation, isKeyProven: false);
            }
        }

        return null;
    }

    /// <summary>Writes a token.</summary>
    /// <param name="key">The current key.</param>
    /// <param name="handle">The family's handle.</param>
    /// <param name="generation">The generation, from 0.</param>
    /// <param name="keyThumbprint">The thumbprint that the family is bound to; none where it is not bound.</param>
    public static string Write(SessionKey key, ReadOnlySpan<byte> handle, int generation, ReadOnlySpan<byte> keyThumbprint)
    {
        Span<byte> token = stackalloc byte[Size];
        token[0] = Version;
        key.Id.Span.CopyTo(token[1..]);
        handle.CopyTo(token[HandleAt..GenerationAt]);
        BinaryPrimitives.WriteUInt32BigEndian(token[GenerationAt..], (uint)generation);
        Authenticate(key, token[..MacAt], keyThumbprint, token[MacAt..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Writes the token of another generation of the same family, bound as this one is.</summary>
    /// <param name="key">The current key.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="family">The family, for the key that it is bound to.</param>
    public string Write(SessionKey key, int generation, SessionFamily family) => Write(key, _handle, generation, family.KeyThumbprint.Span);

    /// <summary>Never the handle.</summary>
    /// <returns>The family and the generation.</returns>
    public override string ToString() => $"[refresh token of {Family}, generation {Generation}]";

    private static bool IsRight(SessionKey key, ReadOnlySpan<byte> token, ReadOnlySpan<byte> keyThumbprint)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Authenticate(key, token[..MacAt], keyThumbprint, mac);
        return CryptographicOperations.FixedTimeEquals(mac, token[MacAt..]);
    }

    // All parts but the last have fixed lengths, so no two tokens have the same message.
    private static void Authenticate(SessionKey key, ReadOnlySpan<byte> content, ReadOnlySpan<byte> keyThumbprint, Span<byte> mac)
    {
        Span<byte> message = stackalloc byte[Label.Length + MacAt + SHA256.HashSizeInBytes];
        Label.CopyTo(message);
        content.CopyTo(message[Label.Length..]);
        keyThumbprint.CopyTo(message[(Label.Length + MacAt)..]);
        HMACSHA256.HashData(key.RefreshToken, message[..(Label.Length + MacAt + keyThumbprint.Length)], mac);
    }

    // .NET's decoder skips white space and takes padding, which the length rules out; bits that are left over it refuses, so that a token has one spelling.
    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> token) =>
        text.Length == TextLength && Base64Url.DecodeFromChars(text, token, out _, out int written) == OperationStatus.Done && written == Size;
}
